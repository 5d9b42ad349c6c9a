#include "store/redis/route/slots.h"

#include <charconv>

namespace usersync {
namespace {

// CRC-16/XMODEM.
constexpr std::uint16_t crc16(std::string_view text) noexcept {
  std::uint16_t crc = 0;
  for (const char c : text) {
    crc = static_cast<std::uint16_t>(crc ^ static_cast<std::uint16_t>(static_cast<unsigned char>(c) << 8));
    for (int bit = 0; bit < 8; ++bit) {
      crc = static_cast<std::uint16_t>((crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1);
    }
  }
  return crc;
}
static_assert(crc16("123456789") == 0x31c3);

}  // namespace

std::size_t cluster_slot(std::string_view tag) noexcept { return crc16(tag) % kClusterSlots; }

std::optional<ClusterRedirection> parse_redirection(std::string_view text, const RedisAddress& from) {
  const auto first = text.find(' ');
  const auto second = text.find(' ', first + 1);
  const auto colon = text.rfind(':');
  if (first == text.npos || second == text.npos || colon == text.npos || colon < second) return std::nullopt;
  ClusterRedirection found;
  const std::string_view slot = text.substr(first + 1, second - first - 1);
  const std::string_view port = text.substr(colon + 1);
  if (std::from_chars(slot.data(), slot.data() + slot.size(), found.slot).ec != std::errc{})
    return std::nullopt;
  if (std::from_chars(port.data(), port.data() + port.size(), found.to.port).ec != std::errc{})
    return std::nullopt;
  found.to.host = text.substr(second + 1, colon - second - 1);
  if (found.to.host.empty() || found.to.host == "?") found.to.host = from.host;
  if (found.slot >= kClusterSlots || found.to.port == 0) return std::nullopt;
  return found;
}

}  // namespace usersync
