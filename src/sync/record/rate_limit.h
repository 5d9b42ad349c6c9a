// How often something may be done: a record of when it was done last, changed under its lock, so that however
// many ask at once, no more are let through.
#pragma once

#include "sync/record/held_record.h"

namespace usersync {

struct RateLimit {
  std::size_t most;  // 1 to 1000
  Seconds within;    // a window that slides
  Seconds apart{0};  // between one and the next
};

// Zero: counted, and may be done. Else how long until it may, at least a second; nothing was counted.
Result<Seconds> count_against(const RateLimit& limit, Store& store, TenantKeys& keys, const RecordName& name,
                              const Terms& terms, Clock& clock, Random& random);

}  // namespace usersync
