// The two shapes in which bytes travel between floors: owned and borrowed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace usersync {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

inline View view_of(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view text_of(View bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace usersync
