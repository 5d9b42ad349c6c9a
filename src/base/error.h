// A failure: a row of the table of messages, and the public values of its fields. Plain data, which may stay
// on the stack across a longjmp. Every floor speaks it; php/boundary.cpp alone turns it into warnings and
// exceptions.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "base/messages.h"

namespace usersync {

// The code is the row's, so that a code and its words never disagree. `values` are short PUBLIC texts: a
// path, user@host, a key id, the name of a setting; never a secret. `native` is errno, or the library's own
// number; 0 when there is none.
struct Error {
  static constexpr std::size_t kLongestValue = 160;  // bytes; longer values are cut

  Code code = Code::ok;
  Msg message = Msg::none;
  int native = 0;

  constexpr Error() = default;
  constexpr Error(Msg m, int n = 0) noexcept : code(code_of(m)), message(m), native(n) {}
  Error(Msg m, std::string_view where, int n = 0) noexcept;  // `where`: the first field
  // In the order in which the text names its fields.
  Error(Msg m, std::initializer_list<std::string_view> fields, int n = 0) noexcept;

  // The first field, which tells where it happened: a file, user@host, a claim, a line.
  std::string_view where() const noexcept { return value(0); }
  void set_where(std::string_view text) noexcept { set(0, text); }
  // Fills a field by its name, if the row has it and nobody filled it before.
  void annotate(std::string_view field, std::string_view text) noexcept;
  std::string_view value(std::size_t position) const noexcept;

  // "usersync: TEXT [id]", terminated; see write_message().
  std::size_t describe(std::span<char> out) const noexcept;

  explicit operator bool() const noexcept { return code != Code::ok; }  // true: something failed

 private:
  void set(std::size_t position, std::string_view text) noexcept;

  std::array<char, 256> values_{};  // each ends with kSeparator, the last with a terminator behind it
};

std::string described(const Error& error);  // the whole message

}  // namespace usersync
