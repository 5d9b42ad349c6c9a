// Logging out everywhere: tokens for the peers, what a peer's token ends here, and the refusal of logins that
// a logout overtook. docs/formats.md, "Logout".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/login/subjects.h"
#include "sync/login/user_sessions.h"
#include "sync/token/token.h"

namespace usersync {

// For a login token with valid claims: was its sid ended here, or was its user logged out everywhere after
// the authentication? Checked before the token is consumed; two trips, one without keys. A store that is down
// fails closed.
Result<void, Refusal> refuse_logged_out(const Network& network, const Claims& claims, Store& store,
                                        TenantKeys* keys, std::string_view scope, std::string_view prefix);

// Whom a logout means: one login, or all of a user.
struct LogoutOf {
  std::string_view user;  // this site's own stable id
  std::string_view sid;   // empty: all logins
  const std::vector<Login>*
      logins{};  // of this user, for a logout of all: the peer may know the user by one of them only
};

// {logout_url, token} for every peer that has a url. A member of a network with a hub tells the hub alone.
Result<std::vector<std::pair<std::string, std::string>>> logout_tokens(const Network& network,
                                                                       const LogoutOf& whom, TokenKeys& keys,
                                                                       Clock& clock, Random& random);

struct LogoutDone {
  bool all = false;
  std::int64_t destroyed = 0;      // logins
  std::vector<std::string> users;  // of this site
  std::vector<std::string> foreign_ids;
};

// Does what a logout token says that open_token() accepted, and claims it. A second time it ends nothing that
// was made since.
Result<LogoutDone> accept_logout(const Network& network, const Claims& claims, const IndexContext& context);

}  // namespace usersync
