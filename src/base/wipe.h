// Overwrites secrets before their memory is used for something else.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace usersync {

// The optimizer does not remove explicit_bzero(). Not OPENSSL_cleanse(), which goes word by word: a session
// of 100 KiB would take it as long as its cipher.
inline void wipe(std::span<std::uint8_t> bytes) noexcept {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

// Contents, up to its capacity; leaves it empty.
inline void wipe(std::string& text) noexcept {
  explicit_bzero(text.data(), text.capacity());
  text.clear();
}

// Wipes a buffer that it does not own, on every way out of a scope.
class WipeOnExit {
 public:
  explicit WipeOnExit(std::span<std::uint8_t> bytes) noexcept : bytes_(bytes) {}
  ~WipeOnExit() { wipe(bytes_); }
  WipeOnExit(const WipeOnExit&) = delete;
  WipeOnExit& operator=(const WipeOnExit&) = delete;

 private:
  std::span<std::uint8_t> bytes_;
};

}  // namespace usersync
