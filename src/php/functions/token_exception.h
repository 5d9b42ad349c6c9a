// From a Refusal to the exception a script sees.
#pragma once

#include "sync/token/refusal.h"

namespace usersync {

// UserSync\InvalidTokenException with its reason; or, when the token was not judged, what the failure is. The
// last act of a function: may not return.
void throw_refusal(const Refusal& refusal);

}  // namespace usersync
