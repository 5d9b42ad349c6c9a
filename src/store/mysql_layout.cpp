#include "store/mysql_layout.h"

namespace usersync {

std::array<SqlText, 2> MysqlLayout::guarded(const std::string& pattern, std::string_view lease) const {
  const std::string held =
      row_lock_ ? std::string(lease) : "IS_USED_LOCK(" + std::string(kLockName) + ")=CONNECTION_ID()";
  return {SqlText(replaced(pattern, "GUARD", "TRUE")), SqlText(replaced(pattern, "GUARD", held))};
}

}  // namespace usersync
