// Addresses as visitors type them: what is accepted is one address, in its one form.
#include <cstdlib>

#include "base/bytes.h"
#include "sync/email/address.h"

using namespace usersync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto normal = normalize_email(text_of(View(data, size)));
  if (!normal) return 0;
  if (normalize_email(*normal) != normal || normal->size() > 254) std::abort();
  const auto at = normal->find('@');
  if (at == 0 || at == std::string::npos || at != normal->rfind('@')) std::abort();
  for (const char c : *normal) {
    if (c <= ' ' || c > '~' || std::string_view("\"(),:;<>[\\]").find(c) != std::string_view::npos)
      std::abort();
  }
  for (const char c : normal->substr(at)) {
    if (c >= 'A' && c <= 'Z') std::abort();
  }
  return 0;
}
