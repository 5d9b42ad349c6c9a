// Times as claims write them: "2026-11-20T13:12:00Z" and no other of RFC 3339's spellings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace usersync {

std::optional<Seconds> parse_rfc3339(std::string_view text) noexcept;  // since the Unix epoch
void append_rfc3339(std::string& out, Seconds since_epoch);            // years 0 to 9999

}  // namespace usersync
