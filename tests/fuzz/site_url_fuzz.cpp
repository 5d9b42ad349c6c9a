// Urls as people configure and strangers send them: what is accepted is canonical, and stays so.
#include <cstdlib>

#include "base/bytes.h"
#include "sync/network/site_url.h"

using namespace usersync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto url = SiteUrl::parse(text_of(View(data, size)));
  if (!url) return 0;
  const auto again = SiteUrl::parse(url->text());
  if (!again || again->text() != url->text() || again->origin() != url->origin()) std::abort();
  for (const char c : url->text()) {
    if (c <= ' ' || c > '~' || c == '\\' || c == '?' || c == '#' || c == '"' || c == '<') std::abort();
  }
  if (url->text().ends_with('/') || url->origin().find('@') != std::string_view::npos) std::abort();
  return 0;
}
