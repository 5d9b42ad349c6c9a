#include "store/address/dsn_parts.h"

#include "store/address/port.h"

namespace usersync {
namespace {

Error malformed(Msg what, std::string_view detail = {}) { return {what, detail}; }

Status take_port(std::string_view text, Endpoint& endpoint) {
  const auto port = parse_port(text);
  if (!port) return port.error();
  endpoint.port = *port;
  return {};
}

// The forms of DB_HOST: WordPress, wp-includes/class-wpdb.php, parse_db_host(). More than one colon is IPv6.
Status take_host(std::string_view text, Dsn& dsn) {
  if (const auto socket = text.find(":/"); socket != std::string_view::npos) {
    dsn.params.emplace_back("socket", text.substr(socket + 1));
    text = text.substr(0, socket);
  }
  Endpoint endpoint;
  const auto colon = text.find(':');
  const bool several = colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return malformed(Msg::store_ipv6);
    endpoint.host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    if (rest.starts_with(':')) {
      if (auto taken = take_port(rest.substr(1), endpoint); !taken) return taken;
    } else if (!rest.empty()) {
      return malformed(Msg::store_ipv6);
    }
  } else if (colon == std::string_view::npos || several) {
    endpoint.host = text;
  } else {
    endpoint.host = text.substr(0, colon);
    if (auto taken = take_port(text.substr(colon + 1), endpoint); !taken) return taken;
  }
  if (endpoint.host.empty()) endpoint.host = "localhost";
  dsn.endpoints.push_back(std::move(endpoint));
  return {};
}

}  // namespace

Result<Dsn> dsn_of(const DsnParts& parts) {
  if (!looks_like_dsn(std::string(parts.scheme) + ":")) return malformed(Msg::store_no_scheme, parts.scheme);
  Dsn dsn;
  dsn.scheme = parts.scheme;
  dsn.user = parts.user;
  dsn.password = parts.password;
  for (std::string_view rest = parts.host; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    if (auto taken = take_host(rest.substr(0, comma), dsn); !taken) return taken.error();
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (parts.port) {
    if (*parts.port < 1 || *parts.port > 65535) return malformed(Msg::store_port, "port");
    if (dsn.endpoints.size() != 1) return malformed(Msg::store_one_host, "port");
    dsn.endpoints[0].port = static_cast<std::uint16_t>(*parts.port);
  }
  if (!parts.database.empty() && !parts.path.empty()) return malformed(Msg::store_path_or_database);
  dsn.path = parts.path;
  if (!parts.database.empty()) dsn.path = "/" + std::string(parts.database);
  for (const auto& [name, value] : parts.params) dsn.params.emplace_back(name, value);
  return dsn;
}

}  // namespace usersync
