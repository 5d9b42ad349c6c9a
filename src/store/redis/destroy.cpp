// Tombstones: of one session, and of many at once.
#include <algorithm>

#include "store/redis/error.h"
#include "store/redis/redis_store.h"

namespace usersync {
namespace {

constexpr std::size_t kAtOnce = 500;  // names destroyed by one write, about 200 KiB

}  // namespace

Status RedisStore::ask_destroy(const RecordName& name, const Terms& terms) {
  auto version = random_.version();
  if (!version) return version.error();
  const RedisStamp tombstone(RedisStamp::kTombstone, *version);
  call(kDestroy, keys_of(name), 2).arg(tombstone.view()).arg(milliseconds(terms.tombstone));
  return {};
}

Status RedisStore::destroy(const RecordName& name, const Terms& terms) {
  commands_.clear();
  if (Status asked = ask_destroy(name, terms); !asked) return asked;
  replicate();
  if (Status done = run(keys_of(name).tag, step()); !done) return done;
  auto destroyed = number_at(0);
  if (!destroyed) return destroyed.error();
  return replicated_at(1);
}

Status RedisStore::destroy_all(std::span<const RecordName> names, const Terms& terms) {
  std::vector<std::pair<std::size_t, RecordName>> by_server;
  by_server.reserve(names.size());
  for (const RecordName& name : names) {
    auto server = link_->server_of(keys_of(name).tag, step());
    if (!server) return annotate(server.error());
    by_server.emplace_back(*server, name);
  }
  std::stable_sort(by_server.begin(), by_server.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });

  std::vector<RecordName> together;
  Status done;
  for (std::size_t i = 0; i < by_server.size() && done; ++i) {
    together.push_back(by_server[i].second);
    const bool last = i + 1 == by_server.size() || by_server[i + 1].first != by_server[i].first;
    if (!last && together.size() < kAtOnce) continue;
    done = destroy_some(together, terms);
    together.clear();
  }
  commands_ = {};  // no request needs that much memory again
  replies_ = {};
  return done;
}

// At most kAtOnce names, which one server keeps as far as is known.
Status RedisStore::destroy_some(std::span<const RecordName> names, const Terms& terms) {
  commands_.clear();
  for (const RecordName& name : names) {
    if (Status asked = ask_destroy(name, terms); !asked) return asked;
  }
  replicate();
  const std::string tag = keys_of(names.front()).tag;
  Status done =
      link_->run(tag, commands_, replies_, step(), RedisLink::Loss::retry, RedisLink::Redirected::leave);
  if (!done) return annotate(done.error());
  if (Status kept = replicated_at(names.size()); !kept) return kept;
  std::vector<RecordName> redirected;  // these have moved to another server
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (replies_[i].is(Reply::Kind::error)) redirected.push_back(names[i]);
  }
  return Store::destroy_all(redirected, terms);
}

}  // namespace usersync
