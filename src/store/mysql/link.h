// The connection of a store: opened at first use, replaced when it is lost. This is the one place that
// decides what is retried (rule W7). Ownership: owns its connection, borrows the layout. One thread. Errors:
// those of MysqlConnection and of the step that ran.
#pragma once

#include <memory>

#include "store/config.h"
#include "store/mysql/layout.h"
#include "store/store.h"

namespace usersync {

class MysqlLink {
 public:
  MysqlLink(MysqlAddress address, const StoreConfig& config, MysqlLayout& layout)
      : address_(std::move(address)), config_(config), layout_(layout) {}

  // Runs step(connection), which returns a Result or a Status, and runs it again where client/errors.h
  // allows: once on a fresh connection, up to three times after a deadlock. So a step must be safe to repeat.
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
  MysqlConnection* current() noexcept { return usable() ? connection_.get() : nullptr; }
  // Numbers the connections of this store, from 1 on; 0: there is none.
  std::uint64_t serial() const noexcept { return usable() ? serial_ : 0; }
  bool saw_cluster() const noexcept { return saw_cluster_; }

  Wait within(Millis budget, bool (*interrupted)() noexcept = nullptr) const noexcept {
    return {Deadline(*config_.clock, budget), interrupted};
  }
  // For the answer to one statement. Longer than what bounds waits inside the server (connect() sets that):
  // its refusal is worth more than our own giving up, which costs the connection and leaves unknown what
  // became of the statement.
  Wait patience() const noexcept { return within(config_.timeout + Millis{500}); }
  const MysqlAddress& address() const noexcept { return address_; }

 private:
  struct Attempts {
    int reconnects = 0, deadlocks = 0, full_servers = 0, others = 0;
  };
  bool usable() const noexcept { return connection_ && !connection_->lost(); }
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
