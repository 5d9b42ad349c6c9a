// What a PHP thread keeps from request to request: connections, derived keys, counters.
//
// Owned by the module globals, made at first use, deleted in GSHUTDOWN. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crypto/keyring.h"
#include "session/session.h"
#include "store/open.h"
#include "sync/token_keys.h"

namespace usersync {

struct Worker {
  Pool pool;
  Counters counters;
  SessionBuffers buffers;
  TokenKeys token_keys;

  // Subkeys of `ring` for `scope`, derived once. The ring must outlive the worker.
  Result<TenantKeys*> keys_for(const Keyring& ring, const std::string& scope);

 private:
  struct Derived {
    const Keyring* ring;
    std::string scope;
    std::unique_ptr<TenantKeys> keys;
  };
  std::vector<Derived> derived_;
};

}  // namespace usersync
