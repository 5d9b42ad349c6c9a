// One connection to a MySQL or MariaDB server: statements as text or prepared, under deadlines of our own.
//
// With mysql_prepared.cpp the only file that includes mysql.h. The library does not wait for the server, we
// do, with poll(): through its non-blocking face, or for a prepared statement before the answer is read; what
// then still makes it wait, a server that stops within an answer, ends at its own read timeout. Ownership:
// owns the socket; in a forked child the socket is closed and the object is given up without a word to the
// server. One thread. After Code::timed_out, interrupted, or an error that mysql_errors.h calls a lost
// connection, lost() is true and every later call fails.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "store/mysql/address.h"
#include "store/mysql/client/prepared.h"
#include "wire/deadline.h"

struct st_mysql;

namespace usersync {

// One execution of a prepared statement. `slot` is where the connection keeps it.
struct MysqlCall {
  std::size_t slot;
  const SqlText* sql;
  const SqlValues* values;
};

class MysqlConnection {
 public:
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

  // Sent, and not waited for: the answer is taken before the connection's next use, and `on_answer` told how
  // many rows the last statement affected, unless it failed. Without rows.
  Status send(std::string_view sql, const Wait& wait, std::function<void(std::uint64_t)> on_answer = {});

  // The same of a statement that is_prepared().
  Status send(const MysqlCall& call, const Wait& wait);
  bool is_prepared(std::size_t slot) const noexcept {
    return slot < prepared_.size() && prepared_[slot] != nullptr;
  }

  // Takes what was not waited for, as every use does first.
  Status drain(const Wait& wait);

  // Sends all calls in one go, and waits for the answers to the first `heard`; the others, which bring no
  // rows, are taken before the connection's next use. One trip, and one more when a statement is new to the
  // connection. Returns the rows affected by the last call that was heard, or the first error among them: the
  // server goes on with the next call whatever became of the one before.
  Result<std::uint64_t> execute(std::span<const MysqlCall> calls, std::size_t heard, const Wait& wait,
                                const OnRow& on_row = {});
  void forget_prepared() noexcept;

  bool lost() const noexcept;  // by a failure, or by fork
  bool is_mariadb() const noexcept { return is_mariadb_; }
  bool is_cluster() const noexcept { return is_cluster_; }  // Galera or Group Replication
  std::uint64_t max_packet() const noexcept { return max_packet_; }

 private:
  explicit MysqlConnection(std::string name) : name_(std::move(name)) {}

  Status connect(const MysqlAddress& address, const Wait& wait, Seconds statement_limit);
  Status configure(Seconds statement_limit, std::string_view more, const Wait& wait, const OnRow& on_row);
  bool read_answer(const Wait& wait);
  Status take_result(std::size_t statement, const Wait& wait, const OnRow& on_row);
  Status prepare(std::span<const MysqlCall> calls, const Wait& wait);
  Status send_together(std::span<const MysqlCall> calls);
  Status await(const Wait& wait) noexcept;
  Status hear(MysqlPrepared& statement, std::size_t index, const OnRow& on_row);
  Error failure(unsigned native) noexcept;
  Error failure() noexcept;
  void give_up() noexcept;

  // Waits for what a suspended call of the library waits for; returns what happened, in its terms.
  int wait_for(int events, const Wait& wait) noexcept;
  template <class Continue>
  void drive(int status, const Wait& wait, Continue&& go_on);

  std::string name_;  // user@host, for errors
  st_mysql* mysql_ = nullptr;
  std::vector<std::unique_ptr<MysqlPrepared>> prepared_;  // by slot; null: not yet
  int fd_ = -1;
  std::uint32_t fork_generation_ = 0;
  Code stopped_ = Code::ok;  // why wait_for() ended a call
  bool lost_ = false;
  std::size_t unread_ = 0;                        // answers to what was sent and not waited for
  std::function<void(std::uint64_t)> on_answer_;  // to the last of them
  bool is_mariadb_ = false;
  bool is_cluster_ = false;
  std::uint64_t max_packet_ = 0;
};

}  // namespace usersync
