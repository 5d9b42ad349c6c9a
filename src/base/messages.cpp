#include "base/messages.h"

#include <netdb.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace usersync {
namespace {

constexpr std::string_view kTexts[] = {
    "no failure",
#define MSG(id, code, text, meaning, remedy) text,
#include "base/messages/all.def"
#undef MSG
};
constexpr std::string_view kNames[] = {
    "none",
#define MSG(id, code, text, meaning, remedy) #id,
#include "base/messages/all.def"
#undef MSG
};
static_assert(std::size(kTexts) == kMessages && std::size(kNames) == kMessages);

constexpr std::string_view kStart = "usersync: ";

// Appends to a buffer of fixed size; what is beyond is dropped.
class Line {
 public:
  explicit Line(std::span<char> out) noexcept : out_(out) {}

  void add(std::string_view text) noexcept {
    const std::size_t length = std::min(text.size(), out_.size() - length_);
    std::copy_n(text.data(), length, out_.data() + length_);
    length_ += length;
  }
  bool take_back(std::string_view ending) noexcept {
    const auto written = std::string_view(out_.data(), length_).substr(kStart.size());  // the start stays
    if (!written.ends_with(ending)) return false;
    length_ -= ending.size();
    return true;
  }
  void grow(std::size_t more) noexcept { out_ = {out_.data(), out_.size() + more}; }
  std::size_t length() const noexcept { return length_; }

 private:
  std::span<char> out_;
  std::size_t length_ = 0;
};

// Calls `text(part)` and `field(name)` in turn.
template <class Text, class FieldName>
void walk(std::string_view row, Text&& text, FieldName&& field) {
  while (!row.empty()) {
    const std::size_t open = std::min(row.find('{'), row.size());
    const std::size_t close = row.find('}', open);
    if (close == std::string_view::npos) return text(row);  // a brace that opens no field
    text(row.substr(0, open));
    field(row.substr(open + 1, close - open - 1));
    row.remove_prefix(close + 1);
  }
}

void add_id(Msg message, Line& line) noexcept {
  line.add(" [");
  for (const char c : kNames[static_cast<std::size_t>(message)])
    line.add(c == '_' ? "-" : std::string_view(&c, 1));
  line.add("]");
}

}  // namespace

std::string_view text_of(Msg message) noexcept { return kTexts[static_cast<std::size_t>(message)]; }

std::string id_of(Msg message) {
  std::string id(kNames[static_cast<std::size_t>(message)]);
  std::replace(id.begin(), id.end(), '_', '-');
  return id;
}

std::string_view reason_of(int native, std::span<char> buffer) noexcept {
  if (native == 0 || buffer.empty()) return {};
  if (native < 0) return gai_strerror(native);
  if (native < 200) return std::strerror(native);
  const int length = std::snprintf(buffer.data(), buffer.size(), "MySQL error %d", native);
  return {buffer.data(), std::min(static_cast<std::size_t>(length), buffer.size() - 1)};
}

int position_of(Msg message, std::string_view field) noexcept {
  int position = 0, found = -1;
  walk(
      text_of(message), [](std::string_view) {},
      [&](std::string_view name) {
        if (name == "reason") return;
        if (name == field && found < 0) found = position;
        ++position;
      });
  return found;
}

std::size_t write_value(std::string_view value, std::size_t limit, std::span<char> out) noexcept {
  static constexpr char kHex[] = "0123456789abcdef";
  static constexpr std::string_view kCut = "...";
  limit = std::min(limit, out.size());
  std::size_t length = 0, fits = 0;  // `fits`: the last end of a character after which "..." still has room
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto byte = static_cast<unsigned char>(value[i]);
    const bool control = byte < 0x20 || byte == 0x7f;
    const bool continues = (byte & 0xc0) == 0x80;  // within a character of UTF-8
    if (!continues && length + kCut.size() <= limit) fits = length;
    if (length + (control ? 4 : 1) > limit) {
      if (limit < kCut.size()) return 0;
      std::copy(kCut.begin(), kCut.end(), out.begin() + static_cast<std::ptrdiff_t>(fits));
      return fits + kCut.size();
    }
    if (control) {
      for (const char c : {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]}) out[length++] = c;
    } else {
      out[length++] = value[i];
    }
  }
  return length;
}

std::size_t write_message(Msg message, std::span<const std::string_view> values, int native,
                          std::span<char> out) noexcept {
  const std::size_t id = kNames[static_cast<std::size_t>(message)].size() + 4;  // " []" and the terminator
  if (out.size() <= id + kStart.size()) {
    if (!out.empty()) out[0] = '\0';
    return 0;
  }
  char number[32];
  Line line(out.first(out.size() - id));
  line.add(kStart);
  std::size_t next = 0;
  bool dropped =
      false;  // the parenthesis in front of an absent field: its partner goes too, or it comes back
  walk(
      text_of(message),
      [&](std::string_view text) {
        if (dropped && text.starts_with(", ")) {
          line.add(" (");
          text.remove_prefix(2);
        } else if (dropped && text.starts_with(')')) {
          text.remove_prefix(1);
        }
        dropped = false;
        line.add(text);
      },
      [&](std::string_view name) {
        const bool reason = name == "reason";
        const std::string_view value = reason                 ? reason_of(native, number)
                                       : next < values.size() ? values[next]
                                                              : std::string_view{};
        if (!reason) ++next;
        if (!value.empty()) return line.add(value);
        dropped = line.take_back(" (");
        if (!dropped && !line.take_back(": ")) (void)line.take_back(", ");
      });
  line.grow(id - 1);
  add_id(message, line);
  out[line.length()] = '\0';
  return line.length();
}

std::string message_text(Msg message, std::initializer_list<std::string_view> values) {
  char out[1024];
  return {out, write_message(message, {values.begin(), values.size()}, 0, out)};
}

}  // namespace usersync
