// One row of an answer, as text columns, of a text or a prepared statement.
#pragma once

#include <charconv>
#include <cstdint>
#include <functional>
#include <string_view>

#include "base/bytes.h"

namespace usersync {

// Borrowed until the callback returns.
class MysqlRow {
 public:
  MysqlRow(char** columns, const unsigned long* lengths, Bytes* memory = nullptr)
      : columns_(columns), lengths_(lengths), memory_(memory) {}
  bool null(std::size_t column) const noexcept { return columns_[column] == nullptr; }
  std::string_view text(std::size_t column) const noexcept {  // empty when NULL
    return null(column) ? std::string_view{} : std::string_view{columns_[column], lengths_[column]};
  }
  std::int64_t number(std::size_t column) const noexcept {  // 0 when NULL, or out of range
    const std::string_view digits = text(column);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }
  // The column's bytes: swaps buffers with `bytes` where the row has its own, and copies elsewhere.
  void take(std::size_t column, Bytes& bytes) const {
    if (memory_ != nullptr) {
      bytes.swap(memory_[column]);
      bytes.resize(lengths_[column]);
    } else {
      const View found = view_of(text(column));
      bytes.assign(found.begin(), found.end());
    }
  }

 private:
  char** columns_;
  const unsigned long* lengths_;
  Bytes* memory_;
};

// Called for each row of the n-th statement that was sent together with others.
using OnRow = std::function<void(std::size_t statement, const MysqlRow& row)>;

}  // namespace usersync
