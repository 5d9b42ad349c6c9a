// How a MysqlConnection runs prepared statements: all calls in one trip, or a trip for each.
#include <errmsg.h>

#include "store/mysql/client/connection.h"
#include "store/mysql/client/gather.h"
#include "store/mysql/client/library.h"

namespace usersync {

Status MysqlConnection::send(const MysqlCall& call, const Wait& wait) {
  if (auto drained = drain(wait); !drained) return drained;
  if (auto sent = send_together({&call, 1}); !sent) return sent;
  unread_ = 1;
  return {};
}

// Waits for the first answer to what was just sent. No other answer is due, so the library's buffers hold
// nothing that poll() would miss.
Status MysqlConnection::await(const Wait& wait) noexcept {
  if (wait_for(MYSQL_WAIT_READ, wait) == MYSQL_WAIT_TIMEOUT) return failure(0);
  return {};
}

Status MysqlConnection::prepare(std::span<const MysqlCall> calls, const Wait& wait) {
  std::vector<std::size_t> slots;
  for (const MysqlCall& call : calls) {
    if (prepared_.size() <= call.slot) prepared_.resize(call.slot + 1);
    if (prepared_[call.slot] == nullptr) slots.push_back(call.slot);
  }
  if (slots.empty()) return {};

  std::vector<std::unique_ptr<MysqlPrepared>> fresh;
  for (const MysqlCall& call : calls) {
    if (prepared_[call.slot] != nullptr) continue;
    fresh.push_back(std::make_unique<MysqlPrepared>(mysql_));
    if (!fresh.back()->send_preparation(*call.sql)) {
      const Error error = failure(fresh.back()->error());
      give_up();  // answers may still arrive
      return error;
    }
  }
  if (auto answered = await(wait); !answered) return answered;
  Status status;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (fresh[i]->receive_preparation()) {
      prepared_[slots[i]] = std::move(fresh[i]);
    } else if (status) {
      status = failure(fresh[i]->error());
      if (lost_) break;
    }
  }
  return status;
}

Status MysqlConnection::send_together([[maybe_unused]] std::span<const MysqlCall> calls) {
#if USERSYNC_MARIADB_INTERNALS
  MysqlGather gather(mysql_);
  for (const MysqlCall& call : calls) {
    MysqlPrepared& statement = *prepared_[call.slot];
    if (statement.send(*call.sql, *call.values)) continue;
    const Error error = failure(statement.error());
    if (&call != calls.data()) give_up();  // an answer may still arrive
    return error;
  }
  if (!gather.send()) return failure(CR_SERVER_GONE_ERROR);
#endif
  return {};
}

Result<std::uint64_t> MysqlConnection::execute(std::span<const MysqlCall> calls, std::size_t awaited,
                                               const Wait& wait, const OnRow& on_row) {
  if (auto drained = drain(wait); !drained) return drained.error();
  if (!together_) return execute_in_turn(calls, awaited, wait, on_row);
  if (auto ready = prepare(calls, wait); !ready) return ready.error();
  if (auto sent = send_together(calls); !sent) return sent.error();
  if (auto answered = await(wait); !answered) return answered.error();
  Status status;
  for (std::size_t i = 0; i < awaited; ++i) {
    auto answered = receive(*prepared_[calls[i].slot], i, on_row);
    if (status && !answered) status = answered;
    if (lost_) return status.error();
  }
  unread_ = calls.size() - awaited;
  if (!status) return status.error();
  return prepared_[calls[awaited - 1].slot]->affected();
}

// The same with the library's public API: a trip for each call.
Result<std::uint64_t> MysqlConnection::execute_in_turn(std::span<const MysqlCall> calls, std::size_t awaited,
                                                       const Wait& wait, const OnRow& on_row) {
  Status status;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    auto done = execute_alone(calls[i], i, wait, on_row);
    if (i < awaited && status && !done) status = done;
    if (lost_) return status ? done.error() : status.error();
  }
  if (!status) return status.error();
  return prepared_[calls[awaited - 1].slot]->affected();
}

Status MysqlConnection::execute_alone(const MysqlCall& call, std::size_t index, const Wait& wait,
                                      const OnRow& on_row) {
  if (prepared_.size() <= call.slot) prepared_.resize(call.slot + 1);
  std::unique_ptr<MysqlPrepared>& kept = prepared_[call.slot];
  const bool is_new = kept == nullptr;
  if (is_new) kept = std::make_unique<MysqlPrepared>(mysql_);
  MYSQL_STMT* const statement = kept->handle();
  int failed = 0;
  if (is_new) {
    const std::string& sql = call.sql->prepared();
    drive(mysql_stmt_prepare_start(&failed, statement, sql.data(), sql.size()), wait,
          [&](int ready) { return mysql_stmt_prepare_cont(&failed, statement, ready); });
  }
  if (failed == 0 && !kept->bind(*call.sql, *call.values)) failed = 1;
  if (failed == 0) {
    drive(mysql_stmt_execute_start(&failed, statement), wait,
          [&](int ready) { return mysql_stmt_execute_cont(&failed, statement, ready); });
    if (failed == 0) return receive(*kept, index, on_row);
  }
  const Error error = failure(kept->error());
  if (is_new && !lost_) kept.reset();
  return error;
}

Status MysqlConnection::receive(MysqlPrepared& statement, std::size_t index, const OnRow& on_row) {
  try {
    if (together_ ? statement.receive(index, on_row) : statement.receive_rows(index, on_row)) return {};
  } catch (...) {
    give_up();  // unread rows are left on the connection
    throw;
  }
  return failure(statement.error());
}

}  // namespace usersync
