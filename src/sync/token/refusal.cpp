#include "sync/token/refusal.h"

#include <cstdarg>
#include <cstdio>

namespace usersync {

Refusal Refusal::of(TokenReason reason, const char* format, ...) noexcept {
  Refusal refusal;
  refusal.reason = reason;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(refusal.message.data(), refusal.message.size(), format, arguments);
  va_end(arguments);
  for (char& c : refusal.message) {
    if (c == '\0') break;
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) > 0x7e) c = '?';
  }
  return refusal;
}

}  // namespace usersync
