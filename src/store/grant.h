// The right to write one record, as Store::acquire() returns it. Only a Store can make one, so a write
// without an acquisition does not compile. Plain data: copying it copies no lock.
#pragma once

#include <optional>

#include "base/clock.h"
#include "store/record.h"

namespace usersync {

class Grant {
 public:
  using Token = std::array<std::uint8_t, 16>;

  Grant() = default;  // void: every store refuses it

  const RecordName& name() const noexcept { return name_; }
  Version version() const noexcept { return version_; }   // as read, later as last written
  const Token& token() const noexcept { return token_; }  // identifies this acquisition; random
  bool held() const noexcept { return held_; }            // the store holds a lock for it
  bool exclusive() const noexcept { return exclusive_; }  // false: acquired with lock=unlocked
  std::uint32_t fork_generation() const noexcept { return fork_generation_; }
  explicit operator bool() const noexcept { return valid_; }

  // Rule W9: the name of the record's parent, as read. The next write() stores what is set here.
  const std::optional<RecordName>& parent() const noexcept { return parent_; }
  void set_parent(const std::optional<RecordName>& parent) noexcept { parent_ = parent; }

 private:
  friend class Store;
  RecordName name_{};
  Version version_ = 0;
  std::optional<RecordName> parent_;
  Token token_{};
  std::uint32_t fork_generation_ = 0;
  Millis record_seen_{0};      // rule W3, monotonic clock: when a record last stood under the name
  Seconds tombstone_life_{0};  // and how long a tombstone lives at least
  bool saw_record_ = false;
  bool valid_ = false;
  bool held_ = false;
  bool exclusive_ = false;
};

}  // namespace usersync
