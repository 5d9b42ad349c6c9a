#include "store/sqlite/schema.h"

#include <sqlite3.h>

#include <string_view>

namespace usersync {
namespace {

Status use_write_ahead_log(SqliteConnection& connection) {
  const auto statement = connection.prepare("PRAGMA journal_mode=WAL");
  if (!statement) return statement.error();
  const int code = sqlite3_step(*statement);
  Error failed;
  if (code != SQLITE_ROW) {
    failed = connection.failure(code);
  } else if (const auto* mode = sqlite3_column_text(*statement, 0);
             std::string_view(reinterpret_cast<const char*>(mode)) != "wal") {
    failed = {Msg::sqlite_no_wal, connection.path()};
  }
  sqlite3_finalize(*statement);
  if (failed) return failed;
  return {};
}

Status make(SqliteConnection& connection) {
  const auto tables = connection.number("SELECT count(*) FROM sqlite_master");
  if (!tables) return tables.error();
  if (*tables != 0) return Error{Msg::sqlite_foreign, connection.path()};
  if (auto paged = connection.execute("PRAGMA page_size=4096"); !paged.ok()) return paged;
  if (auto logged = use_write_ahead_log(connection); !logged.ok()) return logged;
  return connection.execute_in_transaction(kCreate);
}

Status upgrade(SqliteConnection& connection, std::int64_t from) {
  const auto application = connection.number("PRAGMA application_id");
  if (!application) return application.error();
  if (*application != kApplication || from < 0) {
    return Error{Msg::sqlite_foreign, connection.path()};
  }
  for (auto schema = from; schema < kSchema; ++schema) {
    if (auto upgraded = connection.execute_in_transaction(kUpgrade[schema]); !upgraded.ok()) return upgraded;
  }
  return {};
}

}  // namespace

Error needs_set_up(const std::string& path) { return {Msg::sqlite_not_set_up, path}; }

Status prepare_schema(SqliteConnection& connection, bool may_set_up) {
  const auto schema = connection.number("PRAGMA user_version");
  if (!schema) return schema.error();
  if (*schema > kSchema) {
    return Error{Msg::sqlite_newer, connection.path()};
  }
  if (*schema == kSchema) return {};
  if (!may_set_up) return needs_set_up(connection.path());
  return *schema == 0 ? make(connection) : upgrade(connection, *schema);
}

}  // namespace usersync
