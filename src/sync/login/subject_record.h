// A user as named by a site of a network: until when the user's logins are void, and the users of this site.
// docs/formats.md, "Who is logged in where".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace usersync {

struct SubjectRecord {
  static constexpr std::size_t kMostUsers = 100;

  std::int64_t watermark_ms = 0;   // in the issuer's clock; 0: no logout of all sessions yet
  std::vector<std::string> users;  // of this site

  Bytes encode() const;
  static Result<SubjectRecord> decode(View bytes);  // Code::corrupt, unknown_format
  bool has(std::string_view user) const noexcept;
  bool voids(std::int64_t auth_ms) const noexcept { return watermark_ms != 0 && auth_ms <= watermark_ms; }
  void merge(const SubjectRecord& other);
};

}  // namespace usersync
