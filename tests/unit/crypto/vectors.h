// Published vectors, read from tests/vectors: the tests run from the project's root.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/bytes.h"
#include "base/random.h"

namespace usersync::test {

using Json = nlohmann::json;

inline Json load_vectors(const std::string& name) {
  std::ifstream file("tests/vectors/" + name);
  REQUIRE_MESSAGE(file.is_open(), "tests/vectors/", name, " is missing: run from the project's root");
  return Json::parse(file);
}

// By value: a range-for keeps the result alive, but not a temporary inside its expression.
inline Json load_member(const std::string& name, const char* member) { return load_vectors(name).at(member); }

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

inline Bytes hex_field(const Json& test, const char* field) {
  return from_hex(test.at(field).get<std::string>());
}

// Gives the bytes it was made of, once.
class GivenRandom final : public Random {
 public:
  explicit GivenRandom(Bytes bytes) : bytes_(std::move(bytes)) {}
  Status fill(std::span<std::uint8_t> out) noexcept override {
    if (out.size() > bytes_.size() - used_) return Error{Code::internal, "the given bytes are used up"};
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
    used_ += out.size();
    return {};
  }

 private:
  Bytes bytes_;
  std::size_t used_ = 0;
};

}  // namespace usersync::test
