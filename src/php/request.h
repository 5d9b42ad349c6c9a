// What one request of PHP holds.
//
// Owned by the module globals: made at first use (session.auto_start opens a session before our RINIT would
// run), deleted in post_deactivate (the session module writes after our RSHUTDOWN). Objects with destructors
// live here and nowhere on a stack that a longjmp can cross.
#pragma once

#include <memory>

#include "php/boundary.h"
#include "php/scratch.h"
#include "php/settings/overrides.h"
#include "php/worker.h"
#include "session/session.h"
#include "sync/network/networks.h"

namespace usersync {

struct Request {
  std::unique_ptr<Session> session;  // null: none is open
  Overrides overrides;
  Networks networks;
  std::optional<LoginBinding> inherited;  // from the session that session_regenerate_id() closes to the next

  // Set by resolve_store() and effective_settings(), for the session or function that called them.
  Dsn dsn;
  std::string directory;  // of an sqlite store without a path
  SessionSettings settings;

  Scratch scratch;
};

// Null only when memory is out.
Request* this_request() noexcept;
Worker* this_worker() noexcept;

// Runs `body(request)` inside compute(); body makes no Zend call.
template <class Body>
Error with_request(Body body) noexcept {
  Request* const request = this_request();
  return compute([&]() -> Error {
    if (request == nullptr) return Error{Msg::out_of_memory};
    return body(*request);
  });
}

void end_request() noexcept;                            // post_deactivate
void end_worker(void* worker, void* request) noexcept;  // GSHUTDOWN

}  // namespace usersync
