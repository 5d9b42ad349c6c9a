// SQL with named holes, sent as text or as a prepared statement with every hole bound.
//
//   {id} {nonce} {token}   raw names            x'…' in text
//   {data}                 the record           bound only: it never becomes SQL text
//   {parent}               a raw name, or NULL
//   {version} {read} {seconds} {millis} {limit} {force}  numbers
//   {'prefix'}             a text: the prefix, then {id} in lower-case hex
//   {n'prefix'} {t'prefix'}  the same of {nonce} and {token}
//   {mark}                 a text: ":", or "=", the parent in hex and ":"
//
// Nothing from outside reaches SQL as text: names are hashes, everything else is a number. Ownership: values
// are borrowed for one call. Errors: an unknown hole is a programmer's error.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace usersync {

struct SqlValues {
  View id{}, nonce{}, token{}, data{};
  View parent{};              // empty: none
  std::uint64_t version = 0;  // the one to be written
  std::uint64_t read = 0;     // the one the grant knows
  std::uint64_t seconds = 0;
  std::uint64_t millis = 0;
  std::uint64_t limit = 0;
  std::uint64_t force = 0;  // 1: whatever version is there
};

// One value on its way into a prepared statement.
struct SqlBound {
  enum class Kind : std::uint8_t { bytes, nullable, text, mark, number } kind = Kind::number;
  View bytes;        // borrowed from the SqlValues; nullable: empty is NULL
  std::string text;  // own
  std::uint64_t number = 0;
};

class SqlText {
 public:
  SqlText() = default;
  explicit SqlText(std::string_view pattern);

  std::string text(const SqlValues& values) const;
  const std::string& prepared() const noexcept { return prepared_; }       // every hole a "?"
  void bind(const SqlValues& values, std::vector<SqlBound>& bound) const;  // in the memory `bound` has

 private:
  struct Hole {
    std::string before;  // the SQL up to here
    SqlBound::Kind kind = SqlBound::Kind::number;
    View SqlValues::*bytes = nullptr;  // of a text, what follows the prefix in hexadecimal
    std::uint64_t SqlValues::*number = nullptr;
    std::string prefix;
  };
  static Hole hole(std::string_view before, std::string_view name);
  static void fill(const Hole& hole, const SqlValues& values, SqlBound& value);

  std::vector<Hole> holes_;
  std::string tail_;
  std::string prepared_;
};

std::string concat(std::initializer_list<std::string_view> pieces);

// `pattern` with every `from` replaced.
std::string replaced(std::string pattern, std::string_view from, std::string_view to);

}  // namespace usersync
