// A store in memory with the rules of versions, tombstones and parents, for one thread and by the test's
// clock. It counts its calls. For tests of the floors above store/.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "store/store.h"

namespace usersync::test {

class MemoryStore : public Store {
 public:
  struct Calls {
    int acquire = 0, read = 0, write = 0, touch = 0, destroy = 0, destroy_all = 0, release = 0, gc = 0,
        claim = 0;
    // As a store on a network makes them: a release is not waited for.
    int trips() const { return acquire + read + write + touch + destroy + destroy_all + claim; }
  };
  using Name = std::array<std::uint8_t, 24>;

  Result<Acquired> acquire(const RecordName& name, const Terms& terms) override {
    turn("acquire");
    ++calls.acquire;
    if (failure) return failure;
    const bool exclusive = terms.lock == Terms::Lock::exclusive;
    if (exclusive && !locked.insert(name.bytes).second) return Error{Msg::lock_timeout};
    Acquired acquired{make_grant(name, Grant::Token{}, exclusive, exclusive), std::nullopt};
    if (const auto tombstone = standing_tombstone(name.bytes)) set_version(acquired.grant, *tombstone);
    if (auto found = find(name.bytes)) {
      set_version(acquired.grant, found->version);
      if (parents.contains(name.bytes)) acquired.grant.set_parent(RecordName{parents[name.bytes]});
      acquired.record = std::move(found);
    }
    return acquired;
  }
  Result<std::optional<Record>> read(const RecordName& name) override {
    turn("read");
    ++calls.read;
    if (failure && failure.code != Code::lock_timeout) return failure;
    return find(name.bytes);
  }
  Status write(Grant& grant, View data, Seconds lifetime, After after) override {
    turn("write");
    ++calls.write;
    if (write_failure) return write_failure;
    const Name& name = grant.name().bytes;
    const auto tombstone = standing_tombstone(name);
    if (tombstone && *tombstone != grant.version()) return Error{Msg::write_conflict};
    tombstones.erase(name);
    records[name] = Record{Bytes(data.begin(), data.end()), ++version_, lifetime};
    ends[name] = now() + lifetime;
    parents.erase(name);
    if (grant.parent()) parents[name] = grant.parent()->bytes;
    set_version(grant, version_);
    if (after == After::release) locked.erase(name);
    return {};
  }
  Status touch(Grant& grant, View data, Seconds lifetime, After) override {
    turn("touch");
    ++calls.touch;
    if (write_failure) return write_failure;
    records[grant.name().bytes] = Record{Bytes(data.begin(), data.end()), grant.version(), lifetime};
    ends[grant.name().bytes] = now() + lifetime;
    return {};
  }
  Status destroy(const RecordName& name, const Terms& terms) override {
    turn("destroy");
    ++calls.destroy;
    return put_tombstone(name, terms);
  }
  Status destroy_all(std::span<const RecordName> names, const Terms& terms) override {
    turn("destroy_all");
    ++calls.destroy_all;
    for (const RecordName& name : names) {
      if (auto marked = put_tombstone(name, terms); !marked) return marked;
    }
    return {};
  }
  Status renew(Grant&, const Terms&) override { return {}; }
  void release(Grant& grant) noexcept override {
    ++calls.release;
    if (grant.held()) locked.erase(grant.name().bytes);
    void_grant(grant);
  }
  std::uint32_t gc_parts() const noexcept override { return parts; }
  Result<std::int64_t> gc(std::int64_t limit) override {
    ++calls.gc;
    largest_gc = std::max(largest_gc, limit);
    return 0;
  }
  Result<bool> consume_nonce(const NonceName& nonce, Seconds) override {
    turn("claim");
    ++calls.claim;
    if (failure) return failure;
    return claimed.insert(nonce.bytes).second;
  }
  std::string_view description() const noexcept override { return "memory"; }
  bool needs_collecting() const noexcept override { return true; }

  std::map<Name, Record> records;
  std::map<Name, Name> parents;
  std::map<Name, std::pair<Version, Millis>> tombstones;  // and until when
  std::set<Name> locked;
  std::set<std::array<std::uint8_t, 32>> claimed;
  Calls calls;
  std::uint32_t parts = 1;  // gc_parts()
  std::int64_t largest_gc = 0;
  Error failure;           // of acquire, read, destroy and claim
  Error write_failure;     // of write and touch
  Clock* clock = nullptr;  // null: nothing expires
  // Another request's turn: runs before each call, and may use the store itself.
  std::function<void(std::string_view call)> before;

 private:
  Millis now() { return clock != nullptr ? clock->wall() : Millis(0); }
  void turn(std::string_view call) {
    if (!before) return;
    const auto once = std::exchange(before, nullptr);
    once(call);
    if (!before) before = once;
  }
  std::optional<Version> standing_tombstone(const Name& name) {
    const auto found = tombstones.find(name);
    if (found == tombstones.end() || found->second.second <= now()) return std::nullopt;
    return found->second.first;
  }
  std::optional<Record> find(const Name& name) {
    const auto found = records.find(name);
    if (found == records.end()) return std::nullopt;
    if (clock != nullptr && ends[name] <= now()) return std::nullopt;
    if (parents.contains(name) && standing_tombstone(parents[name])) return std::nullopt;
    Record record = found->second;
    if (clock != nullptr) record.remaining = std::chrono::floor<Seconds>(ends[name] - now());
    return record;
  }
  Status put_tombstone(const RecordName& name, const Terms& terms) {
    if (failure) return failure;
    records.erase(name.bytes);
    auto& [version, until] = tombstones[name.bytes];
    version = ++version_;
    until = std::max(until, now() + terms.tombstone);
    return {};
  }

  std::map<Name, Millis> ends;
  Version version_ = 0;
};

}  // namespace usersync::test
