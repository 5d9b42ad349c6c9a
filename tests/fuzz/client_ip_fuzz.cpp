// Forwarding headers and proposed urls as a stranger sends them: the address is the remote one or one that
// the headers spell, and a browser goes nowhere but where it may.
#include <cstdlib>

#include "sync/browser/client_ip.h"
#include "sync/network/return_url.h"

using namespace usersync;

namespace {

void must(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto trusted = TrustedProxies::parse("10.0.0.0/8 2001:db8::/32");
  const std::string_view text = text_of(View(data, size));
  const auto half = text.find('|');
  const std::string_view x = text.substr(0, half);
  const std::string_view rfc = half == std::string_view::npos ? std::string_view() : text.substr(half + 1);

  const auto stranger = client_ip({"192.0.2.7", x, rfc}, *trusted);
  must(stranger && stranger->text() == "192.0.2.7");
  must(client_ip({"10.0.0.1", x, rfc}, *trusted).has_value());
  const auto proxies = TrustedProxies::parse(text);
  if (proxies) must(client_ip({"10.0.0.1", x, rfc}, *proxies).has_value());

  static constexpr std::string_view kAllowed[] = {"https://a.example"};
  const auto url = return_url(text, "/", kAllowed);
  must(url.ok());
  const bool absolute = url->starts_with("https://a.example/");
  const bool local = url->starts_with('/') && !url->starts_with("//");
  must(absolute || local);
  for (const char c : *url) must(c > ' ' && c < 0x7f && c != '\\');
  return 0;
}
