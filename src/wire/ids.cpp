#include "wire/ids.h"

#include <algorithm>

#include "wire/base64url.h"
#include "wire/json_text.h"

namespace usersync {

bool is_id(std::string_view text) noexcept { return is_base64url_of(text, 16); }

bool is_user(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMaxSubject && !has_control(text) && is_utf8(text);
}

// Such text stands in hashed names behind NULs, and in logs.
bool has_control(std::string_view text) noexcept {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

}  // namespace usersync
