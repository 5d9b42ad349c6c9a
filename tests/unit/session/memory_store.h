// A store in memory that counts what it is asked: for tests of the session floor alone.
#pragma once

#include <map>

#include "store/store.h"

namespace usersync::test {

class MemoryStore final : public Store {
 public:
  struct Calls {
    int acquire = 0, read = 0, write = 0, touch = 0, destroy = 0, release = 0, gc = 0;
  };

  Result<Acquired> acquire(const RecordName& name, const Terms&) override {
    ++calls.acquire;
    if (failure) return failure;
    Acquired acquired{make_grant(name, Grant::Token{}, true, true), std::nullopt};
    if (const auto found = records.find(name.bytes); found != records.end()) {
      set_version(acquired.grant, found->second.version);
      acquired.record = found->second;
    }
    return acquired;
  }
  Result<std::optional<Record>> read(const RecordName& name) override {
    ++calls.read;
    const auto found = records.find(name.bytes);
    return found == records.end() ? std::optional<Record>{} : std::optional<Record>{found->second};
  }
  Status write(Grant& grant, View data, Seconds lifetime, After) override {
    ++calls.write;
    if (write_failure) return write_failure;
    records[grant.name().bytes] = Record{Bytes(data.begin(), data.end()), ++version_, lifetime};
    set_version(grant, version_);
    return {};
  }
  Status touch(Grant& grant, View data, Seconds lifetime, After) override {
    ++calls.touch;
    if (write_failure) return write_failure;
    records[grant.name().bytes] = Record{Bytes(data.begin(), data.end()), grant.version(), lifetime};
    return {};
  }
  Status destroy(const RecordName& name, const Terms&) override {
    ++calls.destroy;
    records.erase(name.bytes);
    return {};
  }
  Status renew(Grant&, const Terms&) override { return {}; }
  void release(Grant& grant) noexcept override {
    ++calls.release;
    void_grant(grant);
  }
  Result<std::int64_t> gc(std::int64_t) override {
    ++calls.gc;
    return 0;
  }
  Result<bool> claim_once(const NonceName&, Seconds) override { return true; }
  std::string_view description() const noexcept override { return "memory"; }
  bool needs_collecting() const noexcept override { return true; }

  std::map<std::array<std::uint8_t, 24>, Record> records;
  Calls calls;
  Error failure;        // of acquire
  Error write_failure;  // of write and touch

 private:
  Version version_ = 0;
};

}  // namespace usersync::test
