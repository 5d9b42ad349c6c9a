// Published vectors, read from tests/vectors: the tests run from the project's root.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"

namespace usersync::test {

// One published case: its fields by name. Numbers, true, false and null are kept as JSON writes them.
using Case = std::map<std::string, std::string>;

// The objects in the array `member` of a file; those of Wycheproof's groups bring the group's fields along.
std::vector<Case> load_cases(const std::string& file, const char* member = "tests");
Case load_case(const std::string& file);                      // the whole file is one object
Case load_case(const std::string& file, const char* member);  // one object in it

inline Bytes from_hex(const std::string& text) {
  REQUIRE(text.size() % 2 == 0);
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

inline std::string to_hex(View bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

inline Bytes hex_field(const Case& test, const char* field) { return from_hex(test.at(field)); }

// Gives the bytes it was made of, once.
class GivenRandom final : public Random {
 public:
  explicit GivenRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
  Status fill(std::span<std::uint8_t> out) noexcept override {
    if (out.size() > bytes_.size() - used_) return Error{Msg::internal_error, "the given bytes are used up"};
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
    used_ += out.size();
    return {};
  }

 private:
  Bytes bytes_;
  std::size_t used_ = 0;
};

}  // namespace usersync::test
