// From a Refusal to the exception that is thrown.
#pragma once

#include "sync/token/refusal.h"

namespace usersync {

// UserSync\InvalidTokenException with its reason; or, when the token could not be verified, the exception of
// that failure. The last act of a function: may not return.
void throw_refusal(const Refusal& refusal);

// Throws the refusal, if it is one. True: an exception is pending.
inline bool thrown(const Refusal& refusal) {
  if (refusal.message[0] == '\0') return false;
  throw_refusal(refusal);
  return true;
}

}  // namespace usersync
