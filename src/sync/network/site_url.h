// The name of a site: scheme://host[:port][/path], written in exactly one way, so that two are the same site
// iff their texts are equal (docs/formats.md, "Sync token"). Two sites may share an origin in folders of
// their own.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace usersync {

class SiteUrl {
 public:
  SiteUrl() = default;  // of no site

  // Makes canonical what take_origin() does, and drops one trailing slash. Code::invalid_argument: anything
  // that another reader could take for another place (a query, a dot segment, an encoded slash).
  static Result<SiteUrl> parse(std::string_view text);

  const std::string& text() const noexcept { return text_; }
  std::string_view origin() const noexcept { return std::string_view(text_).substr(0, origin_); }
  std::string_view path() const noexcept {
    return std::string_view(text_).substr(origin_);
  }  // empty, or "/…"
  bool operator==(const SiteUrl& other) const noexcept { return text_ == other.text_; }

 private:
  std::string text_;
  std::size_t origin_ = 0;
};

}  // namespace usersync
