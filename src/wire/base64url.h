// base64url without padding (RFC 4648, section 5). Strict: "=", foreign characters and non-zero trailing bits
// are refused, as PASETO demands, so that every byte string has exactly one text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace usersync {

std::string to_base64url(View bytes);
void append_base64url(std::string& out, View bytes);
std::optional<Bytes> from_base64url(std::string_view text);
bool is_base64url_of(std::string_view text, std::size_t bytes) noexcept;  // of just so many bytes

}  // namespace usersync
