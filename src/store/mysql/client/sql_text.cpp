#include "store/mysql/client/sql_text.h"

#include <cassert>
#include <utility>

#include "base/hex.h"

namespace usersync {

SqlText::SqlText(std::string_view pattern) {
  for (;;) {
    const auto open = pattern.find('{');
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    holes_.push_back(hole(pattern.substr(0, open), pattern.substr(open + 1, close - open - 1)));
    prepared_.append(holes_.back().before).push_back('?');
    pattern.remove_prefix(close + 1);
  }
  tail_ = pattern;
  prepared_ += tail_;
}

SqlText::Hole SqlText::hole(std::string_view before, std::string_view name) {
  using Kind = SqlBound::Kind;
  Hole hole;
  hole.before = before;
  if (const auto quote = name.find('\''); quote != std::string_view::npos) {
    hole.kind = Kind::text;
    hole.prefix = name.substr(quote + 1, name.size() - quote - 2);
    const char whose = name[0];
    hole.bytes = whose == 'n' ? &SqlValues::nonce : whose == 't' ? &SqlValues::token : &SqlValues::id;
    return hole;
  }
  if (name == "parent" || name == "mark") {
    hole.kind = name == "mark" ? Kind::mark : Kind::nullable;
    hole.bytes = &SqlValues::parent;
    return hole;
  }
  constexpr std::pair<std::string_view, View SqlValues::*> kBytes[] = {
      {"id", &SqlValues::id},
      {"nonce", &SqlValues::nonce},
      {"token", &SqlValues::token},
      {"data", &SqlValues::data},
  };
  constexpr std::pair<std::string_view, std::uint64_t SqlValues::*> kNumbers[] = {
      {"version", &SqlValues::version}, {"read", &SqlValues::read},   {"seconds", &SqlValues::seconds},
      {"millis", &SqlValues::millis},   {"limit", &SqlValues::limit}, {"force", &SqlValues::force},
  };
  for (const auto& [known, member] : kBytes) {
    if (known == name) hole.kind = Kind::bytes, hole.bytes = member;
  }
  for (const auto& [known, member] : kNumbers) {
    if (known == name) hole.number = member;
  }
  assert(hole.bytes != nullptr || hole.number != nullptr);
  return hole;
}

void SqlText::fill(const Hole& hole, const SqlValues& values, SqlBound& value) {
  value.kind = hole.kind;
  switch (hole.kind) {
    case SqlBound::Kind::bytes:
    case SqlBound::Kind::nullable:
      value.bytes = values.*hole.bytes;
      break;
    case SqlBound::Kind::mark:
      value.text.assign((values.*hole.bytes).empty() ? "" : "=");
      append_hex(value.text, values.*hole.bytes);
      value.text.push_back(':');
      break;
    case SqlBound::Kind::text:
      value.text.assign(hole.prefix);
      append_hex(value.text, values.*hole.bytes);
      break;
    case SqlBound::Kind::number:
      value.number = values.*hole.number;
      break;
  }
}

std::string SqlText::text(const SqlValues& values) const {
  std::string out;
  out.reserve(prepared_.size() + 64 * holes_.size());
  SqlBound value;
  for (const Hole& hole : holes_) {
    out += hole.before;
    fill(hole, values, value);
    switch (value.kind) {
      case SqlBound::Kind::nullable:
        if (value.bytes.empty()) {
          out.append("NULL");
          break;
        }
        [[fallthrough]];
      case SqlBound::Kind::bytes:
        out.append("x'").append(to_hex(value.bytes)).push_back('\'');
        break;
      case SqlBound::Kind::text:
      case SqlBound::Kind::mark:
        out.append("'").append(value.text).push_back('\'');
        break;
      case SqlBound::Kind::number:
        out.append(std::to_string(value.number));
        break;
    }
  }
  return out += tail_;
}

void SqlText::bind(const SqlValues& values, std::vector<SqlBound>& bound) const {
  bound.resize(holes_.size());
  for (std::size_t i = 0; i < holes_.size(); ++i) fill(holes_[i], values, bound[i]);
}

std::string concat(std::initializer_list<std::string_view> pieces) {
  std::string out;
  for (const std::string_view piece : pieces) out += piece;
  return out;
}

std::string replaced(std::string pattern, std::string_view from, std::string_view to) {
  for (auto at = pattern.find(from); at != std::string::npos; at = pattern.find(from, at + to.size())) {
    pattern.replace(at, from.size(), to);
  }
  return pattern;
}

}  // namespace usersync
