// One SQLite handle with its prepared statements, its waiting for other programs' locks, and its errors.
//
// Ownership: the sqlite3 handle and its prepared statements. Threading: one thread. Errors: every failure
// names the file's path; `native` is errno where SQLite's failure came from a system call.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/sqlite/fork_guard.h"
#include "store/sqlite/statements.h"

struct sqlite3;
struct sqlite3_stmt;

namespace usersync {

class SqliteConnection final : private ForkGuarded {
 public:
  SqliteConnection(std::string path, Millis timeout, Clock& clock);
  ~SqliteConnection() override;
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  // Waits at most `timeout` for a lock of another program, here and in every statement. `native` is ENOENT
  // when the file is missing and `may_create` is false.
  Status open(bool may_create);
  void close() noexcept;
  bool is_open() const noexcept { return handle_ != nullptr; }  // false after a fork: open() again

  Status execute(const char* sql);
  Status execute_in_transaction(const char* sql);
  Result<std::int64_t> number(const char* sql);      // the first column of the first row; 0 without a row
  Result<sqlite3_stmt*> prepare(const char* sql);    // the caller finalizes it
  Result<sqlite3_stmt*> statement(Statement which);  // prepared at first use, kept

  sqlite3* handle() noexcept { return handle_; }
  const std::string& path() const noexcept { return path_; }
  Error failure(int code) const;  // of a call on this handle that returned `code`
  Error corrupt() const;

 private:
  static int on_busy(void* self, int attempt);
  void close_before_fork() noexcept override;

  std::string path_;
  Millis timeout_;
  Clock* clock_;
  Millis busy_since_{0};
  sqlite3* handle_ = nullptr;
  std::array<sqlite3_stmt*, kStatementCount> statements_{};
};

}  // namespace usersync
