// The least that a locked cycle costs with SQLite: sqlite <directory> <bytes> <cycles>. WAL, a kept handle,
// kept statements, one transaction around the read and the write.
#include <sqlite3.h>

#include <string>

#include "floor.h"

namespace {

void run(sqlite3* database, const char* sql) {
  must(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
}

sqlite3_stmt* prepare(sqlite3* database, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  must(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK,
       sql);
  return statement;
}

void step(sqlite3_stmt* statement, int expected) {
  must(sqlite3_step(statement) == expected, sqlite3_sql(statement));
  sqlite3_reset(statement);
}

}  // namespace

int main(int, char** arguments) {
  sqlite3* database = nullptr;
  const std::string path = std::string(arguments[1]) + "/floor.db";
  must(
      sqlite3_open_v2(path.c_str(), &database,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr) == SQLITE_OK,
      "open");
  run(database, "PRAGMA journal_mode = WAL");
  run(database, "PRAGMA synchronous = NORMAL");
  run(database,
      "CREATE TABLE IF NOT EXISTS sessions (name BLOB PRIMARY KEY, version INTEGER, expires INTEGER, data "
      "BLOB)");
  sqlite3_stmt* const begin = prepare(database, "BEGIN IMMEDIATE");
  sqlite3_stmt* const read = prepare(database, "SELECT version, expires, data FROM sessions WHERE name = ?1");
  sqlite3_stmt* const write =
      prepare(database,
              "INSERT INTO sessions VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET"
              " version = excluded.version, expires = excluded.expires, data = excluded.data");
  sqlite3_stmt* const commit = prepare(database, "COMMIT");

  const std::string name(24, 'n');
  Records records(std::atoi(arguments[2]));
  std::string read_back;
  for (sqlite3_stmt* statement : {read, write}) {
    sqlite3_bind_blob(statement, 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
  }
  sqlite3_int64 version = 0;
  const auto cycle = [&] {
    step(begin, SQLITE_DONE);
    if (sqlite3_step(read) == SQLITE_ROW) {
      const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(read, 2));
      read_back.assign(bytes, sqlite3_column_bytes(read, 2));
    }
    sqlite3_reset(read);
    const std::string& record = records.next();
    sqlite3_bind_int64(write, 2, ++version);
    sqlite3_bind_int64(write, 3, 1'800'000'000 + version);
    sqlite3_bind_blob(write, 4, record.data(), static_cast<int>(record.size()), SQLITE_STATIC);
    step(write, SQLITE_DONE);
    step(commit, SQLITE_DONE);
  };
  print_cycles(std::atoi(arguments[3]), cycle);
  for (sqlite3_stmt* statement : {begin, read, write, commit}) sqlite3_finalize(statement);
  sqlite3_close(database);
  return 0;
}
