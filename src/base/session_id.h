// A session id as PHP's own files handler accepts it. parse() is the only way in.
#pragma once

#include <array>
#include <string_view>

#include "base/result.h"

namespace usersync {

class SessionId {
 public:
  static constexpr std::size_t kMaxLength = 256;

  SessionId() = default;

  // 1 to 256 characters out of A-Z a-z 0-9 "-" and ",": the rule of php_session_valid_key() in
  // php-src ext/session/session.c. A NUL is refused like any other foreign byte.
  static Result<SessionId> parse(std::string_view text) noexcept;

  std::string_view text() const noexcept { return {bytes_.data(), length_}; }
  bool empty() const noexcept { return length_ == 0; }
  bool operator==(const SessionId& other) const noexcept { return text() == other.text(); }

 private:
  std::array<char, kMaxLength> bytes_;
  std::size_t length_ = 0;
};

}  // namespace usersync
