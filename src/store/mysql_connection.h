// One connection to a MySQL or MariaDB server: statements as text or prepared, under deadlines of our own.
//
// The only file that knows libmariadb (mysql.h is included by its .cpp alone). Every call goes through the
// library's non-blocking face: it never waits itself, we do, with poll(). Ownership: owns the socket; in a
// forked child the socket is closed and the object is given up without a word to the server. One thread.
// After Code::timed_out, interrupted, or an error that mysql_errors.h calls a lost connection, lost() is true
// and every later call fails.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "store/mysql_address.h"
#include "store/sql_text.h"
#include "wire/deadline.h"

struct st_mysql;
struct st_mysql_stmt;

namespace usersync {

// A row of text results, borrowed until the callback returns.
class MysqlRow {
 public:
  MysqlRow(char** columns, const unsigned long* lengths) : columns_(columns), lengths_(lengths) {}
  bool null(std::size_t column) const noexcept { return columns_[column] == nullptr; }
  std::string_view text(std::size_t column) const noexcept {  // empty when NULL
    return null(column) ? std::string_view{} : std::string_view{columns_[column], lengths_[column]};
  }
  std::uint64_t number(std::size_t column) const noexcept;  // 0 when NULL

 private:
  char** columns_;
  const unsigned long* lengths_;
};

class MysqlConnection {
 public:
  // Called for each row of the n-th statement of a query.
  using OnRow = std::function<void(std::size_t statement, const MysqlRow& row)>;

  // Connects with autocommit, READ COMMITTED, UTC and a strict sql_mode; `statement_limit` bounds waits for
  // rows inside the server. `more` is SQL that travels with these settings; its rows go to `on_row`.
  static Result<std::unique_ptr<MysqlConnection>> open(const MysqlAddress& address, const Wait& wait,
                                                       Seconds statement_limit, std::string_view more,
                                                       const OnRow& on_row);
  MysqlConnection(const MysqlConnection&) = delete;
  MysqlConnection& operator=(const MysqlConnection&) = delete;
  ~MysqlConnection();

  // One statement, or several separated by ";": one trip. Returns the rows affected by the last one.
  Result<std::uint64_t> query(std::string_view sql, const Wait& wait, const OnRow& on_row = {});

  // Sent, and not waited for: the answer is taken before the connection's next use.
  Status send(std::string_view sql, const Wait& wait);

  // Prepared under `slot` at its first use, which costs one trip more. Returns the rows affected.
  Result<std::uint64_t> execute(std::size_t slot, const SqlText& sql, const SqlValues& values,
                                const Wait& wait);
  void forget_prepared() noexcept;

  bool lost() const noexcept;  // by a failure, or by fork
  bool is_mariadb() const noexcept { return is_mariadb_; }
  bool is_cluster() const noexcept { return is_cluster_; }  // Galera or Group Replication
  std::uint64_t max_packet() const noexcept { return max_packet_; }

 private:
  explicit MysqlConnection(std::string name) : name_(std::move(name)) {}

  Status connect(const MysqlAddress& address, const Wait& wait);
  Status configure(Seconds statement_limit, std::string_view more, const Wait& wait, const OnRow& on_row);
  Status drain(const Wait& wait);
  Status take_result(std::size_t statement, const Wait& wait, const OnRow& on_row);
  Status prepare(std::size_t slot, const SqlText& sql, const Wait& wait);
  Error failure(unsigned native) noexcept;
  Error failure() noexcept;
  void give_up() noexcept;

  // Waits for what a suspended call of the library waits for; returns what happened, in its terms.
  int wait_for(int events, const Wait& wait) noexcept;
  template <class Continue>
  void drive(int status, const Wait& wait, Continue&& go_on);

  std::string name_;  // user@host, for errors
  st_mysql* mysql_ = nullptr;
  std::vector<st_mysql_stmt*> prepared_;
  int fd_ = -1;
  std::uint32_t fork_generation_ = 0;
  Code stopped_ = Code::ok;  // why wait_for() ended a call
  bool lost_ = false;
  bool unread_ = false;  // a sent statement's answer
  bool is_mariadb_ = false;
  bool is_cluster_ = false;
  std::uint64_t max_packet_ = 0;
};

}  // namespace usersync
