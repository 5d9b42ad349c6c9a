// Databases of earlier versions of the extension are upgraded in place and keep their content.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite/sqlite.h"
#include "unit/store/directory.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// The statements of schema 1, unchanged; then a session, a tombstone and a consumed name that expire in 2286.
constexpr const char* kSchema1 =
    "PRAGMA journal_mode=WAL;"
    "CREATE TABLE sessions(name BLOB PRIMARY KEY NOT NULL, version INTEGER NOT NULL, expires INTEGER NOT "
    "NULL,"
    " data BLOB);"
    "CREATE TABLE due(at INTEGER NOT NULL, name BLOB NOT NULL, PRIMARY KEY(at, name)) WITHOUT ROWID;"
    "CREATE TRIGGER sessions_due AFTER INSERT ON sessions BEGIN"
    " INSERT OR IGNORE INTO due VALUES(new.expires, new.name); END;"
    "CREATE TABLE claims(name BLOB PRIMARY KEY NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX claims_expires ON claims(expires);"
    "PRAGMA application_id=1431520595; PRAGMA user_version=1;"
    "INSERT INTO sessions VALUES(unhex24('01'), 11, 9999999999999, CAST('kept' AS BLOB));"
    "INSERT INTO sessions VALUES(unhex24('02'), 12, 9999999999999, NULL);"
    "INSERT INTO claims VALUES(zeroblob(32), 9999999999999);";

// The byte with the given hex digits, 24 times.
void repeated(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* digits = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const std::string bytes(24, static_cast<char>(std::stoi(digits, nullptr, 16)));
  sqlite3_result_blob(context, bytes.data(), 24, SQLITE_TRANSIENT);
}

RecordName named(std::uint8_t byte) {
  RecordName name;
  name.bytes.fill(byte);
  return name;
}

struct Old {
  Directory parent;
  Counters counters;
  std::string home = parent.path() + "/usersync-" + std::to_string(geteuid());
  std::string path = home + "/sessions.db";

  Old() {
    REQUIRE(mkdir(home.c_str(), 0700) == 0);
    sqlite3* handle = connect();
    sqlite3_create_function(handle, "unhex24", 1, SQLITE_UTF8, nullptr, repeated, nullptr, nullptr);
    REQUIRE(sqlite3_exec(handle, kSchema1, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(handle);
  }
  sqlite3* connect() const {
    sqlite3* handle = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &handle) == SQLITE_OK);
    return handle;
  }
  Result<std::unique_ptr<Store>> open() {
    StoreConfig context;
    context.counters = &counters;
    return open_sqlite(*parse_dsn("sqlite:" + parent.path()), context);
  }
};

}  // namespace

TEST_CASE(
    "sqlite schema: a database of schema 1 is upgraded in place and keeps sessions, tombstones and consumed "
    "names") {
  Old old;
  for (int round = 0; round < 2; ++round) {  // in the second round it is upgraded already
    auto store = old.open();
    REQUIRE_MESSAGE(store.ok(), described(store.error()));
    auto session = (*store)->acquire(named(1), at_once());
    REQUIRE(session.ok());
    CHECK(text(session->record) == "kept");
    CHECK(session->grant.version() == 11);
    CHECK_FALSE(session->grant.parent());
    (*store)->release(session->grant);
    auto destroyed = (*store)->acquire(named(2), at_once());
    REQUIRE(destroyed.ok());
    CHECK_FALSE(destroyed->record);
    CHECK(destroyed->grant.version() == 12);
    (*store)->release(destroyed->grant);
    const auto consumed = (*store)->consume_nonce(NonceName{}, kLong);
    REQUIRE(consumed.ok());
    CHECK_FALSE(*consumed);
  }
}

TEST_CASE("sqlite schema: after an upgrade an older session can get a parent, and ends with it") {
  Old old;
  auto store = old.open();
  REQUIRE(store.ok());
  auto session = (*store)->acquire(named(1), at_once());
  REQUIRE(session.ok());
  session->grant.set_parent(named(3));
  REQUIRE((*store)->write(session->grant, view_of("child"), kLong, After::release).ok());
  REQUIRE((*store)->destroy(named(3), at_once()).ok());
  CHECK(text(*(*store)->read(named(1))) == "(absent)");
}

TEST_CASE("sqlite schema: many processes that open a database of schema 1 at once all succeed") {
  Old old;
  Shared<std::atomic<int>> ready;
  std::vector<Child> children;
  for (int i = 0; i < 16; ++i) {
    children.emplace_back([&] {
      ++*ready;
      while (*ready < 16) usleep(50);
      auto store = old.open();
      if (!store) std::fprintf(stderr, "%s (%d)\n", described(store.error()).c_str(), store.error().native);
      return store.ok() && text(*(*store)->read(named(1))) == "kept" ? 0 : 1;
    });
  }
  for (auto& child : children) CHECK(child.result() == 0);
}

// A deployment replaces the module while workers still run the old one.
TEST_CASE("sqlite schema: a statement that was prepared under schema 1 still works after the upgrade") {
  Old old;
  sqlite3* before = old.connect();
  sqlite3_stmt* statement = nullptr;
  REQUIRE(sqlite3_prepare_v3(before,
                             "INSERT INTO sessions(name, version, expires, data) VALUES(zeroblob(24), 13,"
                             " 9999999999999, CAST('later' AS BLOB)) ON CONFLICT(name) DO UPDATE SET data ="
                             " excluded.data",
                             -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK);
  auto store = old.open();
  REQUIRE(store.ok());
  CHECK(sqlite3_step(statement) == SQLITE_DONE);
  CHECK(text(*(*store)->read(named(0))) == "later");
  sqlite3_finalize(statement);
  sqlite3_close(before);
}

TEST_CASE("sqlite schema: a database with another application id is not changed") {
  Old old;
  sqlite3* handle = old.connect();
  REQUIRE(sqlite3_exec(handle, "PRAGMA application_id=7", nullptr, nullptr, nullptr) == SQLITE_OK);
  auto store = old.open();
  REQUIRE_FALSE(store.ok());
  CHECK(store.error().code == Code::corrupt);
  CHECK(std::string(store.error().where()) == old.path);
  CHECK(sqlite3_exec(handle, "SELECT parent FROM sessions", nullptr, nullptr, nullptr) == SQLITE_ERROR);
  sqlite3_close(handle);
}

}  // namespace usersync::test
