#include "store/open.h"

#include "store/sqlite/sqlite.h"
#ifdef USERSYNC_WITH_REDIS
#include "store/redis/redis.h"
#endif
#ifdef USERSYNC_WITH_MYSQL
#include "store/mysql/mysql.h"
#include "store/wp_options/wp_options.h"
#endif

namespace usersync {

Result<std::unique_ptr<Store>> open_store(const Dsn& dsn, const StoreConfig& config) {
  const std::string_view scheme = dsn.scheme;
  if (config.counters == nullptr) return Error{Msg::internal_error, "a store is opened without counters"};
  if (scheme == "sqlite") return open_sqlite(dsn, config);
  if (scheme.starts_with("redis")) {
#ifdef USERSYNC_WITH_REDIS
    return open_redis(dsn, config);
#else
    return Error{Msg::store_built_without, scheme};
#endif
  }
  if (scheme.starts_with("wp-options+")) {
#ifdef USERSYNC_WITH_MYSQL
    return open_wp_options(dsn, config);
#else
    return Error{Msg::store_built_without, scheme};
#endif
  }
  if (scheme.starts_with("mysql")) {
#ifdef USERSYNC_WITH_MYSQL
    return open_mysql(dsn, config);
#else
    return Error{Msg::store_built_without, scheme};
#endif
  }
  return Error{Msg::store_unknown_kind, scheme};
}

}  // namespace usersync
