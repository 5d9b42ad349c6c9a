// Strings of JSON: between quotes as written, and as meant.
#pragma once

#include <string>
#include <string_view>

namespace usersync {

void append_json_string(std::string& out, std::string_view utf8);

// Of what stands between quotes and was found well-formed.
std::string unescape_json(std::string_view raw);

// How many bytes the escape that begins at the backslash takes; 0 when it is none. Surrogates count only in
// pairs.
std::size_t json_escape_length(std::string_view text) noexcept;

bool is_utf8(std::string_view text) noexcept;  // shortest forms only, no surrogates

}  // namespace usersync
