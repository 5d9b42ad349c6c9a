// A connection that is there when it is needed: opened at first use, replaced when it is lost, and the one
// place that decides what is tried again (rule W7). Ownership: owns its connection, borrows the layout. One
// thread.
#pragma once

#include <memory>
#include "store/mysql/layout.h"

#include "store/config.h"
#include "store/store.h"

namespace usersync {

class MysqlLink {
 public:
  MysqlLink(MysqlAddress address, const StoreConfig& config, MysqlLayout& layout)
      : address_(std::move(address)), config_(config), layout_(layout) {}

  // Runs step(connection), which returns a Result or a Status, and runs it again where mysql_errors.h allows:
  // once on a fresh connection, up to three times after a deadlock. A step must therefore bear repetition.
  template <class Step>
  auto run(bool (*interrupted)() noexcept, Step&& step) -> std::invoke_result_t<Step, MysqlConnection&> {
    for (Attempts attempts;;) {
      Error error;
      if (auto connected = connect(interrupted); !connected) {
        error = connected.error();
      } else {
        auto result = step(*connection_);
        if (result) return result;
        error = result.error();
      }
      if (!recover(error, attempts)) return error;
    }
  }

  // Null when there is none, when it was lost, or when it belongs to the parent process.
  MysqlConnection* current() noexcept {
    return connection_ && !connection_->lost() ? connection_.get() : nullptr;
  }
  std::uint64_t serial() noexcept {
    return current() != nullptr ? serial_ : 0;
  }  // of the connection; 0: none
  bool saw_cluster() const noexcept { return saw_cluster_; }

  Wait within(Millis budget, bool (*interrupted)() noexcept = nullptr) const noexcept {
    return {Deadline(*config_.clock, budget), interrupted};
  }
  const MysqlAddress& address() const noexcept { return address_; }

 private:
  struct Attempts {
    int reconnects = 0, deadlocks = 0, crowds = 0, others = 0;
  };
  Status connect(bool (*interrupted)() noexcept);
  bool recover(const Error& error, Attempts& attempts);
  void pause_about(Millis span) noexcept;

  MysqlAddress address_;
  StoreConfig config_;
  MysqlLayout& layout_;
  std::unique_ptr<MysqlConnection> connection_;
  std::uint64_t serial_ = 0;
  bool saw_cluster_ = false;
};

}  // namespace usersync
