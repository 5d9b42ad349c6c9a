#include "base/session_id.h"

#include "base/ascii.h"

namespace usersync {
namespace {

constexpr bool allowed(char c) noexcept { return is_alphanumeric(c) || c == ',' || c == '-'; }

}  // namespace

Result<SessionId> SessionId::parse(std::string_view text) noexcept {
  if (text.empty() || text.size() > kMaxLength || !std::all_of(text.begin(), text.end(), allowed)) {
    return Error{Msg::session_id_invalid};
  }
  SessionId id;
  std::copy(text.begin(), text.end(), id.bytes_.begin());
  id.length_ = text.size();
  return id;
}

}  // namespace usersync
