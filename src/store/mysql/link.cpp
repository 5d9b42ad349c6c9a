#include "store/mysql/link.h"

namespace usersync {

Status MysqlLink::connect(bool (*interrupted)() noexcept) {
  if (current() != nullptr) return {};
  connection_.reset();  // closed before another is opened: the server may count them
  const Wait wait = within(config_.connect_timeout + config_.timeout, interrupted);
  auto opened = MysqlConnection::open(address_, within(config_.connect_timeout, interrupted),
                                      std::chrono::floor<Seconds>(config_.timeout), layout_.inspect(),
                                      [this](std::size_t, const MysqlRow& row) { layout_.inspected(row); });
  if (!opened) return opened.error();
  if (auto prepared = layout_.prepare(**opened, wait); !prepared) return prepared;
  connection_ = std::move(*opened);
  ++serial_;
  saw_cluster_ = connection_->is_cluster();
  return {};
}

bool MysqlLink::recover(const Error& error, Attempts& attempts) {
  if (error.code == Code::timed_out || error.code == Code::interrupted) return false;
  if (error.native == mysql::kTooManyConnections || error.native == mysql::kTooManyUserConnections) {
    if (attempts.full_servers++ > 0) return false;
    pause_about(Millis{100});
    return true;
  }
  switch (mysql_error(error.native).recovery) {
    case Recovery::none:
      return false;
    case Recovery::reconnect:
      if (attempts.reconnects++ > 0) return false;
      connection_.reset();
      ++config_.counters->reconnects;
      return true;
    case Recovery::again:
      if (attempts.deadlocks++ >= 3) return false;
      pause_about(Millis{2 << attempts.deadlocks});
      return true;
    case Recovery::prepare_again:
      if (attempts.others++ > 0 || current() == nullptr) return false;
      connection_->forget_prepared();
      return true;
    case Recovery::create_tables:
      if (attempts.others++ > 0 || current() == nullptr) return false;
      return layout_.create(*connection_, within(config_.timeout)).ok();
  }
  return false;
}

// Half to one and a half of `span`, so that the victims of one deadlock do not meet again.
void MysqlLink::pause_about(Millis span) noexcept {
  std::uint8_t dice = 128;
  (void)config_.random->fill({&dice, 1}).ok();
  config_.clock->pause(std::chrono::microseconds(span) * (128 + dice) / 256);
}

}  // namespace usersync
