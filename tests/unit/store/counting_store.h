// Wraps a store and counts the calls whose replies are waited for.
#pragma once

#include "store/store.h"

namespace usersync::test {

class CountingStore final : public Store {
 public:
  explicit CountingStore(Store& inner) : inner_(inner) {}
  int calls = 0;

  Result<Acquired> acquire(const RecordName& name, const Terms& terms) override {
    ++calls;
    return inner_.acquire(name, terms);
  }
  Result<std::optional<Record>> read(const RecordName& name) override {
    ++calls;
    return inner_.read(name);
  }
  Status write(Grant& grant, View data, Seconds lifetime, After after) override {
    ++calls;
    return inner_.write(grant, data, lifetime, after);
  }
  Status touch(Grant& grant, View data, Seconds lifetime, After after) override {
    ++calls;
    return inner_.touch(grant, data, lifetime, after);
  }
  Status destroy(const RecordName& name, const Terms& terms) override {
    ++calls;
    return inner_.destroy(name, terms);
  }
  Status destroy_all(std::span<const RecordName> names, const Terms& terms) override {
    ++calls;
    return inner_.destroy_all(names, terms);
  }
  Status renew(Grant& grant, const Terms& terms) override { return inner_.renew(grant, terms); }
  void release(Grant& grant) noexcept override { inner_.release(grant); }
  Result<std::int64_t> gc(std::int64_t limit) override { return inner_.gc(limit); }
  Result<bool> consume_nonce(const NonceName& nonce, Seconds lifetime) override {
    ++calls;
    return inner_.consume_nonce(nonce, lifetime);
  }
  std::string_view description() const noexcept override { return inner_.description(); }
  bool needs_collecting() const noexcept override { return inner_.needs_collecting(); }

 private:
  Store& inner_;
};

}  // namespace usersync::test
