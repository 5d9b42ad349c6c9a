#include "store/store.h"

#include <algorithm>

#include "base/fork.h"

namespace usersync {

Grant Store::make_grant(const RecordName& name, const Grant::Token& token, bool held,
                        bool exclusive) noexcept {
  Grant grant;
  grant.name_ = name;
  grant.token_ = token;
  grant.held_ = held;
  grant.exclusive_ = exclusive;
  grant.fork_generation_ = usersync::fork_generation();
  grant.valid_ = true;
  return grant;
}

Result<bool> Store::import_record(const RecordName& name, View data, Seconds lifetime, const Terms& terms) {
  auto acquired = acquire(name, terms);
  if (!acquired) return acquired.error();
  const bool vacant = !acquired->record && acquired->grant.version() == 0;
  const Status written = vacant ? write(acquired->grant, data, lifetime, After::release) : Status{};
  release(acquired->grant);
  if (!written && written.error().code != Code::conflict) return written.error();
  return vacant && written.ok();
}

Status Store::destroy_all(std::span<const RecordName> names, const Terms& terms) {
  for (const RecordName& name : names) {
    if (auto destroyed = destroy(name, terms); !destroyed) return destroyed;
  }
  return {};
}

void Store::gc_in_passing(std::int64_t limit) noexcept {
  try {
    (void)gc(limit).ok();
  } catch (...) {  // out of memory: a later close collects
  }
}

Result<Census> Store::census() { return Census{}; }

void Store::set_tombstone_life(Grant& grant, const Terms& terms) noexcept {
  grant.tombstone_life_ = std::min(terms.tombstone, kShortestTombstone);
}

void Store::saw_record(Grant& grant, Millis before) noexcept {
  grant.saw_record_ = true;
  grant.record_seen_ = before;
}

bool Store::may_create(const Grant& grant, Millis now) noexcept {
  return !grant.saw_record_ || now - grant.record_seen_ < grant.tombstone_life_;
}

Status Store::check(const Grant& grant) noexcept {
  if (!grant) return Error{Msg::internal_error, "a write without a grant"};
  if (grant.fork_generation() != usersync::fork_generation()) {
    return Error{Msg::session_of_parent_process};
  }
  return {};
}

}  // namespace usersync
