// One connection to a MySQL or MariaDB server: text and prepared statements, with deadlines.
//
// Only this folder includes mysql.h. The library does not wait for the server; this class does, with poll():
// through the library's non-blocking calls, or before it reads the answer to a prepared statement. A server
// that stops within an answer is noticed by the library's own read timeout. Ownership: owns the socket. A
// forked child closes the socket and sends nothing. One thread. Errors: after Code::timed_out, interrupted,
// or an error that errors.h calls a lost connection, lost() is true and every later call fails.
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

// One execution of a prepared statement. `slot`: where the connection keeps it.
struct MysqlCall {
  std::size_t slot;
  const SqlText* sql;
  const SqlValues* values;
};

class MysqlConnection {
 public:
  // Connects with autocommit, READ COMMITTED, UTC and a strict sql_mode; `statement_limit` bounds waits for
  // rows inside the server. `more` is SQL that is sent with these settings; its rows go to `on_row`.
  static Result<std::unique_ptr<MysqlConnection>> open(const MysqlAddress& address, const Wait& wait,
                                                       Seconds statement_limit, std::string_view more,
                                                       const OnRow& on_row);
  MysqlConnection(const MysqlConnection&) = delete;
  MysqlConnection& operator=(const MysqlConnection&) = delete;
  ~MysqlConnection();

  // One statement, or several separated by ";": one trip. Returns the rows affected by the last one.
  Result<std::uint64_t> query(std::string_view sql, const Wait& wait, const OnRow& on_row = {});

  // Sends and does not wait: the answer, which must have no rows, is read before the connection's next use.
  // Then `on_answer` receives the number of rows that the last statement affected, unless it failed.
  Status send(std::string_view sql, const Wait& wait, std::function<void(std::uint64_t)> on_answer = {});

  // The same for a statement that can_send_prepared().
  Status send(const MysqlCall& call, const Wait& wait);
  bool can_send_prepared(std::size_t slot) const noexcept {
    return together_ && slot < prepared_.size() && prepared_[slot] != nullptr;
  }

  // Reads the answers that were not waited for, as every use does first.
  Status drain(const Wait& wait);

  // Sends all calls at once, and waits for the answers to the first `awaited`; the others, which must have no
  // rows, are read before the connection's next use. One trip, and one more when a statement is not prepared
  // yet. Returns the rows affected by the last awaited call, or the first error among the awaited ones: the
  // server runs every call, also after one that failed.
  Result<std::uint64_t> execute(std::span<const MysqlCall> calls, std::size_t awaited, const Wait& wait,
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
  Result<std::uint64_t> execute_in_turn(std::span<const MysqlCall> calls, std::size_t awaited,
                                        const Wait& wait, const OnRow& on_row);
  Status execute_alone(const MysqlCall& call, std::size_t index, const Wait& wait, const OnRow& on_row);
  Status receive(MysqlPrepared& statement, std::size_t index, const OnRow& on_row);
  Error failure(unsigned native) noexcept;
  Error failure() noexcept;
  void give_up() noexcept;
  bool is_open() const noexcept;

  // Waits for the events (MYSQL_WAIT_…) that a suspended call of the library needs; returns what happened.
  int wait_for(int events, const Wait& wait) noexcept;
  template <class Continue>
  void drive(int status, const Wait& wait, Continue&& go_on) {
    while (status != 0) status = go_on(wait_for(status, wait));
  }

  std::string name_;  // user@host, for errors
  st_mysql* mysql_ = nullptr;
  std::vector<std::unique_ptr<MysqlPrepared>> prepared_;  // by slot; null: not yet
  int fd_ = -1;
  std::uint32_t fork_generation_ = 0;
  Code stopped_ = Code::ok;  // why wait_for() ended a call
  bool lost_ = false;
  std::size_t unread_ = 0;                        // answers that were not waited for
  std::function<void(std::uint64_t)> on_answer_;  // to the last of them
  bool together_ = false;                         // calls can be sent together: mariadb_internals_known()
  bool is_mariadb_ = false;
  bool is_cluster_ = false;
  std::uint64_t max_packet_ = 0;
};

}  // namespace usersync
