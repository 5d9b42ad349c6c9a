#include "session/session.h"

#include <doctest/doctest.h>

#include "crypto/names.h"
#include "memory_store.h"

namespace usersync::test {
namespace {

constexpr const char* kOld = "k3.local.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
constexpr const char* kNew = "k3.local.HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

class StoppedClock final : public Clock {
 public:
  Millis wall() noexcept override { return now; }
  Millis monotonic() noexcept override { return now; }
  void pause(std::chrono::microseconds) noexcept override {}
  Millis now{1'700'000'000'000};
};

struct Fixture {
  explicit Fixture(const std::string& ring = {}) {
    settings.scope = "tenant";
    settings.gc_divisor = 0;
    if (ring.empty()) return;
    keys = std::move(*TenantKeys::derive(*Keyring::from_text(ring), "tenant"));
  }
  std::unique_ptr<Session> open(std::shared_ptr<MemoryStore> store) {
    Session::SessionDependencies dependencies;
    dependencies.store = std::move(store);
    dependencies.keys = keys;
    dependencies.clock = &clock;
    dependencies.counters = &counters;
    dependencies.buffers = &buffers;
    return std::make_unique<Session>(std::move(dependencies), settings);
  }
  SessionSettings settings;
  std::shared_ptr<TenantKeys> keys;
  StoppedClock clock;
  Counters counters;
  SessionBuffers buffers;
};

const SessionId kId = *SessionId::parse("visitor");
constexpr Seconds kLifetime{1440};

void store_text(Fixture& fixture, const std::shared_ptr<MemoryStore>& store, std::string_view text) {
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->write(kId, view_of(text), kLifetime));
  session->close();
}

std::string text_in(Fixture& fixture, const std::shared_ptr<MemoryStore>& store) {
  auto session = fixture.open(store);
  const auto read = session->read(kId);
  REQUIRE(read.ok());
  return std::string(text_of(*read));
}

}  // namespace

TEST_CASE("session: validation acquires once, and read() of the same id makes no second trip") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  store_text(fixture, store, "data");
  store->calls = {};
  auto session = fixture.open(store);
  CHECK(*session->exists(kId));
  CHECK(text_of(*session->read(kId)) == "data");
  CHECK(store->calls.acquire == 1);
  CHECK(store->calls.read == 0);
}

TEST_CASE(
    "session: the plaintext is wiped on close, on a switch to another id, on destroy and in the destructor") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  store_text(fixture, store, "secret");
  const auto holds = [&](std::string_view text) {
    return text_of(fixture.buffers.plaintext()).find(text) != std::string_view::npos;
  };
  auto session = fixture.open(store);
  const auto read = [&] {
    REQUIRE(session->read(kId));
    CHECK(holds("secret"));
  };
  read();
  session->close();
  CHECK_FALSE(holds("secret"));
  read();
  REQUIRE(session->read(*SessionId::parse("other")));
  CHECK_FALSE(holds("secret"));
  read();
  REQUIRE(session->destroy(kId));
  CHECK_FALSE(holds("secret"));
  store_text(fixture, store, "secret");
  read();
  session.reset();
  CHECK_FALSE(holds("secret"));
}

TEST_CASE("session: an id that was validated and not read is released before another is read") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  auto session = fixture.open(store);
  CHECK_FALSE(*session->exists(kId));
  REQUIRE(session->read(*SessionId::parse("fresh")));
  CHECK(store->calls.acquire == 2);
  CHECK(store->calls.release == 1);
}

TEST_CASE("session: exists() of another id leaves the open session as it is") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  store_text(fixture, store, "data");
  store->calls = {};
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  CHECK_FALSE(*session->exists(*SessionId::parse("new")));
  CHECK(store->calls.release == 0);
  CHECK(session->write(kId, view_of("more"), kLifetime));
  CHECK(store->calls.acquire == 1);
}

TEST_CASE("session: an id counts as existing when the store is down, and read() reports the error") {
  const auto store = std::make_shared<MemoryStore>();
  store->failure = Error{Msg::server_unreachable};
  Fixture fixture;
  auto session = fixture.open(store);
  CHECK(*session->exists(kId));
  CHECK(session->read(kId).error().code == Code::unavailable);
  CHECK(store->calls.acquire == 1);
}

TEST_CASE("session: only_reads takes no lock and writes nothing") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  store_text(fixture, store, "data");
  store->calls = {};
  fixture.settings.only_reads = true;
  auto session = fixture.open(store);
  CHECK(text_of(*session->read(kId)) == "data");
  CHECK_FALSE(session->write(kId, view_of("more"), kLifetime));
  CHECK(session->touch(kId, view_of("data"), kLifetime));
  session->close();
  CHECK(store->calls.acquire == 0);
  CHECK(store->calls.read == 1);
  CHECK(store->calls.write + store->calls.touch == 0);
}

TEST_CASE("session: a taken lock fails read(), or opens read-only with lock_failure=readonly") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  store_text(fixture, store, "data");
  store->failure = Error{Msg::lock_timeout};
  CHECK(fixture.open(store)->read(kId).error().code == Code::lock_timeout);
  fixture.settings.lock_failure = LockFailure::readonly;
  auto session = fixture.open(store);
  CHECK(text_of(*session->read(kId)) == "data");
  CHECK(session->read_only());
  CHECK(session->write(kId, view_of("more"), kLifetime).error().code == Code::read_only);
}

TEST_CASE(
    "session: an unchanged session is touched once per touch_interval, or per tenth of its lifetime when "
    "that is shorter") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  store_text(fixture, store, "data");
  Record& record = store->records.begin()->second;
  const auto touches_after = [&](Seconds used, Seconds interval) {
    fixture.settings.touch_interval = interval;
    record.remaining = kLifetime - used;
    store->calls = {};
    auto session = fixture.open(store);
    REQUIRE(session->read(kId));
    REQUIRE(session->touch(kId, view_of("data"), kLifetime));
    return store->calls.touch;
  };
  CHECK(touches_after(Seconds(59), Seconds(60)) == 0);
  CHECK(touches_after(Seconds(60), Seconds(60)) == 1);
  CHECK(touches_after(Seconds(143), Seconds(86400)) == 0);
  CHECK(touches_after(Seconds(144), Seconds(86400)) == 1);
  CHECK(touches_after(Seconds(0), Seconds(0)) == 1);
}

TEST_CASE("session: touch() of a missing session stores it") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->touch(kId, view_of(""), kLifetime));
  CHECK(store->records.size() == 1);
}

TEST_CASE(
    "session: store_empty=0 stores no new session that is empty, and keeps a stored one that became empty") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  fixture.settings.store_empty = false;
  store_text(fixture, store, "");
  CHECK(store->records.empty());
  store_text(fixture, store, "data");
  store_text(fixture, store, "");
  CHECK(store->records.size() == 1);
  CHECK(text_in(fixture, store) == "");
}

TEST_CASE("session: a conflict fails write() and is ignored by touch()") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  store_text(fixture, store, "data");
  fixture.settings.touch_interval = Seconds(0);
  for (const Msg message : {Msg::write_conflict, Msg::session_of_parent_process}) {
    store->write_failure = Error{message};
    const Code code = store->write_failure.code;
    auto session = fixture.open(store);
    REQUIRE(session->read(kId));
    CHECK(session->touch(kId, view_of("data"), kLifetime));
    CHECK(session->write(kId, view_of("more"), kLifetime).error().code == code);
  }
}

TEST_CASE("session: a record under the second key is sealed again at its next close though nothing changed") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture old(kOld), both(std::string(kNew) + "\n" + kOld), fresh(kNew);
  store_text(old, store, "data");
  auto session = both.open(store);
  CHECK(text_of(*session->read(kId)) == "data");
  REQUIRE(session->touch(kId, view_of("data"), kLifetime));
  session->close();
  CHECK(both.counters.resealed == 1);
  CHECK(text_in(fresh, store) == "data");
  CHECK(old.open(store)->read(kId).error().code == Code::unknown_key);
}

TEST_CASE(
    "session: a record under an unknown key counts as existing and is not touched; a tampered one does not "
    "exist") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld), stranger(kNew), clear;
  store_text(fixture, store, "data");
  const Bytes before = store->records.begin()->second.data;
  for (Fixture* const other : {&stranger, &clear}) {
    auto session = other->open(store);
    CHECK(*session->exists(kId));
    CHECK_FALSE(session->read(kId));
  }
  CHECK(store->records.begin()->second.data == before);

  store->records.begin()->second.data.back() ^= 1;
  CHECK_FALSE(*fixture.open(store)->exists(kId));
  CHECK(fixture.open(store)->read(kId).error().code == Code::tampered);
  CHECK(fixture.counters.tampered == 2);
}

TEST_CASE("session: with a keyring, a clear record is refused, and accepted with encryption=migrate") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture clear, sealed(kOld);
  store_text(clear, store, "data");
  CHECK(sealed.open(store)->read(kId).error().code == Code::plaintext);
  sealed.settings.encryption = Encryption::migrate;
  auto session = sealed.open(store);
  CHECK(text_of(*session->read(kId)) == "data");
  REQUIRE(session->touch(kId, view_of("data"), kLifetime));
  session->close();
  sealed.settings.encryption = Encryption::automatic;
  CHECK(text_in(sealed, store) == "data");
}

TEST_CASE(
    "session: absolute_lifetime counts from creation and limits the expiry; then the session does not "
    "exist") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  fixture.settings.absolute_lifetime = Seconds(2000);
  store_text(fixture, store, "data");
  fixture.clock.now += Seconds(1000);
  store_text(fixture, store, "more");
  CHECK(store->records.begin()->second.remaining == Seconds(1000));
  fixture.clock.now += Seconds(1000);
  CHECK_FALSE(*fixture.open(store)->exists(kId));
  CHECK(text_in(fixture, store) == "");
}

TEST_CASE("session: writing under another id than was read acquires that id's lock first") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->write(*SessionId::parse("other"), view_of("data"), kLifetime));
  CHECK(store->calls.acquire == 2);
  CHECK(store->calls.release == 1);
  CHECK(store->records.size() == 1);
}

namespace {

// How often `closes` sessions, opened and closed one after the other, had the store collect.
int collected_in(const std::shared_ptr<MemoryStore>& store, std::uint32_t divisor, int closes) {
  Fixture fixture;
  fixture.settings.gc_divisor = divisor;
  store->calls = {};
  store->largest_gc = 0;
  for (int i = 0; i < closes; ++i) {
    auto session = fixture.open(store);
    REQUIRE(session->read(kId));
    session->close();
  }
  return store->calls.gc;
}

}  // namespace

TEST_CASE("session: one close in gc_divisor collects, never more, and 0 never") {
  const auto store = std::make_shared<MemoryStore>();
  CHECK(collected_in(store, 0, 100) == 0);
  CHECK(collected_in(store, 1, 100) == 100);
  const int drawn = collected_in(store, 10, 2000);
  CHECK(drawn > 100);
  CHECK(drawn < 320);
  CHECK(store->largest_gc == 50);
}

TEST_CASE("session: a store with gc_parts collects in more closes, and fewer records each time") {
  const auto store = std::make_shared<MemoryStore>();
  store->parts = 10;
  CHECK(collected_in(store, 0, 100) == 0);
  const int drawn = collected_in(store, 100, 2000);
  CHECK(drawn > 100);
  CHECK(drawn < 320);
  CHECK(store->largest_gc == 5);
  CHECK(collected_in(store, 4, 100) == 100);  // every close, and no more on the whole than one in four would
  CHECK(store->largest_gc == 12);
  CHECK(collected_in(store, 1, 100) == 100);
  CHECK(store->largest_gc == 50);
}

TEST_CASE("session: data beyond max_size is refused, and the stored data is kept") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture;
  store_text(fixture, store, "data");
  fixture.settings.max_size = 10;
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  CHECK(session->write(kId, view_of("eleven bytes"), kLifetime).error().code == Code::too_large);
  session->close();
  CHECK(text_in(fixture, store) == "data");
}

TEST_CASE("session: import() stores a session only when none is stored") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  CHECK(*fixture.open(store)->import(kId, view_of("old"), kLifetime));
  CHECK_FALSE(*fixture.open(store)->import(kId, view_of("older"), kLifetime));
  CHECK(text_in(fixture, store) == "old");
}

namespace {

LoginBinding binding_of(Fixture& fixture, Seconds lasts = Seconds(86400)) {
  LoginBinding binding;
  binding.user.fill(7);
  binding.login.bytes.fill(9);
  binding.end = fixture.clock.wall_seconds() + lasts;
  binding.bound = fixture.clock.wall();
  return binding;
}

void log_in(Fixture& fixture, const std::shared_ptr<MemoryStore>& store, std::string_view data = "data") {
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->bind(binding_of(fixture)));
  REQUIRE(session->write(kId, view_of(data), kLifetime));
}

std::optional<LoginBinding> binding_in(Fixture& fixture, const std::shared_ptr<MemoryStore>& store) {
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  return session->binding();
}

}  // namespace

TEST_CASE("session: a binding is stored though the data did not change, and read back with the session") {
  for (const char* const ring : {"", kOld}) {
    const auto store = std::make_shared<MemoryStore>();
    Fixture fixture(ring);
    store_text(fixture, store, "data");
    auto session = fixture.open(store);
    REQUIRE(session->read(kId));
    CHECK_FALSE(session->binding());
    REQUIRE(session->bind(binding_of(fixture)));
    REQUIRE(session->touch(kId, view_of("data"), kLifetime));
    session->close();
    CHECK(binding_in(fixture, store) == binding_of(fixture));
    CHECK(text_in(fixture, store) == "data");
    CHECK(store->parents.begin()->second == binding_of(fixture).login.bytes);
  }
}

TEST_CASE("session: a bound new session is stored though it is empty and store_empty=0") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  fixture.settings.store_empty = false;
  log_in(fixture, store, "");
  CHECK(binding_in(fixture, store));
}

TEST_CASE("session: a session ends with its login, also for a request that has it open") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  log_in(fixture, store);
  auto holder = fixture.open(store);
  REQUIRE(text_of(*holder->read(kId)) == "data");
  REQUIRE(store->destroy(binding_of(fixture).login, Terms{}));
  REQUIRE(holder->write(kId, view_of("more"), kLifetime));
  holder->close();
  CHECK(text_in(fixture, store) == "");
  CHECK_FALSE(binding_in(fixture, store));
}

TEST_CASE("session: a session that begins after its login ended is not bound") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  log_in(fixture, store);
  REQUIRE(store->destroy(binding_of(fixture).login, Terms{}));
  store_text(fixture, store, "new");
  CHECK(text_in(fixture, store) == "new");
  CHECK_FALSE(binding_in(fixture, store));
  CHECK(store->parents.empty());
}

TEST_CASE("session: unbind() takes effect at once, so that the session outlives the end of its login") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  log_in(fixture, store);
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->unbind());
  CHECK_FALSE(session->binding());
  REQUIRE(store->destroy(binding_of(fixture).login, Terms{}));
  fixture.settings.only_reads = true;
  CHECK(text_in(fixture, store) == "data");
  fixture.settings.only_reads = false;
  REQUIRE(session->write(kId, view_of("anonymous"), kLifetime));
  session->close();
  CHECK(text_in(fixture, store) == "anonymous");
  CHECK_FALSE(binding_in(fixture, store));
}

TEST_CASE("session: a session that continues another under a new id is bound to the same login") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  log_in(fixture, store);
  const SessionId fresh = *SessionId::parse("fresh");
  for (const bool validated : {false, true}) {
    auto session = fixture.open(store);
    session->inherit_binding(binding_of(fixture));
    if (validated) CHECK_FALSE(*session->exists(fresh));
    REQUIRE(session->read(fresh));
    CHECK(session->binding() == binding_of(fixture));
    REQUIRE(session->touch(fresh, view_of(""), kLifetime));
    session->close();
    REQUIRE(store->parents.size() == 2);
    store->records.erase(session_name("tenant", "usersync:", "fresh"));
    store->parents.erase(session_name("tenant", "usersync:", "fresh"));
  }
}

TEST_CASE("session: a session keeps its login when it is written under another id than was read") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  log_in(fixture, store);
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->write(*SessionId::parse("other"), view_of("data"), kLifetime));
  session->close();
  CHECK(store->parents.size() == 2);
}

TEST_CASE("session: a binding that differs from the record's parent is tampering, either way") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  log_in(fixture, store);
  const auto parents = store->parents;
  store->parents.clear();
  CHECK(fixture.open(store)->read(kId).error().code == Code::tampered);
  store->parents = parents;
  store->parents.begin()->second.fill(1);
  CHECK(fixture.open(store)->read(kId).error().code == Code::tampered);
  store->parents = parents;
  CHECK(text_in(fixture, store) == "data");
  const auto unbound = std::make_shared<MemoryStore>();
  store_text(fixture, unbound, "data");
  unbound->parents[unbound->records.begin()->first].fill(1);
  CHECK(fixture.open(unbound)->read(kId).error().code == Code::tampered);
}

TEST_CASE("session: no session outlives its login") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  auto session = fixture.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->bind(binding_of(fixture, Seconds(100))));
  REQUIRE(session->write(kId, view_of("data"), kLifetime));
  session->close();
  CHECK(store->records.begin()->second.remaining == Seconds(100));
  fixture.clock.now += Seconds(100);
  CHECK(text_in(fixture, store) == "");
  CHECK_FALSE(*fixture.open(store)->exists(kId));
}

TEST_CASE("session: only a session that is open for writing can be bound") {
  const auto store = std::make_shared<MemoryStore>();
  Fixture fixture(kOld);
  auto unread = fixture.open(store);
  CHECK_FALSE(unread->open_for_writing());
  CHECK(unread->bind(binding_of(fixture)).error().code == Code::read_only);
  fixture.settings.only_reads = true;
  auto reader = fixture.open(store);
  REQUIRE(reader->read(kId));
  CHECK_FALSE(reader->open_for_writing());
  CHECK(reader->bind(binding_of(fixture)).error().code == Code::read_only);
  CHECK(reader->unbind().error().code == Code::read_only);
}

}  // namespace usersync::test
