// The address of the browser behind proxies that may speak for it (usersync.trusted_proxies).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/ip_address.h"

namespace usersync {

class TrustedProxies {
 public:
  // Addresses and ranges ("10.0.0.0/8 2001:db8::/32, 192.0.2.7") with blanks or commas between them.
  // Code::invalid_argument; `detail` is the one that is wrong.
  static Result<TrustedProxies> parse(std::string_view text);
  bool contains(const IpAddress& address) const noexcept;

 private:
  struct Range {
    IpAddress first;
    unsigned bits;
  };
  std::vector<Range> ranges_;
};

// What the web server saw. Empty headers are absent.
struct Connection {
  std::string_view remote_address;
  std::string_view x_forwarded_for;
  std::string_view forwarded;  // RFC 7239
};

// Walks from the nearest hop outwards, over proxies that are trusted, to the first that is not. When a header
// is malformed on the way there, or two headers tell two stories, it is the remote address itself. Nothing:
// the remote address is none (a unix socket, a command line).
std::optional<IpAddress> client_ip(const Connection& connection, const TrustedProxies& trusted);

}  // namespace usersync
