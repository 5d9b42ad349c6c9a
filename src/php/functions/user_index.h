// From a request to the index of its users' logins: store, keys and terms.
#pragma once

#include "php/functions/networks_of.h"
#include "php/functions/user_arguments.h"
#include "php/settings/opening.h"
#include "sync/record/index_context.h"

namespace usersync {

// How long the mark of an ended login is kept: the longest login lifetime among the request's networks.
Seconds revocation_of(Request& request);

// Runs `body(context)` inside compute(). Code::no_keyring without a keyring and a site key.
template <class Body>
Error with_index(Request* request, Body body) {
  return with_store(request, [&](Store& store) -> Error {
    SharedKeys keys;
    if (Error failed = data_keys(*request, keys)) return failed;
    const IndexContext context{store,
                               *keys,
                               request->settings.scope,
                               request->settings.prefix,
                               record_terms(*request),
                               revocation_of(*request)};
    return body(context);
  });
}

// Likewise for functions about one user. Code::invalid_argument when the user's id is malformed.
template <class Body>
Error with_user(Request* request, UserArgument& user, Body body) {
  return with_index(request, [&](const IndexContext& context) -> Error {
    if (Error malformed = check_user(user.view())) return malformed;
    return body(context);
  });
}

}  // namespace usersync
