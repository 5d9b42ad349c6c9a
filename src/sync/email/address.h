// An address of electronic mail, in the one form that codes are made for.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usersync {

// Blanks around it dropped, the domain in lower case. The local part stays: only its own server knows whether
// its case matters. Nothing for whatever cannot be mailed to from anywhere, or what two programs could read
// in two ways: quoted local parts, comments, address literals, a domain without a dot, all that is not ASCII.
std::optional<std::string> normalize_email(std::string_view text);

}  // namespace usersync
