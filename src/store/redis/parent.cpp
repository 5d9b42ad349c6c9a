// Rule W9: the parent of a record (docs/decisions/0035), and destroying many records at once.
#include <algorithm>

#include "store/redis/error.h"
#include "store/redis/redis_store.h"

namespace usersync {
namespace {

constexpr int kExpectance = 32;       // records without a leash, after which none is expected any more
constexpr std::size_t kAtOnce = 500;  // names destroyed by one write, some 200 KiB of it

}  // namespace

// Worth a few microseconds of the server's only where records are on leashes.
void RedisStore::ask_parent(const RedisKeys& keys) {
  following_ = may_follow_ && parents_ahead_ > 0;
  if (!following_) return;
  --parents_ahead_;
  commands_.command(5).arg("EVALSHA").arg(kFollow.name()).arg(std::int64_t{1}).arg(keys.data).arg(prefix_);
}

// The script is believed only when it saw something under the name: where a proxy keeps that on another
// server, the script sees nothing.
Result<bool> RedisStore::follow(const Found& found) {
  if (!found.parent) return false;
  parents_ahead_ = kExpectance;
  const std::string tag = to_base64url(found.parent->view());
  if (following_) {
    const Reply& said = replies_[commands_.size() - 3];
    if (said.is(Reply::Kind::error)) may_follow_ = false;
    const std::string_view text = said.text();
    if (text.size() == RedisStamp::kParent + RedisStamp::kSize && text.starts_with(tag)) {
      return text[RedisStamp::kParent] == char{RedisStamp::kTombstone};
    }
  }
  commands_.clear();
  commands_.add("GETRANGE", RedisKeys::data_of(prefix_, tag), std::int64_t{-9}, std::int64_t{-1});
  if (Status done = run(tag, step()); !done) return done.error();
  const std::string_view stamp = replies_[0].text();
  if (replies_[0].is(Reply::Kind::error)) return place(redis_error(stamp));
  return stamp.size() == RedisStamp::kSize && stamp[0] == char{RedisStamp::kTombstone};
}

Status RedisStore::destroy_all(std::span<const RecordName> names, const Terms& terms) {
  std::vector<std::pair<std::size_t, RecordName>> homes;
  homes.reserve(names.size());
  for (const RecordName& name : names) {
    auto home = link_->node_for_slot(keys_of(name).tag, step());
    if (!home) return place(home.error());
    homes.emplace_back(*home, name);
  }
  std::stable_sort(homes.begin(), homes.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });

  std::vector<RecordName> together;
  Status done;
  for (std::size_t i = 0; i < homes.size() && done; ++i) {
    together.push_back(homes[i].second);
    const bool last = i + 1 == homes.size() || homes[i + 1].first != homes[i].first;
    if (!last && together.size() < kAtOnce) continue;
    done = destroy_some(together, terms);
    together.clear();
  }
  commands_ = {};  // no request needs that much again
  replies_ = {};
  return done;
}

// At most kAtOnce names, of one server.
Status RedisStore::destroy_some(std::span<const RecordName> names, const Terms& terms) {
  commands_.clear();
  for (const RecordName& name : names) {
    if (Status said = ask_destroy(name, terms); !said) return said;
  }
  replicate();
  const std::string tag = keys_of(names.front()).tag;
  Status done =
      link_->run(tag, commands_, replies_, step(), RedisLink::Loss::retry, RedisLink::Redirected::leave);
  if (!done) return place(done.error());
  if (Status kept = replicated_at(names.size()); !kept) return kept;
  std::vector<RecordName> redirected;  // they live elsewhere by now
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (replies_[i].is(Reply::Kind::error)) redirected.push_back(names[i]);
  }
  return Store::destroy_all(redirected, terms);
}

}  // namespace usersync
