#include "store/mysql/mysql.h"

#include "store/mysql/mysql_store.h"
#include "store/mysql/table.h"

namespace usersync {

Result<std::unique_ptr<Store>> open_mysql(const Dsn& dsn, const StoreConfig& config) {
  auto address = mysql_address(dsn, "");
  if (!address) return address.error();
  auto table = std::make_unique<MysqlTable>(*address);
  return std::unique_ptr<Store>(std::make_unique<MysqlStore>(std::move(*address), config, std::move(table)));
}

}  // namespace usersync
