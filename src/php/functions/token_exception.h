// From a Refusal to the exception that is thrown.
#pragma once

#include "sync/token/refusal.h"

namespace usersync {

// UserSync\InvalidTokenException with its reason; or, when the token could not be verified, the exception of
// that failure. The last act of a function: may not return.
void throw_refusal(const Refusal& refusal);

}  // namespace usersync
