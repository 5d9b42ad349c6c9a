// The table of messages: every text that the extension shows to people, worded once. A row is an id, a code,
// a text with named fields in braces, its meaning, and what to do; the last two are for docs/messages.md,
// which tests/lint/messages generates. A new message is a row in base/messages/*.def.
//
// A text is shown as "usersync: TEXT [id]". A field without a value goes together with the parentheses, the
// comma or the colon in front of it. {reason} is made of Error::native. No field may ever hold a secret.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "base/code.h"

namespace usersync {

enum class Msg : std::uint16_t {
  none,
#define MSG(id, code, text, meaning, remedy) id,
#include "base/messages/all.def"
#undef MSG
};

inline constexpr Code kMessageCodes[] = {
    Code::ok,
#define MSG(id, code, text, meaning, remedy) Code::code,
#include "base/messages/all.def"
#undef MSG
};
inline constexpr std::size_t kMessages = std::size(kMessageCodes);

constexpr Code code_of(Msg message) noexcept { return kMessageCodes[static_cast<std::size_t>(message)]; }

std::string_view text_of(Msg message) noexcept;  // with its fields in braces
std::string id_of(Msg message);                  // "lock-timeout"

// The value of {reason}: the system's words for an errno (below 200), the resolver's for a negative EAI_
// number, "MySQL error N" for everything above. Empty for 0.
std::string_view reason_of(int native, std::span<char> buffer) noexcept;

// Writes the message, its fields filled with `values` in the order in which the text names them, and
// terminates it. What does not fit is cut, but never the id. Returns the length. No allocation.
std::size_t write_message(Msg message, std::span<const std::string_view> values, int native,
                          std::span<char> out) noexcept;

std::string message_text(Msg message, std::initializer_list<std::string_view> values = {});

// Copies `value` as it may stand in a message: control characters as \xNN, and cut behind `limit` bytes with
// "..." at the end. Returns the length; writes no terminator.
std::size_t write_value(std::string_view value, std::size_t limit, std::span<char> out) noexcept;

// The position of a field among the values of a message; none: -1. {reason} is not counted.
int position_of(Msg message, std::string_view field) noexcept;

}  // namespace usersync
