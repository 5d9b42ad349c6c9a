#include "sync/network/origin.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "crypto/paseto/paserk.h"

namespace usersync {
namespace {

// inet_pton wants a terminator.
using AddressText = std::array<char, INET6_ADDRSTRLEN>;
bool copy(std::string_view text, AddressText& out) noexcept {
  if (text.empty() || text.size() >= out.size() || text.find('\0') != std::string_view::npos) return false;
  *std::copy(text.begin(), text.end(), out.begin()) = '\0';
  return true;
}

struct Host {
  std::string text;
  bool loopback = false;
};

Msg take_ipv6(std::string_view& rest, Host& host) {
  const auto end = rest.find(']');
  AddressText text;
  in6_addr address{};
  if (end == std::string_view::npos || !copy(rest.substr(1, end - 1), text) ||
      inet_pton(AF_INET6, text.data(), &address) != 1) {
    return Msg::url_ipv6;
  }
  inet_ntop(AF_INET6, &address, text.data(), text.size());
  host.text = std::string("[") + text.data() + "]";
  host.loopback = IN6_IS_ADDR_LOOPBACK(&address);
  rest.remove_prefix(end + 1);
  return Msg::none;
}

// Browsers read a host whose last label is a number as an IPv4 address in any of a dozen spellings (WHATWG
// URL, "ends in a number"). Only the plain one is ours.
Msg validate_number(Host& host) {
  const std::string_view last = std::string_view(host.text).substr(host.text.rfind('.') + 1);
  if (!std::all_of(last.begin(), last.end(), is_digit) && !last.starts_with("0x")) return Msg::none;
  AddressText text;
  in_addr address{};
  if (!copy(host.text, text) || inet_pton(AF_INET, text.data(), &address) != 1) {
    return Msg::url_ipv4;
  }
  host.loopback = host.text.starts_with("127.");
  return Msg::none;
}

Msg validate_labels(std::string_view host) {
  while (true) {
    const std::string_view label = host.substr(0, host.find('.'));
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return Msg::url_labels;
    }
    if (label.size() == host.size()) return Msg::none;
    host.remove_prefix(label.size() + 1);
  }
}

Msg take_name(std::string_view& rest, Host& host) {
  const std::string_view name = rest.substr(0, rest.find_first_of(":/?#"));
  if (name.find('@') != std::string_view::npos) return Msg::url_user;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80) return Msg::url_international;
    if (!is_alphanumeric(c) && c != '.' && c != '-' && c != '_') return Msg::url_host_character;
  }
  if (name.empty()) return Msg::url_no_host;
  if (name.size() > 253) return Msg::url_host_length;
  host.text = to_lower(name);
  host.loopback = host.text == "localhost" || host.text.ends_with(".localhost");
  rest.remove_prefix(name.size());
  if (const Msg wrong = validate_labels(host.text); wrong != Msg::none) return wrong;
  return validate_number(host);
}

Msg take_port(std::string_view& rest, unsigned& port) {
  if (!rest.starts_with(':')) return Msg::none;
  const std::string_view digits = rest.substr(1, rest.find_first_of("/?#") - 1);
  if (digits.find('@') != std::string_view::npos) return Msg::url_user;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (failure != std::errc() || end != digits.data() + digits.size() || digits.front() == '0' ||
      port > 65535) {
    return Msg::url_port;
  }
  rest.remove_prefix(1 + digits.size());
  return Msg::none;
}

}  // namespace

Error bad_url(Msg what, std::string_view url) {
  const bool plain = std::all_of(
      url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f && c != '@' && c != '?' && c != '#'; });
  return {what, plain && !holds_k3_local(url) ? url : std::string_view()};
}

bool is_path_character(char c) noexcept {
  return is_alphanumeric(c) ||
         (c != '\0' && std::string_view("-._~!$&'()*+,;=:@").find(c) != std::string_view::npos);
}

Result<std::string> take_origin(std::string_view& url) {
  if (url.size() > kMaxUrl) return Error{Msg::url_length};
  if (holds_k3_local(url)) return Error{Msg::url_is_key};
  const auto colon = url.find("://");
  const std::string scheme = to_lower(url.substr(0, colon == std::string_view::npos ? 0 : colon));
  const bool secure = scheme == "https";
  if (!secure && scheme != "http") return bad_url(Msg::url_scheme, url);

  std::string_view rest = url.substr(colon + 3);
  Host host;
  unsigned port = 0;
  Msg wrong = rest.starts_with('[') ? take_ipv6(rest, host) : take_name(rest, host);
  if (wrong == Msg::none) wrong = take_port(rest, port);
  if (wrong == Msg::none && !rest.empty() &&
      std::string_view("/?#").find(rest.front()) == std::string_view::npos) {
    wrong = Msg::url_after_host;
  }
  if (wrong == Msg::none && !secure && !host.loopback) {
    wrong = Msg::url_plain_http;
  }
  if (wrong != Msg::none) return bad_url(wrong, url);

  std::string origin = scheme + "://" + host.text;
  if (port != 0 && port != (secure ? 443u : 80u)) origin += ":" + std::to_string(port);
  url = rest;
  return origin;
}

}  // namespace usersync
