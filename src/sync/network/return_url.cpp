#include "sync/network/return_url.h"

#include <algorithm>

#include "sync/network/origin.h"

namespace usersync {
namespace {

constexpr std::size_t kLongest = 2048;

// Browsers drop tabs and line feeds from a url, take "\" for "/", and skip leading blanks; so none of them is
// in here.
bool is_plain(std::string_view url) noexcept {
  return !url.empty() && url.size() <= kLongest &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7f && c != '\\'; });
}

// ".", "..", and what a browser takes for them.
bool is_dot_segment(std::string_view segment) noexcept {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool encoded = segment.starts_with("%2e") || segment.starts_with("%2E");
    if (!encoded && segment.front() != '.') return false;
    segment.remove_prefix(encoded ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

bool has_dot_segment(std::string_view path) noexcept {
  path = path.substr(0, path.find_first_of("?#"));
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    if (is_dot_segment(segment)) return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

// "//host" is another host to a browser; "/x//y" is not.
bool is_local_path(std::string_view url) noexcept {
  return url.starts_with('/') && !url.starts_with("//") && !has_dot_segment(url);
}

}  // namespace

Result<std::string> return_url(std::string_view url, std::string_view fallback,
                               std::span<const std::string_view> allowed) {
  for (const std::string_view each : allowed) {
    std::string_view rest = each;
    const auto origin = take_origin(rest);
    if (!origin) return origin.error();
    if (!rest.empty()) return bad_url(Msg::url_origin, each);
  }
  if (!is_plain(url)) return std::string(fallback);
  if (is_local_path(url)) return std::string(url);

  const auto authority = url.find("://");
  if (authority == std::string_view::npos) return std::string(fallback);
  const auto end = std::min(url.find_first_of("/?#", authority + 3), url.size());
  std::string_view rest = url.substr(0, end);
  const auto origin = take_origin(rest);
  rest = url.substr(end);
  if (!origin || has_dot_segment(rest)) return std::string(fallback);
  for (std::string_view each : allowed) {
    if (*take_origin(each) == *origin)
      return *origin + (rest.starts_with('/') ? "" : "/") + std::string(rest);
  }
  return std::string(fallback);
}

}  // namespace usersync
