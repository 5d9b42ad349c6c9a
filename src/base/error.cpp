#include "base/error.h"

#include <algorithm>

namespace usersync {
namespace {

constexpr char kSeparator = '\x1f';  // write_value() lets none into a value
constexpr std::size_t kMostValues = 4;

}  // namespace

Error::Error(Msg m, std::string_view where, int n) noexcept : Error(m, n) { set(0, where); }

Error::Error(Msg m, std::initializer_list<std::string_view> fields, int n) noexcept : Error(m, n) {
  std::size_t position = 0;
  for (const std::string_view field : fields) set(position++, field);
}

std::string_view Error::value(std::size_t position) const noexcept {
  std::string_view rest(values_.data());
  for (; position > 0 && !rest.empty(); --position) {
    rest.remove_prefix(std::min(rest.find(kSeparator), rest.size() - 1) + 1);
  }
  return rest.substr(0, rest.find(kSeparator));
}

void Error::set(std::size_t position, std::string_view text) noexcept {
  if (position >= kMostValues) return;
  std::array<char, kLongestValue> clean;
  const std::string_view fresh(clean.data(), write_value(text, kLongestValue, clean));
  const Error old = *this;
  std::size_t room = values_.size() - 1 - kMostValues;  // of the values: separators have theirs in any case
  std::size_t length = 0;
  for (std::size_t i = 0; i < kMostValues; ++i) {
    const std::string_view each = i == position ? fresh : old.value(i);
    const std::size_t fits = std::min(each.size(), room);
    std::copy_n(each.data(), fits, values_.data() + length);
    room -= fits;
    length += fits;
    values_[length++] = kSeparator;
  }
  values_[length] = '\0';
}

void Error::annotate(std::string_view field, std::string_view text) noexcept {
  const int position = position_of(message, field);
  if (position >= 0 && value(static_cast<std::size_t>(position)).empty()) {
    set(static_cast<std::size_t>(position), text);
  }
}

std::size_t Error::describe(std::span<char> out) const noexcept {
  std::array<std::string_view, kMostValues> values;
  for (std::size_t i = 0; i < kMostValues; ++i) values[i] = value(i);
  return write_message(message, values, native, out);
}

std::string described(const Error& error) {
  char out[1024];
  return {out, error.describe(out)};
}

}  // namespace usersync
