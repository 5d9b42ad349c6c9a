// Units of the MySQL store: addresses, SQL with holes, error numbers, creation of tables.
#include <doctest/doctest.h>

#include "base/hex.h"
#include "mysql_server.h"
#include "store/address/dsn.h"
#include "store/mysql/client/errors.h"
#include "store/mysql/client/library.h"
#include "store/mysql/mysql.h"
#include "store/mysql/schema.h"
#include "store/wp_options/wp_options.h"
#include "unit/store/rules/rules.h"
#include "unit/store/wp_options/wp_options_table.h"

namespace usersync::test {
namespace {

Dsn address(std::vector<std::pair<std::string, std::string>> params) {
  Dsn dsn;
  dsn.scheme = "mysql";
  dsn.user = "app";
  dsn.endpoints = {{"db.example", 0}};
  dsn.path = "/site";
  dsn.params = std::move(params);
  return dsn;
}

Wait soon() { return {Deadline(system_clock(), Seconds{10}), nullptr}; }

std::unique_ptr<MysqlConnection> connected() {
  MysqlAddress address;
  address.socket = shared_mysql_server().socket();
  address.user = "root";
  address.database = "site";
  auto connection = MysqlConnection::open(address, soon(), Seconds{10}, {}, {});
  REQUIRE(connection.ok());
  return std::move(*connection);
}

std::unique_ptr<Store> opened(Counters& counters, const std::string& prefix, bool options = false) {
  Dsn dsn = shared_mysql_server().dsn();
  dsn.params.emplace_back("table_prefix", prefix);
  StoreConfig config;
  config.counters = &counters;
  auto store = options ? open_wp_options(dsn, config) : open_mysql(dsn, config);
  REQUIRE(store.ok());
  return std::move(*store);
}

std::string sql(const std::string& statements) { return shared_mysql_server().sql(statements); }

}  // namespace

TEST_CASE("mysql address: a DSN is parsed into its parts, and its text has no password") {
  Dsn dsn = address({{"table_prefix", "wp_2_"}, {"lock", "row"}, {"ca", "/etc/ca.pem"}});
  dsn.password = "secret";
  const auto found = mysql_address(dsn, "");
  REQUIRE(found.ok());
  CHECK(found->port == 3306);
  CHECK(found->row_lock);
  CHECK(found->tls == MysqlAddress::Tls::verified);  // because a CA is given
  CHECK(found->text() == "app@db.example:3306/site");
}

TEST_CASE("mysql address: the error names the parameter that is unknown or wrong") {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"tabel_prefix", "x"}, {"table_prefix", "a`b"}, {"lock", "rows"}, {"tls", "maybe"}}) {
    const auto refused = mysql_address(address({{name, value}}), "");
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Code::invalid_argument);
    CHECK(std::string(refused.error().where()) == name);
  }
  Dsn nowhere = address({});
  nowhere.path = "/";
  CHECK_FALSE(mysql_address(nowhere, "").ok());
}

TEST_CASE("sql text: names become hexadecimal, numbers digits, and every value can be bound") {
  const SqlText sql("UPDATE t SET d={data} WHERE id={id} AND v={read} AND n={'_x_'}");
  const std::uint8_t id[] = {0x27, 0xff};
  SqlValues values{.id = id};
  values.read = 7;
  CHECK(SqlText("{id} {read} {'_x_'}").text(values) == "x'27ff' 7 '_x_27ff'");
  CHECK(SqlText("{parent} {mark}").text(values) == "NULL ':'");
  values.parent = id;
  CHECK(SqlText("{parent} {mark}").text(values) == "x'27ff' '=27ff:'");
  CHECK(sql.prepared() == "UPDATE t SET d=? WHERE id=? AND v=? AND n=?");
  std::vector<SqlBound> bound;
  sql.bind(values, bound);
  REQUIRE(bound.size() == 4);
  CHECK(bound[1].bytes.data() == id);
  CHECK(bound[2].number == 7);
  CHECK(bound[3].text == "_x_27ff");
}

TEST_CASE("mysql errors: known numbers have a code and a recovery, unknown ones are internal errors") {
  CHECK(mysql_error(2006).recovery == Recovery::reconnect);
  CHECK(mysql_error(1213).recovery == Recovery::again);
  CHECK(Error{mysql_error(1290).message}.code == Code::read_only);
  CHECK(Error{mysql_error(9999).message}.code == Code::internal);
}

TEST_CASE("mysql library: with its public API alone, sessions work the same") {
  REQUIRE(shared_mysql_server().start().empty());
  struct Hidden {
    Hidden() { hide_mariadb_internals(true); }
    ~Hidden() { hide_mariadb_internals(false); }
  } hidden;
  REQUIRE_FALSE(mariadb_internals_known());
  Counters counters;
  const auto store = opened(counters, "public_"), other = opened(counters, "public_");
  const RecordName name = fresh_name(), login = fresh_name();
  for (const std::size_t size : {0UL, 100UL, 300'000UL}) {
    const std::string data(size, 'x');
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    acquired->grant.set_parent(login);
    CHECK(other->acquire(name, at_once()).error().code == Code::lock_timeout);
    REQUIRE(store->write(acquired->grant, view_of(data), kLong, After::release).ok());
    auto seen = other->acquire(name, patient());
    REQUIRE(seen.ok());
    CHECK(text(seen->record) == data);
    CHECK(other->touch(seen->grant, view_of(data), kLong, After::keep_lock).ok());
    other->release(seen->grant);
  }
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  REQUIRE(other->destroy(login, patient()).ok());
  CHECK_FALSE(other->read(name)->has_value());
  REQUIRE(other->destroy(name, patient()).ok());
  CHECK(store->write(acquired->grant, view_of("late"), kLong, After::release).error().code == Code::conflict);
  CHECK_FALSE(store->read(name)->has_value());
}

TEST_CASE("mysql schema: many workers connect at once to a database without tables, and all of them work") {
  REQUIRE(shared_mysql_server().start().empty());
  sql("DROP TABLE IF EXISTS `race_usersync_sessions`, `race_usersync_nonces`, `race_usersync_locks`");
  std::vector<Child> children;
  for (int i = 0; i < 8; ++i) {
    children.emplace_back([] {
      Counters counters;
      const auto store = opened(counters, "race_");
      auto acquired = store->acquire(fresh_name(), patient());
      if (!acquired) return 1;
      return store->write(acquired->grant, view_of("x"), kLong, After::release).ok() ? 0 : 2;
    });
  }
  for (auto& child : children) CHECK(child.result() == 0);
  CHECK(sql("SELECT COUNT(*) FROM race_usersync_sessions") == "8");
}

TEST_CASE("mysql schema: tables of an older version are upgraded once, step by step") {
  REQUIRE(shared_mysql_server().start().empty());
  sql("DROP TABLE IF EXISTS growing");
  MysqlSchema old{
      .table = "growing",
      .creation = {"CREATE TABLE IF NOT EXISTS growing (a INT PRIMARY KEY) COMMENT='usersync schema 1'"},
      .upgrades = {}};
  MysqlSchema newer{.table = "growing",
                    .creation = {"CREATE TABLE IF NOT EXISTS growing (a INT PRIMARY KEY, b INT, c INT) "
                                 "COMMENT='usersync schema 3'"},
                    .upgrades = {"ALTER TABLE growing ADD b INT, COMMENT='usersync schema 2'",
                                 "ALTER TABLE growing ADD c INT, COMMENT='usersync schema 3'"}};
  const auto first = connected(), second = connected();
  REQUIRE(old.bring_up(*first, std::nullopt, soon()).ok());
  CHECK(newer.bring_up(*first, "usersync schema 1", soon()).ok());
  CHECK(newer.bring_up(*second, "usersync schema 1", soon()).ok());  // it had seen the old version
  CHECK(sql("SELECT COUNT(b)+COUNT(c) FROM growing") == "0");
  CHECK(old.bring_up(*first, "usersync schema 3", soon()).error().code == Code::unsupported);
}

TEST_CASE("mysql schema: many workers connect at once to tables of version 1, and all read what was stored") {
  REQUIRE(shared_mysql_server().start().empty());
  const RecordName name = fresh_name(), login = fresh_name();
  sql("DROP TABLE IF EXISTS `one_usersync_sessions`");
  sql("CREATE TABLE one_usersync_sessions (id BINARY(24) NOT NULL, version BIGINT UNSIGNED NOT NULL,"
      " expires BIGINT NOT NULL, data LONGBLOB NULL, PRIMARY KEY (id), KEY expires (expires))"
      " ENGINE=InnoDB COMMENT='usersync schema 1'");
  sql("INSERT INTO one_usersync_sessions VALUES (x'" + to_hex(name.view()) +
      "',7,UNIX_TIMESTAMP()+1000,'before')");
  std::vector<Child> children;
  for (int i = 0; i < 8; ++i) {
    children.emplace_back([&] {
      Counters counters;
      const auto found = opened(counters, "one_")->read(name);
      return found && text(*found) == "before" ? 0 : 1;
    });
  }
  for (auto& child : children) CHECK(child.result() == 0);
  CHECK(sql("SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA='site' AND "
            "TABLE_NAME='one_usersync_sessions'") == "usersync schema 2");

  Counters counters;
  const auto store = opened(counters, "one_");
  auto acquired = store->acquire(name, patient());
  REQUIRE(acquired.ok());
  acquired->grant.set_parent(login);
  REQUIRE(store->write(acquired->grant, view_of("after"), kLong, After::release).ok());
  REQUIRE(store->destroy(login, patient()).ok());
  CHECK_FALSE(store->read(name)->has_value());
}

TEST_CASE("mysql: one statement destroys 1000 records, in either layout") {
  REQUIRE(shared_mysql_server().start().empty());
  create_wp_options(shared_mysql_server(), "many_");
  std::vector<RecordName> names;
  for (int i = 0; i < 1000; ++i) names.push_back(fresh_name());
  const auto inserts = [] { return std::stoll(shared_mysql_server().status("COM_INSERT")); };
  for (const bool options : {false, true}) {
    Counters counters;
    const auto store = opened(counters, "many_", options);
    REQUIRE_FALSE(store->read(names[0])->has_value());
    const auto before = inserts();
    REQUIRE(store->destroy_all(names, patient()).ok());
    CHECK(inserts() == before + 1);
  }
  CHECK(sql("SELECT COUNT(*) FROM many_usersync_sessions WHERE data IS NULL") == "1000");
  CHECK(sql("SELECT COUNT(*) FROM many_options WHERE option_value LIKE 'us1.%-'") == "1000");
}

TEST_CASE("mysql schema: a table of the same name that is not ours is an error, and unchanged") {
  REQUIRE(shared_mysql_server().start().empty());
  sql("CREATE TABLE IF NOT EXISTS theirs_usersync_sessions (a INT PRIMARY KEY) COMMENT='theirs'");
  Counters counters;
  const auto refused = opened(counters, "theirs_")->read(fresh_name());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::unsupported);
}

TEST_CASE("wp-options: a session written many times is one row that is not autoloaded") {
  REQUIRE(shared_mysql_server().start().empty());
  create_wp_options(shared_mysql_server(), "one_");
  Counters counters;
  const auto store = opened(counters, "one_", true);
  const RecordName name = fresh_name();
  for (int i = 0; i < 200; ++i) {
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    REQUIRE(store->write(acquired->grant, view_of(std::to_string(i)), kLong, After::release).ok());
  }
  CHECK(sql("SELECT COUNT(*) FROM one_options WHERE option_name LIKE '\\_usersync\\_%'") == "1");
  CHECK(sql("SELECT autoload FROM one_options WHERE option_name LIKE '\\_usersync\\_%'") == "off");
  CHECK(sql("SELECT MAX(option_id) < 20 FROM one_options") == "1");  // and uses no ids up
}

TEST_CASE("wp-options: for WordPress before 6.6 the column autoload says no") {
  REQUIRE(shared_mysql_server().start().empty());
  create_wp_options(shared_mysql_server(), "old_", true);
  Counters counters;
  const auto store = opened(counters, "old_", true);
  auto acquired = store->acquire(fresh_name(), patient());
  REQUIRE(store->write(acquired->grant, view_of("x"), kLong, After::release).ok());
  CHECK(sql("SELECT autoload FROM old_options WHERE option_name LIKE '\\_usersync\\_%'") == "no");
}

TEST_CASE("wp-options: a row of a session's name that we did not write is an error, and unchanged") {
  REQUIRE(shared_mysql_server().start().empty());
  create_wp_options(shared_mysql_server(), "odd_");
  Counters counters;
  const auto store = opened(counters, "odd_", true);
  const RecordName name = fresh_name();
  const std::string option = "_usersync_session_" + to_hex(name.view());
  for (const char* value : {"a:1:{i:0;s:1:\"x\";}", "us1.9999999999999.0000000000000000007:not base64!",
                            "us1.9999999999999.0000000000000000007=0123:eA", ""}) {
    sql("REPLACE INTO odd_options (option_name, option_value, autoload) VALUES ('" + option + "','" + value +
        "','off')");
    CHECK(store->read(name).error().code == Code::corrupt);
    CHECK(store->acquire(name, patient()).error().code == Code::corrupt);
    REQUIRE(store->gc(100).ok());
    CHECK(sql("SELECT option_value FROM odd_options WHERE option_name='" + option + "'") == value);
  }
  CHECK(store->destroy(name, patient()).ok());
  CHECK_FALSE(store->read(name)->has_value());
}

TEST_CASE("wp-options: gc reads the rows in pages and deletes no other options") {
  REQUIRE(shared_mysql_server().start().empty());
  create_wp_options(shared_mysql_server(), "page_");
  Counters counters;
  const auto store = opened(counters, "page_", true);
  sql("INSERT INTO page_options (option_name, option_value, autoload) WITH RECURSIVE numbers AS"
      " (SELECT 1 AS seq UNION ALL SELECT seq+1 FROM numbers WHERE seq<900) SELECT "
      "CONCAT('_usersync_session_', "
      "LPAD(LOWER(HEX(seq)), 48, '0')),"
      " CONCAT('us1.', IF(seq % 3 = 0, '0000000000001', '9999999999999'), '.0000000000000000007:eA'), 'off' "
      "FROM numbers");
  sql("INSERT INTO page_options (option_name, option_value, autoload) VALUES "
      "('_usersync_site_key','us1.0000000000001.','off'),"
      "('_usersync_session_00 it''s','x','off')");
  std::int64_t removed = 0;
  for (int pass = 0; pass < 40; ++pass) {
    const auto some = store->gc(20);
    REQUIRE(some.ok());
    CHECK(*some <= 20);
    removed += *some;
  }
  CHECK(removed == 300);
  CHECK(sql("SELECT COUNT(*) FROM page_options WHERE option_name LIKE '\\_usersync\\_session\\_%'") == "601");
  CHECK(sql("SELECT COUNT(*) FROM page_options WHERE option_name IN ('siteurl','_usersync_site_key')") ==
        "2");
}

TEST_CASE("wp-options: a prefix without an options table is unavailable") {
  REQUIRE(shared_mysql_server().start().empty());
  Counters counters;
  const auto refused = opened(counters, "none_", true)->read(fresh_name());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::unavailable);
}

}  // namespace usersync::test
