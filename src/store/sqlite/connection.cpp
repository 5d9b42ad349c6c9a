#include "store/sqlite/connection.h"

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace usersync {
namespace {

Msg message_of(int code, int native) noexcept {
  if (native == ENOSPC || native == EDQUOT || native == EFBIG) return Msg::sqlite_full;
  if (native == EROFS) return Msg::sqlite_read_only;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Msg::sqlite_busy;
    case SQLITE_FULL:
      return Msg::sqlite_full;
    case SQLITE_READONLY:
      return code == SQLITE_READONLY_DBMOVED ? Msg::sqlite_unavailable : Msg::sqlite_read_only;
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Msg::sqlite_denied;
    case SQLITE_CANTOPEN:
      return native == EACCES || native == EPERM ? Msg::sqlite_denied : Msg::sqlite_unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Msg::sqlite_damaged;
    case SQLITE_TOOBIG:
      return Msg::sqlite_too_large;
    case SQLITE_NOMEM:
      return Msg::out_of_memory;
    case SQLITE_IOERR:
      return code == SQLITE_IOERR_NOMEM ? Msg::out_of_memory : Msg::sqlite_unavailable;
    default:
      return Msg::sqlite_refused;
  }
}

}  // namespace

SqliteConnection::SqliteConnection(std::string path, Millis timeout, Clock& clock)
    : path_(std::move(path)), timeout_(timeout), clock_(&clock) {}

SqliteConnection::~SqliteConnection() { close(); }

Status SqliteConnection::open(bool may_create) {
  if (inherited_open_handles()) {
    return Error{Msg::sqlite_forked_beside_thread, path_};
  }
  const int create = may_create ? SQLITE_OPEN_CREATE : 0;
  const int code =
      sqlite3_open_v2(path_.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create, nullptr);
  if (code != SQLITE_OK) return failure(code);
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_handler(handle_, on_busy, this);
  return execute(kConnectionSettings);
}

void SqliteConnection::close() noexcept {
  for (auto*& statement : statements_) sqlite3_finalize(std::exchange(statement, nullptr));
  sqlite3_close(std::exchange(handle_, nullptr));
}

// Without a checkpoint, which would cost the fork its time.
void SqliteConnection::close_before_fork() noexcept {
  if (handle_ == nullptr) return;
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, static_cast<int*>(nullptr));
  close();
}

Error SqliteConnection::corrupt() const { return {Msg::sqlite_damaged, path_}; }

Error SqliteConnection::failure(int code) const {
  const int extended = handle_ != nullptr ? sqlite3_extended_errcode(handle_) : code;
  const bool same_failure = (extended & 0xff) == (code & 0xff);
  // Only these two come from a system call. SQLite does not keep errno for all of them, so errno itself is
  // the second source.
  const bool system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  int native = system && handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  if (system && native == 0) native = errno;
  const Msg message = message_of(same_failure ? extended : code, native);
  return Error{message, path_, native};  // SQLite's own number would be read as an errno
}

// SQLite calls this before every new try for a lock. A transaction takes tens of microseconds, so the first
// pauses are that short.
int SqliteConnection::on_busy(void* self, int attempt) {
  auto& connection = *static_cast<SqliteConnection*>(self);
  const Millis now = connection.clock_->monotonic();
  if (attempt == 0) connection.busy_since_ = now;
  if (now - connection.busy_since_ >= connection.timeout_) return 0;
  const auto jitter = reinterpret_cast<std::uintptr_t>(self) / 64 * 2654435761U >> 16;
  const auto base = std::min(100 << std::min(attempt, 5), 2000);
  connection.clock_->pause(
      std::chrono::microseconds{base / 2 + static_cast<int>(jitter + attempt * 37U) % base});
  return 1;
}

Result<sqlite3_stmt*> SqliteConnection::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return statement;
}

Result<sqlite3_stmt*> SqliteConnection::statement(Statement which) {
  auto*& kept = statements_[which];
  if (kept == nullptr) {
    const auto prepared = prepare(kSql[which]);
    if (!prepared) return prepared.error();
    kept = *prepared;
  }
  return kept;
}

Status SqliteConnection::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return {};
}

Status SqliteConnection::execute_in_transaction(const char* sql) {
  if (auto begun = execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  auto done = execute(sql);
  if (done.ok()) done = execute("COMMIT");
  if (!done.ok()) (void)execute("ROLLBACK");
  return done;
}

Result<std::int64_t> SqliteConnection::number(const char* sql) {
  const auto statement = prepare(sql);
  if (!statement) return statement.error();
  const int code = sqlite3_step(*statement);
  const std::int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(*statement, 0) : 0;
  const Error failed = code == SQLITE_ROW ? Error{} : failure(code);
  sqlite3_finalize(*statement);
  if (failed) return failed;
  return value;
}

}  // namespace usersync
