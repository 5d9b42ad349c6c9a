#include "wire/json.h"

#include <array>
#include <bit>
#include <cstdint>

#include "base/ascii.h"
#include "wire/json_text.h"

namespace usersync {
namespace {

// Keys are short and often of one length: the last character tells most of them apart before memcmp() is
// called.
bool same_text(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && (a.empty() || (a.back() == b.back() && a == b));
}

// How many of eight characters come before the first quote, backslash or control character. In each sum a
// byte's top bit tells that the byte is one; a borrow can set it wrongly only above a byte that is one
// indeed.
int plain_characters(const char* text) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101u, kTops = 0x8080808080808080u;
  std::uint64_t eight = 0;
  for (int i = 0; i < 8; ++i) eight |= std::uint64_t{static_cast<unsigned char>(text[i])} << 8 * i;
  const auto zeros = [](std::uint64_t x) { return (x - kOnes) & ~x & kTops; };
  const std::uint64_t controls = (eight - kOnes * ' ') & ~eight & kTops;
  return std::countr_zero(zeros(eight ^ kOnes * '"') | zeros(eight ^ kOnes * '\\') | controls) / 8;
}

// One bit of 64, equal for equal texts.
std::uint64_t look_of(std::string_view text) noexcept {
  if (text.empty()) return 1;
  const auto first = static_cast<unsigned char>(text.front()), last = static_cast<unsigned char>(text.back());
  return std::uint64_t{1} << ((text.size() * 7 + first * 3u + last) & 63);
}

bool is_escaped(std::string_view raw) noexcept { return raw.find('\\') != std::string_view::npos; }

}  // namespace

// Recursive descent, no deeper than kMaxJsonDepth. Every step returns what is wrong, or null.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : rest_(text) {}

  Msg document(JsonObject& root) {
    skip_space();
    if (!rest_.starts_with('{')) return Msg::json_not_object;
    if (const Msg wrong = object(1, &root); wrong != Msg::none) return wrong;
    root.escaped_keys_ = escaped_keys_;
    skip_space();
    return rest_.empty() ? Msg::none : Msg::json_trailing;
  }

 private:
  static constexpr Msg kSyntax = Msg::json_syntax;

  void skip_space() {
    if (!rest_.empty() && rest_.front() > ' ') return;
    const auto start = rest_.find_first_not_of(" \t\n\r");
    rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Msg value(int depth, JsonValue& out) {
    using Kind = JsonValue::Kind;
    if (rest_.empty()) return kSyntax;
    const char* const start = rest_.data();
    Msg wrong = Msg::none;
    switch (rest_.front()) {
      case '{':
        out.kind = Kind::object;
        wrong = object(depth + 1, nullptr);
        break;
      case '[':
        out.kind = Kind::array;
        wrong = array(depth + 1);
        break;
      case '"':
        out.kind = Kind::string;
        return string(out.text);
      case 't':
      case 'f':
        out.kind = Kind::boolean;
        wrong = word(rest_.front() == 't' ? "true" : "false");
        break;
      case 'n':
        out.kind = Kind::null;
        wrong = word("null");
        break;
      default:
        out.kind = Kind::number;
        wrong = number();
    }
    out.text = std::string_view(start, static_cast<std::size_t>(rest_.data() - start));
    return wrong;
  }

  Msg object(int depth, JsonObject* root) {
    if (depth > kMaxJsonDepth) return Msg::json_depth;
    const std::size_t first_key = open_keys_;
    std::uint64_t looks = 0;  // of the keys so far: most are told apart without comparing
    rest_.remove_prefix(1);
    skip_space();
    for (bool first = true; !take('}'); first = false) {
      if (!first) {
        if (!take(',')) return kSyntax;
        skip_space();
      }
      std::string_view key;
      if (!rest_.starts_with('"')) return kSyntax;
      if (const Msg wrong = string(key); wrong != Msg::none) return wrong;
      if (const Msg wrong = remember(key, first_key, looks); wrong != Msg::none) return wrong;
      skip_space();
      if (!take(':')) return kSyntax;
      skip_space();
      JsonValue member;
      if (const Msg wrong = value(depth, member); wrong != Msg::none) return wrong;
      if (root != nullptr) root->members_.emplace_back(key, member);
      skip_space();
    }
    open_keys_ = first_key;
    return Msg::none;
  }

  // Keys of the objects that are open, innermost last: those of one object lie side by side.
  Msg remember(std::string_view key, std::size_t first_key, std::uint64_t& looks) {
    if (++keys_seen_ > kMaxJsonKeys) return Msg::json_keys;
    // Almost no key is ever written with an escape, so texts are compared as written until one is.
    escaped_keys_ = escaped_keys_ || is_escaped(key);
    const std::uint64_t look = look_of(key);
    const bool fresh = (looks & look) == 0 && !escaped_keys_;
    looks |= look;
    for (std::size_t i = fresh ? open_keys_ : first_key; i < open_keys_; ++i) {
      const bool same =
          same_text(keys_[i], key) || (escaped_keys_ && unescape_json(keys_[i]) == unescape_json(key));
      if (same) return Msg::json_key_twice;
    }
    keys_[open_keys_++] = key;
    return Msg::none;
  }

  Msg array(int depth) {
    if (depth > kMaxJsonDepth) return Msg::json_depth;
    rest_.remove_prefix(1);
    skip_space();
    for (bool first = true; !take(']'); first = false) {
      if (!first) {
        if (!take(',')) return kSyntax;
        skip_space();
      }
      JsonValue element;
      if (const Msg wrong = value(depth, element); wrong != Msg::none) return wrong;
      skip_space();
    }
    return Msg::none;
  }

  Msg string(std::string_view& out) {
    const char* const begin = rest_.data() + 1;
    const char* const end = rest_.data() + rest_.size();
    for (const char* at = begin; at != end;) {
      if (end - at >= 8) {
        const int plain = plain_characters(at);
        at += plain;
        if (plain == 8) continue;
      }
      if (*at == '"') {
        out = std::string_view(begin, static_cast<std::size_t>(at - begin));
        rest_ = std::string_view(at + 1, static_cast<std::size_t>(end - at - 1));
        return Msg::none;
      }
      if (static_cast<unsigned char>(*at) < ' ') return kSyntax;
      if (*at != '\\') {
        ++at;
        continue;
      }
      const std::size_t length = json_escape_length(std::string_view(at, static_cast<std::size_t>(end - at)));
      if (length == 0) return kSyntax;
      at += length;
    }
    return kSyntax;
  }

  Msg number() {
    take('-');
    if (!take('0') && !digits()) return kSyntax;
    if (take('.') && !digits()) return kSyntax;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!digits()) return kSyntax;
    }
    return Msg::none;
  }

  bool digits() {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && is_digit(rest_.front())) rest_.remove_prefix(1);
    return rest_.size() != before;
  }

  Msg word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return kSyntax;
    rest_.remove_prefix(expected.size());
    return Msg::none;
  }

  std::string_view rest_;
  std::array<std::string_view, kMaxJsonKeys> keys_;
  std::size_t open_keys_ = 0;
  std::size_t keys_seen_ = 0;
  bool escaped_keys_ = false;
};

std::string JsonValue::unescaped() const { return unescape_json(text); }

Result<JsonObject> JsonObject::parse(std::string_view text) {
  if (text.size() > kMaxJson) return Error{Msg::json_length};
  if (!is_utf8(text)) return Error{Msg::json_utf8};
  JsonObject root;
  root.members_.reserve(16);
  if (const Msg wrong = JsonScanner(text).document(root); wrong != Msg::none) return Error{wrong};
  return root;
}

// Who reads members in the order in which they were written finds each where the last one ended.
const JsonValue* JsonObject::find(std::string_view key) const {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const std::size_t at = next_ + i < members_.size() ? next_ + i : next_ + i - members_.size();
    const auto& [name, value] = members_[at];
    if (!same_text(name, key) && !(escaped_keys_ && unescape_json(name) == key)) continue;
    next_ = at + 1 < members_.size() ? at + 1 : 0;
    return &value;
  }
  return nullptr;
}

}  // namespace usersync
