// Where a url points: scheme, host and port, as a browser's Origin header has them (RFC 6454), in canonical
// form.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace usersync {

inline constexpr std::size_t kMaxUrl = 512;

// Takes "scheme://host[:port]" off the front of `url` and returns it canonical: lower case, no default port,
// an IPv6 address as RFC 5952 writes it. What is left is empty or begins with "/", "?" or "#". https, or http
// to a loopback host. Code::invalid_argument; `detail` shows the url unless it could hold a secret.
Result<std::string> take_origin(std::string_view& url);

// An Error about a url, which is shown only when it holds neither credentials, query, fragment nor key.
Error bad_url(Msg what, std::string_view url);

// The characters of RFC 3986 that may stand in a path as they are. "%" is not among them.
bool is_path_character(char c) noexcept;

}  // namespace usersync
