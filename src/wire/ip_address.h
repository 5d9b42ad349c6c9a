// The address of a browser, in one form: an IPv4 address that arrives mapped into IPv6 is IPv4.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace usersync {

class IpAddress {
 public:
  // "192.0.2.7", "2001:db8::7" or "::ffff:192.0.2.7"; no port, no brackets, no zone.
  static std::optional<IpAddress> parse(std::string_view text) noexcept;

  char family() const noexcept { return length_ == 4 ? '4' : '6'; }
  View bytes() const noexcept { return View(bytes_).first(length_); }
  // With all but the first `bits` cleared.
  IpAddress prefix(unsigned bits) const noexcept;
  std::string text() const;
  bool operator==(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  std::uint8_t length_ = 4;
};

}  // namespace usersync
