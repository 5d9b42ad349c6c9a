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

  // Keeps a keyring that a request supplied, among the last 64. The same keys return the same ring, so that
  // their subkeys are derived once. The caller shares the ring: it lives as long as someone uses it.
  std::shared_ptr<const Keyring> adopt(Keyring ring);

  // The parsed store address `text`; parsed again only when it differs from the last call's. Borrowed until
  // the next call.
  Result<const Dsn*> address(std::string_view text);

  // Subkeys of `ring` for `scope`, kept among the last 64 and shared like the ring.
  Result<std::shared_ptr<TenantKeys>> keys_for(const std::shared_ptr<const Keyring>& ring,
                                               const std::string& scope);

 private:
  std::string address_text_;
  Dsn address_;
  struct Derived {
    std::shared_ptr<const Keyring> ring;  // shared, so that its address names no other ring meanwhile
    std::string scope;
    std::shared_ptr<TenantKeys> keys;
  };
  std::vector<Derived> derived_;  // most recently used last, as below
  std::vector<std::shared_ptr<const Keyring>> adopted_;
};

}  // namespace usersync
