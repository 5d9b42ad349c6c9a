// What a PHP thread keeps from request to request: connections, derived keys, counters.
//
// Owned by the module globals, made at first use, deleted in GSHUTDOWN. One thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crypto/keyring/keyring.h"
#include "session/session.h"
#include "store/pool.h"
#include "sync/token/keys.h"

namespace usersync {

struct Worker {
  Pool pool;
  Counters counters;
  SessionBuffers buffers;
  bool has_told_of_migration = false;
  TokenKeys token_keys;

  // A ring that came with a request; the same keys get the same ring again, so that their subkeys are derived
  // once. The least recently used of too many goes, with its subkeys: call while no session is open.
  const Keyring* adopt(Keyring ring);

  // The store address `text`, taken apart when it is another than the last time. Borrowed until the next
  // call.
  Result<const Dsn*> address(std::string_view text);

  // Subkeys of `ring` for `scope`, derived once. The ring must outlive the worker.
  Result<TenantKeys*> keys_for(const Keyring& ring, const std::string& scope);

 private:
  std::string address_text_;
  Dsn address_;
  struct Derived {
    const Keyring* ring;
    std::string scope;
    std::unique_ptr<TenantKeys> keys;
  };
  std::vector<Derived> derived_;
  std::vector<std::unique_ptr<Keyring>> adopted_;  // most recently used last
};

}  // namespace usersync
