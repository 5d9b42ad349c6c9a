// `usersync.store` as text, taken apart. The grammar is docs/formats.md, "Store addresses"; each backend
// decides which parameters it knows and refuses the rest by name.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace usersync {

struct Endpoint {
  std::string host;        // without brackets
  std::uint16_t port = 0;  // 0: the scheme's default
  bool operator==(const Endpoint&) const = default;
};

struct Dsn {
  std::string
      scheme;  // "sqlite", "redis", "rediss", "redis+unix", "redis+sentinel", "redis+cluster", "mysql", …
  std::string user;
  std::string password;  // never from text: password_file, password_env, or usersync_configure()
  std::vector<Endpoint> endpoints;
  std::string path;  // after the authority, with its leading slash; percent-decoded
  std::vector<std::pair<std::string, std::string>> params;

  std::string_view param(std::string_view name) const noexcept;  // empty when absent
  bool operator==(const Dsn&) const = default;                   // the key under which a connection is kept
};

// True when `text` starts with a scheme we know, or with any scheme at all ("scheme:"): tells a store from a
// plain directory in session.save_path.
bool looks_like_dsn(std::string_view text) noexcept;

// Code::invalid_argument names what is wrong: the scheme, a port, a parameter given twice. A password in the
// text is refused with the two ways that exist instead. Files and the environment are read by
// resolve_password.
Result<Dsn> parse_dsn(std::string_view text);

// The one line of a file that only this user or root may change (docs/formats.md, "Store addresses").
// Code::unsafe_file, unavailable, denied, invalid_argument; the detail is the path.
Result<std::string> read_password_file(const std::string& path);

// Fills Dsn::password from ?password_file= or ?password_env=, and drops both parameters.
Status resolve_password(Dsn& dsn);

}  // namespace usersync
