#include "store/sql_text.h"

#include <cassert>

namespace usersync {

SqlText::SqlText(std::string_view pattern) {
  for (;;) {
    const auto open = pattern.find('{');
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    std::string_view name = pattern.substr(open + 1, close - open - 1);
    Hole hole{.before = std::string(pattern.substr(0, open)), .name = {}, .prefix = {}};
    if (const auto quote = name.find('\''); quote != std::string_view::npos) {
      hole.prefix = name.substr(quote + 1, name.size() - quote - 2);
      name = name.substr(0, quote + 1);
    }
    hole.name = name;
    prepared_.append(hole.before).push_back('?');
    holes_.push_back(std::move(hole));
    pattern.remove_prefix(close + 1);
  }
  tail_ = pattern;
  prepared_ += tail_;
}

SqlBound SqlText::fill(const Hole& hole, const SqlValues& values) {
  using Kind = SqlBound::Kind;
  const auto bytes = [](View view) { return SqlBound{Kind::bytes, view, {}, 0}; };
  const auto number = [](std::uint64_t value) { return SqlBound{Kind::number, {}, {}, value}; };
  if (hole.name == "id") return bytes(values.id);
  if (hole.name == "nonce") return bytes(values.nonce);
  if (hole.name == "token") return bytes(values.token);
  if (hole.name == "data") return bytes(values.data);
  if (hole.name == "'") return {Kind::text, {}, hole.prefix + to_hex(values.id), 0};
  if (hole.name == "n'") return {Kind::text, {}, hole.prefix + to_hex(values.nonce), 0};
  if (hole.name == "t'") return {Kind::text, {}, hole.prefix + to_hex(values.token), 0};
  if (hole.name == "version") return number(values.version);
  if (hole.name == "read") return number(values.read);
  if (hole.name == "seconds") return number(values.seconds);
  if (hole.name == "limit") return number(values.limit);
  assert(hole.name == "force");
  return number(values.force);
}

std::string SqlText::text(const SqlValues& values) const {
  std::string out;
  out.reserve(prepared_.size() + 64 * holes_.size());
  for (const Hole& hole : holes_) {
    out += hole.before;
    const SqlBound value = fill(hole, values);
    switch (value.kind) {
      case SqlBound::Kind::bytes:
        out.append("x'").append(to_hex(value.bytes)).push_back('\'');
        break;
      case SqlBound::Kind::text:
        out.append("'").append(value.text).push_back('\'');
        break;
      case SqlBound::Kind::number:
        out.append(std::to_string(value.number));
        break;
    }
  }
  return out += tail_;
}

std::vector<SqlBound> SqlText::bind(const SqlValues& values) const {
  std::vector<SqlBound> bound;
  bound.reserve(holes_.size());
  for (const Hole& hole : holes_) bound.push_back(fill(hole, values));
  return bound;
}

std::string to_hex(View bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

std::string replaced(std::string pattern, std::string_view from, std::string_view to) {
  for (auto at = pattern.find(from); at != std::string::npos; at = pattern.find(from, at + to.size())) {
    pattern.replace(at, from.size(), to);
  }
  return pattern;
}

}  // namespace usersync
