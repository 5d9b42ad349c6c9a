// Strict JSON (RFC 8259) as the token profile limits it: an object of at most 8 KiB, four levels and 64 keys,
// none of them twice in one object, in UTF-8. docs/formats.md, "Sync token".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace usersync {

inline constexpr std::size_t kMaxJson = 8192;
inline constexpr int kMaxJsonDepth = 4;  // the outermost object is level 1
inline constexpr std::size_t kMaxJsonKeys = 64;

struct JsonValue {
  enum class Kind : std::uint8_t { object, array, string, number, boolean, null };
  Kind kind = Kind::null;
  std::string_view text;  // as written; of a string, what stands between the quotes

  std::string unescaped() const;  // of a string
};

// The members of the outermost object of a document that was checked whole. Borrows from the document.
class JsonObject {
 public:
  static Result<JsonObject> parse(std::string_view text);  // Code::invalid_argument
  const JsonValue* find(std::string_view key) const;       // null: no such member

 private:
  friend class JsonScanner;
  std::vector<std::pair<std::string_view, JsonValue>> members_;
  mutable std::size_t next_ = 0;  // where find() looks first
  bool escaped_keys_ = false;     // some key of the document is not written as it is meant
};

}  // namespace usersync
