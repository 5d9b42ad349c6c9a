#include "sync/network/site_url.h"

#include "base/hex.h"
#include "sync/network/origin.h"

namespace usersync {
namespace {

// Appends one segment; a percent-encoded byte stays one, in upper case, where it could not stand plainly.
Msg append_segment(std::string_view segment, std::string& out) {
  static constexpr Msg kBadPath = Msg::url_path_characters;
  if (segment.empty()) return Msg::url_path_empty;
  if (segment == "." || segment == "..") return Msg::url_path_dots;
  out += '/';
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      if (!is_path_character(segment[i])) return kBadPath;
      out += segment[i];
      continue;
    }
    if (segment.size() - i < 3) return kBadPath;
    const int high = hex_value(segment[i + 1]), low = hex_value(segment[i + 2]);
    if (high < 0 || low < 0) return kBadPath;
    const char meant = static_cast<char>(high << 4 | low);
    const bool control = (meant >= 0 && meant < ' ') || meant == 0x7f;
    if (control || meant == '/' || meant == '\\' || is_path_character(meant)) {
      return Msg::url_path_encoding;
    }
    out += '%';
    out += "0123456789ABCDEF"[high];
    out += "0123456789ABCDEF"[low];
    i += 2;
  }
  return Msg::none;
}

}  // namespace

Result<SiteUrl> SiteUrl::parse(std::string_view text) {
  std::string_view rest = text;
  auto origin = take_origin(rest);
  if (!origin) return origin.error();
  SiteUrl url;
  url.text_ = std::move(*origin);
  url.origin_ = url.text_.size();
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return bad_url(Msg::url_query, text);
  }
  if (rest.ends_with('/')) rest.remove_suffix(1);
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the slash
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (const Msg wrong = append_segment(segment, url.text_); wrong != Msg::none) return bad_url(wrong, text);
    rest.remove_prefix(segment.size());
  }
  return url;
}

}  // namespace usersync
