#include "sync/email/address.h"

#include <algorithm>

#include "base/ascii.h"
#include "wire/ids.h"

namespace usersync {
namespace {

constexpr std::size_t kMaxLocal = 64, kMaxLabel = 63;
constexpr std::string_view kBlank = " \t\r\n";

// RFC 5322, "atext".
bool is_atom(char c) {
  return is_alphanumeric(c) ||
         (c != '\0' && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos);
}

bool is_local_part(std::string_view text) {
  if (text.empty() || text.size() > kMaxLocal || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '.' || is_atom(c); });
}

bool is_label(std::string_view text) {
  if (text.empty() || text.size() > kMaxLabel || text.front() == '-' || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

// The last label is no number: an IPv4 address is no domain.
bool is_domain(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return false;
  for (;;) {
    const auto dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !std::all_of(label.begin(), label.end(), is_digit);
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

std::optional<std::string> normalize_email(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kBlank) - first + 1);
  const auto at = text.rfind('@');
  if (text.size() > kMaxEmail || at == std::string_view::npos) return std::nullopt;
  if (!is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1))) return std::nullopt;
  return std::string(text.substr(0, at)) + to_lower(text.substr(at));
}

}  // namespace usersync
