// What one request of PHP holds.
//
// Owned by the module globals: made at first use (session.auto_start opens before our RINIT would run),
// deleted in post_deactivate (the session module writes after our RSHUTDOWN). Core objects live here and
// nowhere on a stack that a longjmp can cross; `result` is where compute() leaves bytes for copying out.
#pragma once

#include <memory>

#include "php/boundary.h"
#include "php/settings/overrides.h"
#include "php/worker.h"
#include "session/session.h"
#include "sync/login/logout.h"
#include "sync/network/networks.h"

namespace usersync {

struct Request {
  std::unique_ptr<Session> session;
  Overrides overrides;
  Dsn dsn;                   // of the session being opened
  std::string directory;     // where an sqlite store without a path lives
  SessionSettings settings;  // likewise
  Networks networks;
  std::vector<std::string_view> network_names;              // of `networks`, for copying out
  Verified verified;                                        // the token being copied out
  UserRecord logins;                                        // of a user, likewise
  std::optional<std::size_t> current;                       // of `logins.logins`: that of the open session
  LogoutDone logout;                                        // likewise
  std::vector<std::pair<std::string, std::string>> tokens;  // likewise: url and token
  std::optional<LoginBinding> inherited;  // from a session that closes in session_regenerate_id() to the next
  std::vector<std::string> notes;         // of the store, for copying out
  std::vector<std::pair<const char*, std::string>> texts;  // names and values for copying out
  Bytes result;
};

// Null only when memory is out.
Request* this_request() noexcept;
Worker* this_worker() noexcept;

void end_request() noexcept;                            // post_deactivate
void end_worker(void* worker, void* request) noexcept;  // GSHUTDOWN

}  // namespace usersync
