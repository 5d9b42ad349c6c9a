// The ids that sites exchange, as text: who a user is, which login, which token.
#pragma once

#include <cstddef>
#include <string_view>

namespace usersync {

inline constexpr std::size_t kMaxSubject = 255;
inline constexpr std::size_t kMaxEmail = 254;  // RFC 5321, 4.5.3.1.3
inline constexpr std::size_t kIdText = 22;     // 16 bytes in base64url

bool is_id(std::string_view text) noexcept;    // a jti, a sid
bool is_user(std::string_view text) noexcept;  // 1 to kMaxSubject bytes of UTF-8 without control characters
bool has_control(std::string_view text) noexcept;

}  // namespace usersync
