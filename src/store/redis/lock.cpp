// The lock of one session: taken, renewed, released. The wait for a held one is in queue.cpp.
#include "store/redis/error.h"
#include "store/redis/redis_store.h"

namespace usersync {

Result<Acquired> RedisStore::acquire(const RecordName& name, const Terms& terms) {
  const RedisKeys& keys = keys_of(name);
  auto token = random_.token();
  if (!token) return token.error();
  const bool exclusive = terms.lock == Terms::Lock::exclusive;
  const std::string owner = to_base64url(*token);
  const std::string value = exclusive ? lock_value(keys, owner) : std::string{};

  commands_.clear();
  if (exclusive) commands_.add("SET", keys.lock, value, "NX", "PX", milliseconds(terms.lease));
  ask_record(keys);
  if (Status done = run(keys.tag, step(terms.interrupted)); !done) {
    if (exclusive) leave_queue(keys, owner);  // a server that was only slow may still run the SET
    return done.error();
  }

  Grant grant = make_grant(name, *token, exclusive, exclusive);
  if (exclusive && replies_[0].is(Reply::Kind::error)) return annotate(redis_error(replies_[0].text()));
  if (exclusive && replies_[0].is(Reply::Kind::nil)) return wait_for_turn(grant, terms);
  auto found = record();
  if (!found) {
    release(grant);
    return found.error();
  }
  if (exclusive) {
    auto named = name_holder(keys, owner, value);
    if (!named) {
      release(grant);
      return named.error();
    }
    if (!*named) return wait_for_turn(grant, terms);
  }
  return granted(grant, std::move(*found), terms);
}

// Not waited for. After a failed wait the connection is closed, so the server cannot hand the lock to it.
void RedisStore::leave_queue(const RedisKeys& keys, std::string_view token) noexcept try {
  commands_.clear();
  call(kRelease, keys, 1).arg(token);
  link_->send(keys.tag, commands_);
} catch (...) {
}

Status RedisStore::renew(Grant& grant, const Terms& terms) {
  if (Status fine = check(grant); !fine) return fine;
  if (!grant.exclusive()) return check_not_destroyed(grant);
  const RedisKeys& keys = keys_of(grant.name());
  const std::string token = to_base64url(grant.token()), value = lock_value(keys, token);
  const auto lost = [] { return Error{Msg::lock_lost}; };
  commands_.clear();
  call(kRenew, keys, 3).arg(token).arg(version_read(grant)).arg(milliseconds(terms.lease));
  call(kNameHolder, keys, 2).arg(token).arg(value);  // the connection may be another one than the lock names
  if (Status done = run(keys.tag, step()); !done) return done;
  auto renewed = number_at(0);
  if (!renewed) return renewed.error();
  if (*renewed == 0) return lost();
  auto named = name_holder(keys, token, value);
  if (!named) return named.error();
  if (!*named) return lost();
  set_held(grant, true);
  return {};
}

// Without a lock there is no lease to extend. What is left of renew() is whether the session was destroyed.
Status RedisStore::check_not_destroyed(Grant& grant) {
  const RedisKeys& keys = keys_of(grant.name());
  const Millis before = clock_.monotonic();
  const auto last = -static_cast<std::int64_t>(RedisStamp::kSize);
  commands_.clear();
  commands_.add("GETRANGE", keys.data, last, std::int64_t{-1});
  if (Status done = run(keys.tag, step()); !done) return done;
  if (replies_[0].is(Reply::Kind::error)) return annotate(redis_error(replies_[0].text()));
  const View stamp = view_of(replies_[0].text());
  if (stamp.size() < RedisStamp::kSize) {
    return may_create(grant, before) ? Status{} : Error{Msg::session_destroyed};
  }
  if (stamp.front() == RedisStamp::kTombstone) {
    const bool as_read = RedisStamp::version_of(stamp) == grant.version() && !has_seen_record(grant);
    return as_read ? Status{} : Error{Msg::session_destroyed};
  }
  saw_record(grant, before);
  return {};
}

void RedisStore::release(Grant& grant) noexcept try {
  if (grant.held() && check(grant).ok()) leave_queue(keys_of(grant.name()), to_base64url(grant.token()));
  void_grant(grant);
} catch (...) {
  void_grant(grant);
}

}  // namespace usersync
