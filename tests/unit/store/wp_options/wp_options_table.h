// The options table of wp-admin/includes/schema.php, with a few options of a new site.
#pragma once

#include "unit/store/mysql/mysql_server.h"

namespace usersync::test {

inline void create_wp_options(const MysqlServer& server, const std::string& prefix, bool before_6_6 = false) {
  const std::string table = "`" + prefix + "options`";
  server.sql("CREATE TABLE " + table +
             " (option_id bigint(20) unsigned NOT NULL auto_increment,"
             " option_name varchar(191) NOT NULL default '',"
             " option_value longtext NOT NULL,"
             " autoload varchar(20) NOT NULL default 'yes',"
             " PRIMARY KEY (option_id), UNIQUE KEY option_name (option_name), KEY autoload (autoload)"
             ") DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci");
  const std::string yes = before_6_6 ? "'yes'" : "'on'", no = before_6_6 ? "'no'" : "'off'";
  server.sql("INSERT INTO " + table + " (option_name, option_value, autoload) VALUES ('siteurl','http://x'," +
             yes + "),('db_version','60717'," + yes + "),('recently_edited',''," + no + ")");
}

}  // namespace usersync::test
