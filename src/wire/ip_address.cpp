#include "wire/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace usersync {

std::optional<IpAddress> IpAddress::parse(std::string_view text) noexcept {
  std::array<char, INET6_ADDRSTRLEN> terminated;
  if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) return std::nullopt;
  *std::copy(text.begin(), text.end(), terminated.begin()) = '\0';

  IpAddress address;
  if (inet_pton(AF_INET, terminated.data(), address.bytes_.data()) == 1) return address;
  in6_addr six{};
  if (inet_pton(AF_INET6, terminated.data(), &six) != 1) return std::nullopt;
  const bool mapped = IN6_IS_ADDR_V4MAPPED(&six);
  address.length_ = mapped ? 4 : 16;
  std::copy_n(six.s6_addr + (mapped ? 12 : 0), address.length_, address.bytes_.begin());
  return address;
}

IpAddress IpAddress::prefix(unsigned bits) const noexcept {
  IpAddress cut = *this;
  for (unsigned i = 0; i < length_; ++i) {
    const unsigned kept = std::clamp(bits, 8 * i, 8 * i + 8) - 8 * i;
    cut.bytes_[i] &= static_cast<std::uint8_t>(0xff00u >> kept);
  }
  return cut;
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> out;
  inet_ntop(length_ == 4 ? AF_INET : AF_INET6, bytes_.data(), out.data(), out.size());
  return out.data();
}

}  // namespace usersync
