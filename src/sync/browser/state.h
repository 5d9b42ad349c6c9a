// What ties a login to the browser that asked for it: a secret in the browser's cookie, whose hash (the
// challenge) goes to the other site and comes back inside the token. The store keeps where the browser wanted
// to go.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/keyring/keyring.h"
#include "store/store.h"

namespace usersync {

struct BrowserState {
  std::string state;      // secret, 43 characters: for the cookie
  std::string challenge;  // 43 characters: for the other site
  std::string id;         // 22 characters, not secret: comes back in a url and tells which cookie is meant
  Seconds expires{0};
};

struct TakenState {
  std::string return_to;
  Seconds created{0};
};

// One tenant's states in one store. Records are sealed when there are keys; then only sealed ones are
// accepted.
class BrowserStates {
 public:
  BrowserStates(Store& store, TenantKeys* keys, std::string_view scope, std::string_view prefix, Clock& clock,
                Random& random)
      : store_(store), keys_(keys), scope_(scope), prefix_(prefix), clock_(clock), random_(random) {}

  Result<BrowserState> create(std::string_view return_to, Seconds lifetime);

  // Consumes a nonce made of the record's name instead of locking and destroying: no lock to wait for, no
  // tombstone. A wrong id or a tampered record is found before that and uses nothing up.
  // Once: nothing for everybody but the first, and for what is unknown, expired, changed, or has another id.
  Result<std::optional<TakenState>> take(std::string_view state, std::optional<std::string_view> id);

 private:
  struct Names {
    RecordName record;
    NonceName taken;
  };
  Names names_of(std::string_view state) const;

  Store& store_;
  TenantKeys* keys_;
  std::string_view scope_;
  std::string_view prefix_;
  Clock& clock_;
  Random& random_;
};

}  // namespace usersync
