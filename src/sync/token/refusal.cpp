#include "sync/token/refusal.h"

#include <algorithm>

namespace usersync {

Refusal Refusal::of(TokenReason reason, Msg message,
                    std::initializer_list<std::string_view> values) noexcept {
  static constexpr std::size_t kShown = 200, kMostValues = 4;
  Refusal refusal;
  refusal.reason = reason;
  std::array<std::array<char, kShown>, kMostValues> copies;
  std::array<std::string_view, kMostValues> shown;
  std::size_t count = 0;
  for (const std::string_view value : values) {
    if (count == kMostValues) break;
    shown[count] = {copies[count].data(), write_value(value, kShown, copies[count])};
    ++count;
  }
  write_message(message, {shown.data(), count}, 0, refusal.message);
  for (char& c : refusal.message) {
    if (c == '\0') break;
    if (static_cast<unsigned char>(c) > 0x7e) c = '?';
  }
  return refusal;
}

}  // namespace usersync
