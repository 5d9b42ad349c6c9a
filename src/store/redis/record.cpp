// What a session's key holds: a record, a tombstone, or nothing. docs/formats.md, "Redis keys".
#include "store/redis/error.h"
#include "store/redis/redis_store.h"

namespace usersync {

// The large reply last: it is read straight into the memory that recycle() gave back.
void RedisStore::ask_record(const RedisKeys& keys) {
  ask_parent(keys);
  commands_.add("PTTL", keys.data).add("GET", keys.data);
  const std::size_t large = commands_.size() - 1;
  if (replies_.size() <= large) replies_.resize(large + 1);
  replies_[large].lend(spare_);
}

Result<RedisStore::Found> RedisStore::record() {
  const std::size_t at = commands_.size() - 2;
  for (std::size_t i = at; i < at + 2; ++i) {
    if (replies_[i].is(Reply::Kind::error)) return annotate(redis_error(replies_[i].text()));
  }
  if (!replies_[at + 1].is(Reply::Kind::bulk)) return Found{};
  auto found = as_stored(replies_[at + 1].take(), replies_[at].integer);
  if (!found || !found->record) return found;
  auto gone = follow(*found);
  if (!gone) return gone.error();
  if (*gone) return Found{found->version, std::nullopt, std::nullopt};
  counters_.bytes_read += found->record->data.size();
  return found;
}

Result<RedisStore::Found> RedisStore::as_stored(Bytes value, std::int64_t left) const {
  const std::size_t size = value.size();
  const auto mark = size < RedisStamp::kSize ? std::uint8_t{0} : value[size - RedisStamp::kSize];
  const std::size_t tail = RedisStamp::kSize + (mark == RedisStamp::kHasParent ? RedisStamp::kParent : 0);
  if (mark == RedisStamp::kTombstone) return Found{RedisStamp::version_of(value), {}, {}};
  if ((mark != RedisStamp::kRecord && mark != RedisStamp::kHasParent) || size < tail) {
    return annotate({Msg::redis_no_version});
  }
  Found found{RedisStamp::version_of(value), {}, {}};
  if (mark == RedisStamp::kHasParent) {
    found.parent = RedisStamp::parent_of(View(value).last(tail));
    if (!found.parent) return annotate({Msg::redis_no_parent});
  }
  value.resize(size - tail);
  left = std::max<std::int64_t>(left, 0);
  found.record = Record{std::move(value), found.version, Seconds{(left + 999) / 1000}};
  return found;
}

Acquired RedisStore::granted(Grant grant, Found found, const Terms& terms) const {
  set_version(grant, found.version);
  set_tombstone_life(grant, terms);
  if (found.record) saw_record(grant, clock_.monotonic() - kReplyAge);
  grant.set_parent(found.parent);
  return {grant, std::move(found.record)};
}

}  // namespace usersync
