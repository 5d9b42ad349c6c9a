// A token's footer, exactly {"kid":"k3.lid.<44 characters>"}: read by its shape, so that no JSON parser meets
// bytes that nobody authenticated. docs/formats.md, "Sync token".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace usersync {

std::string token_footer(std::string_view key_id);  // as a token carries it, in base64url

// The id in such a footer; nothing when it has another shape.
std::optional<std::string> key_id_in(std::string_view footer);

}  // namespace usersync
