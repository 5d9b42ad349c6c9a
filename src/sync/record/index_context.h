// Where the index of who is logged in where lies: one tenant's part of one store, with the keys and clocks to
// use it. Borrows all of it.
#pragma once

#include <string_view>

#include "base/random.h"
#include "sync/record/keyed_record.h"

namespace usersync {

inline constexpr Seconds kLoginLifetime{30 * 86400};  // of a network session, where no network says otherwise

struct IndexContext {
  Store& store;
  TenantKeys& keys;
  std::string_view scope;
  std::string_view prefix;
  Terms terms;         // exclusive, whatever the sessions use: these records have many writers
  Seconds revocation;  // how long a login that was ended must stay ended
  Clock& clock = system_clock();
  Random& random = system_random();
};

// A lock may be lost, or a record moved under another key by another server: then it is done again.
inline constexpr int kAttempts = 3;

}  // namespace usersync
