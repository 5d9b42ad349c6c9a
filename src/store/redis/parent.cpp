// Rule W9: a record ends with its parent.
// docs/decisions/0035.
#include "store/redis/error.h"
#include "store/redis/redis_store.h"

namespace usersync {
namespace {

constexpr int kExpected = 32;  // after so many records without a parent, none is expected any more

}  // namespace

// Costs the server a few microseconds, so only where records have parents.
void RedisStore::ask_parent(const RedisKeys& keys) {
  following_ = may_follow_ && parents_ahead_ > 0;
  if (!following_) return;
  --parents_ahead_;
  commands_.command(5).arg("EVALSHA").arg(kFollow.name()).arg(std::int64_t{1}).arg(keys.data).arg(prefix_);
}

// Whether the parent was destroyed. The script's answer counts only when it found something under the
// parent's name: where a proxy keeps that key on another server, the script finds nothing.
Result<bool> RedisStore::follow(const Found& found) {
  if (!found.parent) return false;
  parents_ahead_ = kExpected;
  const std::string tag = to_base64url(found.parent->view());
  if (following_) {
    const Reply& followed = replies_[commands_.size() - 3];
    if (followed.is(Reply::Kind::error)) may_follow_ = false;
    const std::string_view text = followed.text();
    if (text.size() == RedisStamp::kParent + RedisStamp::kSize && text.starts_with(tag)) {
      return text[RedisStamp::kParent] == char{RedisStamp::kTombstone};
    }
  }
  commands_.clear();
  commands_.add("GETRANGE", RedisKeys::data_of(prefix_, tag), std::int64_t{-9}, std::int64_t{-1});
  if (Status done = run(tag, step()); !done) return done.error();
  const std::string_view stamp = replies_[0].text();
  if (replies_[0].is(Reply::Kind::error)) return annotate(redis_error(stamp));
  return stamp.size() == RedisStamp::kSize && stamp[0] == char{RedisStamp::kTombstone};
}

}  // namespace usersync
