// Big-endian numbers and counted strings over spans: what every binary format of ours is made of.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace usersync {

class Writer {
 public:
  explicit Writer(Bytes& out) : out_(out) {}
  void u8(std::uint8_t value) { out_.push_back(value); }
  void u16(std::uint16_t value) { big_endian(value, 2); }
  void u64(std::uint64_t value) { big_endian(value, 8); }
  void bytes(View view) { out_.insert(out_.end(), view.begin(), view.end()); }

 private:
  void big_endian(std::uint64_t value, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
      out_.push_back(static_cast<std::uint8_t>(value >> shift));
  }
  Bytes& out_;
};

// Every read is checked; after one failed, all fail.
class Reader {
 public:
  explicit Reader(View in) : in_(in) {}
  std::optional<std::uint8_t> u8() { return number<std::uint8_t>(); }
  std::optional<std::uint16_t> u16() { return number<std::uint16_t>(); }
  std::optional<std::uint64_t> u64() { return number<std::uint64_t>(); }
  std::optional<View> bytes(std::size_t count) {
    if (failed_ || in_.size() < count) {
      failed_ = true;
      return std::nullopt;
    }
    const View taken = in_.first(count);
    in_ = in_.subspan(count);
    return taken;
  }
  View rest() const { return failed_ ? View{} : in_; }

 private:
  template <class T>
  std::optional<T> number() {
    const auto taken = bytes(sizeof(T));
    if (!taken) return std::nullopt;
    T value = 0;
    for (const std::uint8_t byte : *taken) value = static_cast<T>(value << 8 | byte);
    return value;
  }
  View in_;
  bool failed_ = false;
};

}  // namespace usersync
