// Where a stranger wants a browser sent: a path of this site, an allowed origin, or the fallback.
#include <cstdlib>

#include "base/bytes.h"
#include "sync/network/origin.h"
#include "sync/network/return_url.h"

using namespace usersync;

namespace {

void must(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::string_view kAllowed[] = {"https://b.example", "https://c.example:8443"};
  const std::string_view text = text_of(View(data, size));
  for (const std::string& url :
       {std::string(text), "https://b.example" + std::string(text), "/" + std::string(text)}) {
    const auto where = return_url(url, "fallback", kAllowed);
    must(where.ok());
    if (*where == "fallback") continue;
    for (const char c : *where) must(c > ' ' && c <= '~' && c != '\\');
    const bool local = where->starts_with('/') && !where->starts_with("//");
    must(local || where->starts_with("https://b.example/") || where->starts_with("https://c.example:8443/"));
    must(return_url(*where, "fallback", kAllowed).value() == *where);
  }
  std::string_view rest = text;
  const auto origin = take_origin(rest);
  if (!origin) return 0;
  must(rest.empty() || rest.front() == '/' || rest.front() == '?' || rest.front() == '#');
  std::string_view again = *origin;
  must(take_origin(again).value() == *origin && again.empty());
  must(origin->find('@') == std::string::npos);
  return 0;
}
