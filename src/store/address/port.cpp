#include "store/address/port.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace usersync {

Result<std::uint16_t> parse_port(std::string_view text) {
  unsigned port = 0;
  const auto end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, port);
  if (error == std::errc{} && stopped == end && port >= 1 && port <= 65535) {
    return static_cast<std::uint16_t>(port);
  }
  const bool digits = text.size() <= 16 && std::all_of(text.begin(), text.end(), is_digit);
  return Error{Msg::store_port, digits ? text : std::string_view{}};
}

}  // namespace usersync
