#include "store/wp_options/wp_options.h"

#include "store/mysql/mysql_store.h"
#include "store/wp_options/layout.h"

namespace usersync {

Result<std::unique_ptr<Store>> open_wp_options(const Dsn& dsn, const StoreConfig& config) {
  auto address = mysql_address(dsn, "wp_");
  if (!address) return address.error();
  auto layout = std::make_unique<WpOptionsLayout>(*address);
  return std::unique_ptr<Store>(std::make_unique<MysqlStore>(std::move(*address), config, std::move(layout)));
}

}  // namespace usersync
