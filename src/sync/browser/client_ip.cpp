#include "sync/browser/client_ip.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace usersync {
namespace {

bool is_port(std::string_view text) noexcept {
  return text.size() > 1 && text.size() <= 6 && text.front() == ':' &&
         std::all_of(text.begin() + 1, text.end(), is_digit);
}

// "192.0.2.7", "192.0.2.7:1234", "[2001:db8::7]", "[2001:db8::7]:1234"; without brackets an IPv6 address
// alone.
std::optional<IpAddress> parse_hop(std::string_view text) noexcept {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view after = text.substr(end + 1), inside = text.substr(1, end - 1);
    if (inside.find(':') == std::string_view::npos || (!after.empty() && !is_port(after)))
      return std::nullopt;
    return IpAddress::parse(inside);
  }
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && colon == text.rfind(':') && is_port(text.substr(colon))) {
    text = text.substr(0, colon);
  }
  return IpAddress::parse(text);
}

// Where the last element of a comma-separated list begins; quoted commas do not count.
std::size_t last_element(std::string_view list) noexcept {
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (quoted && list[i] == '\\') {
      ++i;
    } else if (list[i] == '"') {
      quoted = !quoted;
    } else if (list[i] == ',' && !quoted) {
      start = i + 1;
    }
  }
  return start;
}

bool is_for(std::string_view name) noexcept {
  return name.size() == 3 && to_lower(name[0]) == 'f' && to_lower(name[1]) == 'o' && to_lower(name[2]) == 'r';
}

// The one "for" of an element of Forwarded. An address needs no escapes, so a quoted value with any is none.
std::optional<IpAddress> parse_forwarded(std::string_view element) noexcept {
  std::optional<IpAddress> found;
  bool seen = false;
  while (!element.empty()) {
    const std::string_view pair = trim(element.substr(0, element.find(';')));
    element.remove_prefix(std::min(element.find(';'), element.size() - 1) + 1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    if (!is_for(pair.substr(0, equals))) continue;
    if (seen) return std::nullopt;
    seen = true;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    } else if (value.find(':') != std::string_view::npos) {
      return std::nullopt;  // RFC 7239, section 4: a colon needs quotes
    }
    if (!value.starts_with('[') && std::count(value.begin(), value.end(), ':') > 1) return std::nullopt;
    found = parse_hop(value);
    if (!found) return std::nullopt;
  }
  return found;
}

using ParseElement = std::optional<IpAddress> (*)(std::string_view) noexcept;

// The nearest hop that is not trusted, else the farthest; nothing when an element on the way is malformed.
std::optional<IpAddress> walk(std::string_view list, const TrustedProxies& trusted, ParseElement parse) {
  while (true) {
    const std::size_t start = last_element(list);
    const auto hop = parse(trim(list.substr(start)));
    if (!hop || start == 0 || !trusted.contains(*hop)) return hop;
    list = list.substr(0, start - 1);
  }
}

}  // namespace

Result<TrustedProxies> TrustedProxies::parse(std::string_view text) {
  TrustedProxies proxies;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t,"), text.size()));
    if (text.empty()) return proxies;
    const std::string_view word = text.substr(0, text.find_first_of(" \t,"));
    text.remove_prefix(word.size());

    const Error wrong{Msg::trusted_proxies, word};
    const auto slash = word.find('/');
    const auto address = IpAddress::parse(word.substr(0, slash));
    if (!address) return wrong;
    const unsigned whole = address->family() == '4' ? 32 : 128;
    unsigned bits = whole;
    if (slash != std::string_view::npos) {
      const std::string_view digits = word.substr(slash + 1);
      const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
      if (failure != std::errc() || end != digits.data() + digits.size() || bits > whole) return wrong;
    }
    if (address->prefix(bits) != *address) return wrong;  // 10.0.0.1/8 is a slip: which of the two was meant?
    proxies.ranges_.push_back({*address, bits});
  }
}

bool TrustedProxies::contains(const IpAddress& address) const noexcept {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return range.first.family() == address.family() && address.prefix(range.bits) == range.first;
  });
}

std::optional<IpAddress> client_ip(const Connection& connection, const TrustedProxies& trusted) {
  const auto remote = IpAddress::parse(connection.remote_address);
  if (!remote || !trusted.contains(*remote)) return remote;
  const std::string_view x = trim(connection.x_forwarded_for), rfc = trim(connection.forwarded);
  if (x.empty() && rfc.empty()) return remote;
  const auto by_x = x.empty() ? std::nullopt : walk(x, trusted, parse_hop);
  const auto by_rfc = rfc.empty() ? std::nullopt : walk(rfc, trusted, parse_forwarded);
  // A proxy writes one of the two and passes the other on as the browser sent it: when they differ, nobody
  // knows which is which.
  if (!x.empty() && !rfc.empty() && by_x != by_rfc) return remote;
  const auto& told = x.empty() ? by_rfc : by_x;
  return told ? told : remote;
}

}  // namespace usersync
