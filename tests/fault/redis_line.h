// What the faults of Redis share: a server behind a proxy, a session that somebody holds, and waiters for it.
#pragma once

#include <doctest/doctest.h>

#include "proxy.h"
#include "unit/store/redis/redis_server.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {

inline Code code(const Status& status) { return status.ok() ? Code::ok : status.error().code; }
template <class T>
Code code(const Result<T>& result) {
  return result.ok() ? Code::ok : result.error().code;
}

inline std::unique_ptr<Store> open_at(const Dsn& dsn, Counters& counters, Millis timeout) {
  StoreConfig config = redis_context(counters);
  config.timeout = timeout;
  auto store = open_redis(dsn, config);
  REQUIRE_MESSAGE(store.ok(), (store.ok() ? "" : described(store.error())));
  return std::move(*store);
}

// A whole request that stores `data`; with a parent, if one is given.
inline void put(Store& store, const RecordName& name, std::string_view data,
                const std::optional<RecordName>& parent = {}) {
  auto acquired = store.acquire(name, patient());
  REQUIRE_MESSAGE(acquired.ok(), (acquired.ok() ? "" : described(acquired.error())));
  acquired->grant.set_parent(parent);
  const Status written = store.write(acquired->grant, view_of(data), kLong, After::release);
  REQUIRE_MESSAGE(written.ok(), (written.ok() ? "" : described(written.error())));
}

// "(absent)", or "(failed)" and the reason.
inline std::string get(Store& store, const RecordName& name) {
  const auto record = store.read(name);
  return record ? text(*record) : std::string("(failed) ") + described(record.error());
}

// A session whose lock a store has.
struct Held {
  Held(std::unique_ptr<Store> opened, const RecordName& name, const Terms& terms = patient())
      : store(std::move(opened)) {
    auto acquired = store->acquire(name, terms);
    REQUIRE_MESSAGE(acquired.ok(), (acquired.ok() ? "" : described(acquired.error())));
    grant = acquired->grant;
    record = std::move(acquired->record);
  }
  Code write(std::string_view data, After after = After::release) {
    return code(store->write(grant, view_of(data), kLong, after));
  }
  void release() { store->release(grant); }

  std::unique_ptr<Store> store;
  Grant grant;
  std::optional<Record> record;
};

// Exactly so many clients of the server wait for a lock.
inline bool blocked(const RedisServer& server, int count) {
  const std::string wanted = "blocked_clients:" + std::to_string(count) + "\r";
  return eventually([&] { return server.ask({"INFO", "clients"}).find(wanted) != std::string::npos; });
}

// A server, and workers that reach it through a proxy or directly.
class Line {
 public:
  static constexpr Millis kTimeout{1000};

  explicit Line(const std::vector<std::string>& options = {}) {
    const std::string trouble = server_.start(options);
    REQUIRE_MESSAGE(trouble.empty(), trouble);
    proxy_ = std::make_unique<Proxy>(server_.directory() + "/proxy.sock", server_.socket());
  }

  RedisServer& server() noexcept { return server_; }
  Proxy& proxy() noexcept { return *proxy_; }
  Counters& counters() noexcept { return counters_; }

  std::unique_ptr<Store> open() { return open_by(proxy_->path()); }
  std::unique_ptr<Store> open_directly() { return open_by(server_.socket()); }

  // A session held by a worker that does not use the proxy.
  Held hold(const RecordName& name, const Terms& terms = patient()) { return {open_directly(), name, terms}; }

  // Another process that waits for the session. Its result is 0 when it got it with these data.
  Child waiter(const RecordName& name, std::string data) {
    return Child([this, name, data = std::move(data)] { return await(*open_directly(), name, data); });
  }
  static int await(Store& store, const RecordName& name, std::string_view data) {
    auto acquired = store.acquire(name, patient());
    if (!acquired) return 1;
    return text(acquired->record) == data ? 0 : 2;
  }

  // What the server really holds, and a way to change that: both without the proxy.
  std::string held(const RecordName& name) {
    const auto record = open_directly()->read(name);
    return record ? text(*record) : "(failed)";
  }
  void put(const RecordName& name, std::string_view data) { test::put(*open_directly(), name, data); }

 private:
  std::unique_ptr<Store> open_by(const std::string& path) {
    Dsn dsn = server_.dsn();
    dsn.path = path;
    return open_at(dsn, counters_, kTimeout);
  }

  RedisServer server_;
  Counters counters_;
  std::unique_ptr<Proxy> proxy_;
};

inline Millis lasting(const std::function<void()>& step) {
  const Millis started = system_clock().monotonic();
  step();
  return system_clock().monotonic() - started;
}

}  // namespace usersync::test
