#include "store/mysql/address.h"

#include <optional>

#include "base/ascii.h"

namespace usersync {
namespace {

// A prefix becomes part of a quoted identifier; 40 leaves room for "usersync_sessions" in MySQL's 64.
bool is_table_prefix(std::string_view text) noexcept {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '_' || c == '$'; };
  return text.size() <= 40 && std::all_of(text.begin(), text.end(), allowed);
}

std::optional<MysqlAddress::Tls> tls_of(std::string_view text) noexcept {
  if (text == "off" || text == "0") return MysqlAddress::Tls::off;
  if (text == "unverified") return MysqlAddress::Tls::unverified;
  if (text == "on" || text == "1") return MysqlAddress::Tls::verified;
  return std::nullopt;
}

Error malformed(Msg what, std::string_view detail) { return {what, detail}; }

Status take_parameter(MysqlAddress& address, const std::string& name, const std::string& value) {
  if (name == "socket") {
    address.socket = value;
  } else if (name == "database") {
    address.database = value;
  } else if (name == "user") {
    address.user = value;
  } else if (name == "ca") {
    address.ca = value;
  } else if (name == "cert") {
    address.cert = value;
  } else if (name == "key") {
    address.key = value;
  } else if (name == "table_prefix") {
    if (!is_table_prefix(value)) {
      return malformed(Msg::store_table_prefix, name);
    }
    address.table_prefix = value;
  } else if (name == "lock") {
    if (value != "row" && value != "connection") return malformed(Msg::store_lock, name);
    address.row_lock = value == "row";
  } else if (name == "tls") {
    const auto tls = tls_of(value);
    if (!tls) return malformed(Msg::store_tls, name);
    address.tls = *tls;
  } else {
    return malformed(Msg::store_parameter_unknown, name);
  }
  return {};
}

}  // namespace

std::string MysqlAddress::text() const {
  const std::string where = socket.empty() ? host + ":" + std::to_string(port) : socket;
  return user + "@" + where + "/" + database;
}

Result<MysqlAddress> mysql_address(const Dsn& dsn, std::string_view default_prefix) {
  MysqlAddress address;
  address.table_prefix = default_prefix;
  address.user = dsn.user;
  address.password = dsn.password;
  if (dsn.endpoints.size() > 1) return malformed(Msg::store_one_host, {});
  if (dsn.scheme.ends_with("+unix")) {
    address.socket = dsn.path;
  } else {
    if (!dsn.endpoints.empty()) {
      address.host = dsn.endpoints[0].host;
      if (dsn.endpoints[0].port != 0) address.port = dsn.endpoints[0].port;
    }
    if (dsn.path.size() > 1) address.database = dsn.path.substr(1);
  }
  for (const auto& [name, value] : dsn.params) {
    if (auto taken = take_parameter(address, name, value); !taken) return taken.error();
  }
  if (address.tls == MysqlAddress::Tls::off && !address.ca.empty()) address.tls = MysqlAddress::Tls::verified;
  if (address.socket.empty() && address.host.empty()) return malformed(Msg::store_no_host, {});
  if (address.database.empty()) return malformed(Msg::store_no_database, address.text());
  return address;
}

}  // namespace usersync
