#include "store/redis/redis.h"

#include <algorithm>
#include <charconv>

#include "store/redis/redis_store.h"

namespace usersync {
namespace {

constexpr std::uint16_t kServerPort = 6379;
constexpr std::uint16_t kSentinelPort = 26379;

constexpr std::string_view kParameters[] = {"db",          "replicas",      "ca",
                                            "cert",        "key",           "verify",
                                            "dead_holder", "sentinel_user", "sentinel_password_file"};

Error malformed(Msg what, std::string_view detail) { return {what, detail}; }

Result<std::int64_t> number(std::string_view text, std::string_view name, std::int64_t most) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, wrong] = std::from_chars(text.data(), end, value);
  if (text.empty()) return std::int64_t{0};
  if (wrong != std::errc{} || stopped != end || value < 0 || value > most) {
    return malformed(Msg::store_parameter_number, name);
  }
  return value;
}

Status check_parameters(const Dsn& dsn, bool tls) {
  for (const auto& [name, value] : dsn.params) {
    if (std::find(std::begin(kParameters), std::end(kParameters), name) == std::end(kParameters)) {
      return malformed(Msg::store_parameter_unknown, name);
    }
    if (!dsn.scheme.ends_with("+sentinel") && name.starts_with("sentinel_")) {
      return malformed(Msg::store_parameter_unknown, name);
    }
    if (!tls && (name == "ca" || name == "cert" || name == "key" || name == "verify")) {
      return malformed(Msg::store_parameter_tls, name);
    }
  }
  const std::string_view verify = dsn.param("verify");
  if (!verify.empty() && verify != "on" && verify != "off") {
    return malformed(Msg::store_verify, verify);
  }
  const std::string_view dead_holder = dsn.param("dead_holder");
  if (!dead_holder.empty() && dead_holder != "connection" && dead_holder != "lease") {
    return malformed(Msg::store_parameter_unknown, dead_holder);
  }
  return {};
}

// The number stands behind the host (/2), or, for addresses whose path means something else, in ?db=2.
Result<std::int64_t> database_of(const Dsn& dsn, std::string_view path) {
  constexpr std::int64_t kMost = 1'000'000;  // the server refuses what it does not have
  if (path.size() > 1) {
    if (!dsn.param("db").empty()) return malformed(Msg::store_parameter_twice, "db");
    auto behind = number(path.substr(1), {}, kMost);
    if (!behind) return malformed(Msg::store_database_form, path);
    return behind;
  }
  return number(dsn.param("db"), "db", kMost);
}

std::vector<RedisAddress> addresses_of(const Dsn& dsn, std::uint16_t port) {
  std::vector<RedisAddress> addresses;
  for (const Endpoint& one : dsn.endpoints) {
    addresses.push_back({one.host, one.port == 0 ? port : one.port, {}});
  }
  return addresses;
}

}  // namespace

Result<std::unique_ptr<Store>> open_redis(const Dsn& dsn, const StoreConfig& config) {
  const bool tls = dsn.scheme.starts_with("rediss");
  const bool unix_socket = dsn.scheme == "redis+unix";
  const bool sentinel = dsn.scheme.ends_with("+sentinel");
  const bool cluster = dsn.scheme.ends_with("+cluster");
  if (Status fine = check_parameters(dsn, tls); !fine) return fine.error();
  if (!unix_socket && dsn.endpoints.empty()) return malformed(Msg::store_no_host, dsn.scheme);

  // redis+sentinel://h1,h2/primary[/db]: the first segment names the primary.
  std::string_view path = unix_socket ? std::string_view{} : dsn.path;
  std::string primary;
  if (sentinel) {
    path.remove_prefix(std::min<std::size_t>(path.size(), 1));
    const auto slash = std::min(path.find('/'), path.size());
    primary = path.substr(0, slash);
    path.remove_prefix(slash);
    if (primary.empty()) return malformed(Msg::store_no_primary, {});
  }
  auto database = database_of(dsn, path);
  if (!database) return database.error();
  if (cluster && *database != 0) return malformed(Msg::store_cluster_database, "db");
  if (cluster && config.prefix.find('{') != config.prefix.npos) {
    return malformed(Msg::store_cluster_prefix, config.prefix);
  }
  auto replicas = number(dsn.param("replicas"), "replicas", 100);
  if (!replicas) return replicas.error();

  RedisAccess access;
  access.user = dsn.user;
  access.password = dsn.password;
  access.database = *database;
  access.clock = config.clock;
  access.connect_timeout = config.connect_timeout;
  access.name_holders = dsn.param("dead_holder") != "lease";
  if (tls) {
    auto certificates = TlsContext::create({std::string(dsn.param("ca")), std::string(dsn.param("cert")),
                                            std::string(dsn.param("key")), dsn.param("verify") != "off"});
    if (!certificates) return certificates.error();
    access.tls = *certificates;
  }

  std::vector<RedisAddress> addresses;
  if (unix_socket) {
    addresses.push_back({{}, 0, dsn.path});
  } else {
    addresses = addresses_of(dsn, sentinel ? kSentinelPort : kServerPort);
  }
  std::string description = "redis " + (dsn.user.empty() ? "" : dsn.user + "@");
  if (sentinel) description += primary + " by ";
  for (const RedisAddress& one : addresses) description += (&one == addresses.data() ? "" : ",") + one.text();
  if (!cluster) description += (unix_socket ? " db " : "/") + std::to_string(*database);

  std::unique_ptr<RedisRoute> route;
  if (sentinel) {
    // Sentinels do not have the users and passwords of the servers they watch, but may have their own.
    RedisAccess asking;
    asking.user = dsn.param("sentinel_user");
    if (const std::string file(dsn.param("sentinel_password_file")); !file.empty()) {
      auto password = read_password_file(file);
      if (!password) return password.error();
      asking.password = std::move(*password);
    }
    asking.tls = access.tls;
    asking.clock = access.clock;
    asking.connect_timeout = access.connect_timeout;
    asking.bare = true;
    access.must_be_primary = true;
    route = route_by_sentinel(std::move(addresses), std::move(primary), std::move(asking), std::move(access),
                              description);
  } else if (cluster) {
    route = route_in_cluster(std::move(addresses), std::move(access), description);
  } else {
    route = route_to_server(std::move(addresses.front()), std::move(access), description);
  }
  auto link = std::make_unique<RedisLink>(std::move(route), *config.clock, *config.counters, config.timeout);
  return std::unique_ptr<Store>(
      std::make_unique<RedisStore>(std::move(link), config, std::move(description), *replicas));
}

}  // namespace usersync
