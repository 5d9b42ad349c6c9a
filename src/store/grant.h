// The right to write one record: what a lock hands out. Only a Store makes one, so a write without having
// acquired does not compile.
#pragma once

#include <optional>

#include "store/record.h"

namespace usersync {

class Grant {
 public:
  using Token = std::array<std::uint8_t, 16>;

  Grant() = default;  // grants nothing: every store refuses it

  const RecordName& name() const noexcept { return name_; }
  Version version() const noexcept { return version_; }   // as read, then as last written
  const Token& token() const noexcept { return token_; }  // names this acquisition among all others
  bool held() const noexcept { return held_; }            // a lock of ours stands behind it
  bool exclusive() const noexcept { return exclusive_; }  // false: lock=none, excludes nobody
  std::uint32_t fork_generation() const noexcept { return fork_generation_; }
  explicit operator bool() const noexcept { return valid_; }

  // Rule W9: the name that the record is tied to, as read; what the next write() stores with it.
  const std::optional<RecordName>& parent() const noexcept { return parent_; }
  void set_parent(const std::optional<RecordName>& parent) noexcept { parent_ = parent; }

 private:
  friend class Store;
  RecordName name_{};
  Version version_ = 0;
  std::optional<RecordName> parent_;
  Token token_{};
  std::uint32_t fork_generation_ = 0;
  bool valid_ = false;
  bool held_ = false;
  bool exclusive_ = false;
};

}  // namespace usersync
