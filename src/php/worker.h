// What a PHP thread keeps between requests: connections, derived keys, counters, buffers.
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
  bool migration_logged = false;
  TokenKeys token_keys;

  // Keeps a keyring that a request supplied. The same keys return the same ring, so that their subkeys are
  // derived once. Beyond the limit, the least recently used ring is freed with its subkeys.
  const Keyring* adopt(Keyring ring);

  // The parsed store address `text`; parsed again only when it differs from the last call's. Borrowed until
  // the next call.
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
