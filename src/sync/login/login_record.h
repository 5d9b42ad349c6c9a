// A login that is alive: docs/formats.md, "Who is logged in where". While it stands, the network session
// lives here; destroyed, it takes every PHP session tied to it along.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace usersync {

struct LoginRecord {
  Seconds created{0};
  Seconds end{0};
  std::string user;

  Bytes encode() const;
  static Result<LoginRecord> decode(View bytes);  // Code::corrupt, unknown_format
};

}  // namespace usersync
