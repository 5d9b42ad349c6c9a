// Rule W3 and its writes. The scripts decide; what they compare is sent by append_fence_args().
#include "base/assert.h"
#include "store/redis/error.h"
#include "store/redis/redis_store.h"

namespace usersync {

Error RedisStore::conflict() noexcept {
  ++counters_.conflicts;
  return {Msg::write_conflict};
}

RespWriter& RedisStore::append_fence_args(const Grant& grant, std::string_view token, After after) {
  const bool stale = !grant.exclusive() && !may_create(grant, clock_.monotonic());
  const char mode[] = {grant.exclusive() ? 'x' : 'n', after == After::release ? 'r' : 'k', 'o'};
  return commands_.arg(token).arg(version_read(grant)).arg(std::string_view(mode, stale ? 3 : 2));
}

Status RedisStore::write(Grant& grant, View data, Seconds lifetime, After after) {
  if (Status fine = check(grant); !fine) return fine;
  auto version = random_.version();
  if (!version) return version.error();
  const RedisKeys& keys = keys_of(grant.name());
  const std::string token = to_base64url(grant.token());
  const std::string staged = keys.staged(token);

  commands_.clear();
  USERSYNC_ASSERT(*version != 0 && *version != grant.version());
  const RedisStamp stamp(*version, grant.parent());
  commands_.command(5).arg("SET").arg(staged).arg(data, stamp.view()).arg("PX").arg(milliseconds(lifetime));
  call(kCommit, keys, 3, staged);
  append_fence_args(grant, token, after);
  replicate();
  if (Status done = run(keys.tag, step()); !done) return done;

  if (replies_[0].is(Reply::Kind::error)) return annotate(redis_error(replies_[0].text()));
  auto verdict = number_at(1);
  if (!verdict) return verdict.error();
  if (*verdict == 0) return conflict();
  if (*verdict < 0) return annotate({Msg::redis_record_lost});
  if (*verdict == 2 && !grant.exclusive()) ++counters_.overwrites;
  counters_.bytes_written += data.size();
  set_version(grant, *version);
  saw_record(grant, clock_.monotonic() - kReplyAge);
  if (after == After::release) set_held(grant, false);
  return replicated_at(2);
}

Status RedisStore::touch(Grant& grant, View data, Seconds lifetime, After after) {
  if (Status fine = check(grant); !fine) return fine;
  const RedisKeys& keys = keys_of(grant.name());

  commands_.clear();
  call(kTouch, keys, 5);
  append_fence_args(grant, to_base64url(grant.token()), after).arg(milliseconds(lifetime));
  commands_.arg(RedisStamp(grant.version(), grant.parent()).kind());
  if (Status done = run(keys.tag, step()); !done) return done;
  auto verdict = number_at(0);
  if (!verdict) return verdict.error();
  if (*verdict == 0) return conflict();
  if (*verdict < 0) return write(grant, data, lifetime, after);
  if (after == After::release) set_held(grant, false);
  return {};
}

}  // namespace usersync
