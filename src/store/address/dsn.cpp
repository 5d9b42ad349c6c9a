#include "store/address/dsn.h"

#include <algorithm>
#include <array>

#include "base/hex.h"
#include "store/address/port.h"

namespace usersync {
namespace {

struct Scheme {
  std::string_view name;
  enum class Place : std::uint8_t { directory, socket, host, hosts } place;
};

using Place = Scheme::Place;
constexpr Scheme kSchemes[] = {
    {"sqlite", Place::directory},
    {"redis", Place::host},
    {"rediss", Place::host},
    {"redis+unix", Place::socket},
    {"redis+sentinel", Place::hosts},
    {"rediss+sentinel", Place::hosts},
    {"redis+cluster", Place::hosts},
    {"rediss+cluster", Place::hosts},
    {"mysql", Place::host},
    {"mysql+unix", Place::socket},
    {"wp-options+mysql", Place::host},
    {"wp-options+mysql+unix", Place::socket},
};

Error malformed(Msg what, std::string_view public_detail = {}) { return Error{what, public_detail}; }

Error password_in_text() { return malformed(Msg::store_password_in_address); }

// The text before the first colon, when it could be a scheme (RFC 3986, 3.1): empty when it could not. One
// letter is a Windows drive, not a scheme.
std::string_view scheme_of(std::string_view text) noexcept {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon > 32) return {};
  const auto scheme = text.substr(0, colon);
  const bool plausible = is_lower(scheme.front()) && std::all_of(scheme.begin(), scheme.end(), [](char c) {
                           return is_lower(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
                         });
  return plausible ? scheme : std::string_view{};
}

// "+" stays a plus: this is a URI, not a form. A NUL would end the text early in every library below us.
Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    int byte = static_cast<unsigned char>(text[i]);
    if (byte == '%') {
      if (i + 2 >= text.size()) return malformed(Msg::store_percent);
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return malformed(Msg::store_percent);
      byte = high * 16 + low;
      i += 2;
    }
    if (byte < 0x20 || byte == 0x7f) return malformed(Msg::store_control_character);
    out.push_back(static_cast<char>(byte));
  }
  return out;
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  std::string_view host = text, rest;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return malformed(Msg::store_ipv6);
    host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return malformed(Msg::store_ipv6);
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    rest = text.substr(colon);
    if (rest.find(':', 1) != std::string_view::npos) {
      return malformed(Msg::store_ipv6);
    }
  }
  auto decoded = percent_decode(host);
  if (!decoded) return decoded.error();
  if (decoded->empty()) return malformed(Msg::store_no_host);
  Endpoint endpoint{std::move(*decoded), 0};
  if (!rest.empty()) {
    const auto port = parse_port(rest.substr(1));
    if (!port) return port.error();
    endpoint.port = *port;
  }
  return endpoint;
}

Status parse_user(std::string_view text, Dsn& dsn) {
  if (text.find(':') != std::string_view::npos) return password_in_text();
  auto user = percent_decode(text);
  if (!user) return user.error();
  dsn.user = std::move(*user);
  return {};
}

Status parse_authority(std::string_view text, Place place, Dsn& dsn) {
  if (const auto at = text.rfind('@'); at != std::string_view::npos) {
    if (const auto user = parse_user(text.substr(0, at), dsn); !user.ok()) return user;
    text.remove_prefix(at + 1);
  }
  if (place == Place::socket) {
    if (text.empty()) return {};
    return malformed(Msg::store_socket_host);
  }
  for (bool more = true; more;) {
    const auto comma = text.find(',');
    more = comma != std::string_view::npos;
    auto endpoint = parse_endpoint(text.substr(0, comma));
    if (!endpoint) return endpoint.error();
    dsn.endpoints.push_back(std::move(*endpoint));
    if (more) text.remove_prefix(comma + 1);
  }
  if (place == Place::host && dsn.endpoints.size() > 1) {
    return malformed(Msg::store_one_host, dsn.scheme);
  }
  return {};
}

bool names_a_password(std::string_view parameter) noexcept {
  constexpr std::string_view kNames[] = {"password", "passwd", "pass", "pwd", "auth", "secret"};
  return std::find(std::begin(kNames), std::end(kNames), parameter) != std::end(kNames);
}

Status parse_params(std::string_view text, Dsn& dsn) {
  while (!text.empty()) {
    const auto pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) {
      return malformed(Msg::store_parameter_form, pair.substr(0, 32));
    }
    auto name = percent_decode(pair.substr(0, equals));
    auto value = percent_decode(pair.substr(equals + 1));
    if (!name) return name.error();
    if (!value) return value.error();
    if (names_a_password(*name)) return password_in_text();
    for (const auto& known : dsn.params) {
      if (known.first == *name) return malformed(Msg::store_parameter_twice, *name);
    }
    dsn.params.emplace_back(std::move(*name), std::move(*value));
  }
  return {};
}

// After "scheme:" and before "?". sqlite:, sqlite:/dir and sqlite:///dir; everything else begins with "//".
Status parse_place(std::string_view text, Place place, Dsn& dsn) {
  std::string_view path = text;
  if (text.starts_with("//")) {
    const auto slash = text.find('/', 2);
    const auto authority = text.substr(2, slash == std::string_view::npos ? slash : slash - 2);
    path = slash == std::string_view::npos ? std::string_view{} : text.substr(slash);
    // "user:pass/word@host": what stands before the slash is no authority, and none of it is shown.
    if (place == Place::host || place == Place::hosts) {
      if (path.find('@') != std::string_view::npos) return password_in_text();
    }
    if (place == Place::directory) {
      if (!authority.empty()) return malformed(Msg::store_directory_form);
    } else if (const auto parsed = parse_authority(authority, place, dsn); !parsed.ok()) {
      return parsed;
    }
  } else if (place != Place::directory) {
    return malformed(Msg::store_slashes, dsn.scheme);
  }
  if (place == Place::directory && !path.empty() && path.front() != '/') {
    return malformed(Msg::store_directory_form);
  }
  if (place == Place::socket && path.size() < 2) return malformed(Msg::store_no_path);
  auto decoded = percent_decode(path);
  if (!decoded) return decoded.error();
  dsn.path = std::move(*decoded);
  return {};
}

}  // namespace

std::string_view Dsn::param(std::string_view name) const noexcept {
  for (const auto& [key, value] : params) {
    if (key == name) return value;
  }
  return {};
}

bool looks_like_dsn(std::string_view text) noexcept { return !scheme_of(text).empty(); }

Result<Dsn> parse_dsn(std::string_view text) {
  Dsn dsn;
  const bool bare = text == "sqlite";  // the default needs no address
  dsn.scheme = bare ? text : scheme_of(text);
  if (dsn.scheme.empty()) return malformed(Msg::store_no_scheme);
  const auto* known = std::find_if(std::begin(kSchemes), std::end(kSchemes),
                                   [&](const Scheme& scheme) { return scheme.name == dsn.scheme; });
  if (known == std::end(kSchemes)) return malformed(Msg::store_unknown_kind, dsn.scheme);
  if (bare) return dsn;

  auto rest = text.substr(dsn.scheme.size() + 1);
  if (rest.find('#') != std::string_view::npos) return malformed(Msg::store_hash);
  const auto question = rest.find('?');
  if (auto placed = parse_place(rest.substr(0, question), known->place, dsn); !placed.ok()) {
    return placed.error();
  }
  if (question != std::string_view::npos) {
    if (auto parsed = parse_params(rest.substr(question + 1), dsn); !parsed.ok()) return parsed.error();
  }
  return dsn;
}

}  // namespace usersync
