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

struct Visit {
  explicit Visit(const std::string& ring = {}) {
    settings.scope = "tenant";
    settings.gc_divisor = 0;
    if (ring.empty()) return;
    keys = std::move(*TenantKeys::derive(*Keyring::from_text(ring), "tenant"));
  }
  std::unique_ptr<Session> open(std::shared_ptr<MemoryStore> store) {
    Session::SessionDependencies around;
    around.store = std::move(store);
    around.keys = keys.get();
    around.clock = &clock;
    around.counters = &counters;
    around.buffers = &buffers;
    return std::make_unique<Session>(std::move(around), settings);
  }
  SessionSettings settings;
  std::unique_ptr<TenantKeys> keys;
  StoppedClock clock;
  Counters counters;
  SessionBuffers buffers;
};

const SessionId kId = *SessionId::parse("visitor");
constexpr Seconds kLifetime{1440};

void store_text(Visit& visit, const std::shared_ptr<MemoryStore>& store, std::string_view text) {
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->write(kId, view_of(text), kLifetime));
  session->close();
}

std::string text_in(Visit& visit, const std::shared_ptr<MemoryStore>& store) {
  auto session = visit.open(store);
  const auto read = session->read(kId);
  REQUIRE(read.ok());
  return std::string(text_of(*read));
}

}  // namespace

TEST_CASE("session: validation acquires once, and read() of the same id makes no second trip") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  store_text(visit, store, "data");
  store->calls = {};
  auto session = visit.open(store);
  CHECK(*session->exists(kId));
  CHECK(text_of(*session->read(kId)) == "data");
  CHECK(store->calls.acquire == 1);
  CHECK(store->calls.read == 0);
}

TEST_CASE("session: what was opened is wiped when the session is let go, however that comes about") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  store_text(visit, store, "secret");
  const auto holds = [&](std::string_view text) {
    return text_of(visit.buffers.plaintext).find(text) != std::string_view::npos;
  };
  auto session = visit.open(store);
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
  store_text(visit, store, "secret");
  read();
  session.reset();
  CHECK_FALSE(holds("secret"));
}

TEST_CASE("session: an id that was validated and not used is let go before another is read") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  auto session = visit.open(store);
  CHECK_FALSE(*session->exists(kId));
  REQUIRE(session->read(*SessionId::parse("fresh")));
  CHECK(store->calls.acquire == 2);
  CHECK(store->calls.release == 1);
}

TEST_CASE("session: asking for another id while one is open leaves the open one alone") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  store_text(visit, store, "data");
  store->calls = {};
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  CHECK_FALSE(*session->exists(*SessionId::parse("new")));
  CHECK(store->calls.release == 0);
  CHECK(session->write(kId, view_of("more"), kLifetime));
  CHECK(store->calls.acquire == 1);
}

TEST_CASE("session: a store that does not answer makes the id exist, and read() says why") {
  const auto store = std::make_shared<MemoryStore>();
  store->failure = Error{Code::unavailable, "down"};
  Visit visit;
  auto session = visit.open(store);
  CHECK(*session->exists(kId));
  CHECK(session->read(kId).error().code == Code::unavailable);
  CHECK(store->calls.acquire == 1);
}

TEST_CASE("session: reading only takes no lock and writes nothing") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  store_text(visit, store, "data");
  store->calls = {};
  visit.settings.only_reads = true;
  auto session = visit.open(store);
  CHECK(text_of(*session->read(kId)) == "data");
  CHECK_FALSE(session->write(kId, view_of("more"), kLifetime));
  CHECK(session->touch(kId, view_of("data"), kLifetime));
  session->close();
  CHECK(store->calls.acquire == 0);
  CHECK(store->calls.read == 1);
  CHECK(store->calls.write + store->calls.touch == 0);
}

TEST_CASE("session: a taken lock fails the read, or opens it for reading only where that is asked for") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  store_text(visit, store, "data");
  store->failure = Error{Code::lock_timeout, "taken"};
  CHECK(visit.open(store)->read(kId).error().code == Code::lock_timeout);
  visit.settings.lock_failure = LockFailure::readonly;
  auto session = visit.open(store);
  CHECK(text_of(*session->read(kId)) == "data");
  CHECK(session->read_only());
  CHECK(session->write(kId, view_of("more"), kLifetime).error().code == Code::read_only);
}

TEST_CASE("session: an unchanged session is touched at most once an interval, and once a tenth of its life") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  store_text(visit, store, "data");
  Record& record = store->records.begin()->second;
  const auto touches_after = [&](Seconds used, Seconds interval) {
    visit.settings.touch_interval = interval;
    record.remaining = kLifetime - used;
    store->calls = {};
    auto session = visit.open(store);
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

TEST_CASE("session: touching what is not stored stores it") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->touch(kId, view_of(""), kLifetime));
  CHECK(store->records.size() == 1);
}

TEST_CASE(
    "session: store_empty=0 leaves out a new session that holds nothing, and keeps one that was emptied") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  visit.settings.store_empty = false;
  store_text(visit, store, "");
  CHECK(store->records.empty());
  store_text(visit, store, "data");
  store_text(visit, store, "");
  CHECK(store->records.size() == 1);
  CHECK(text_in(visit, store) == "");
}

TEST_CASE("session: a conflict fails a write and is silent for a touch") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  store_text(visit, store, "data");
  visit.settings.touch_interval = Seconds(0);
  for (const Code code : {Code::conflict, Code::forked}) {
    store->write_failure = Error{code, "no"};
    auto session = visit.open(store);
    REQUIRE(session->read(kId));
    CHECK(session->touch(kId, view_of("data"), kLifetime));
    CHECK(session->write(kId, view_of("more"), kLifetime).error().code == code);
  }
}

TEST_CASE("session: a record under the second key is sealed anew at its next close though nothing changed") {
  const auto store = std::make_shared<MemoryStore>();
  Visit old(kOld), both(std::string(kNew) + "\n" + kOld), fresh(kNew);
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
    "session: a record nobody here can judge exists and is not touched; one that fails its tag does not "
    "exist") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld), stranger(kNew), clear;
  store_text(visit, store, "data");
  const Bytes before = store->records.begin()->second.data;
  for (Visit* const other : {&stranger, &clear}) {
    auto session = other->open(store);
    CHECK(*session->exists(kId));
    CHECK_FALSE(session->read(kId));
  }
  CHECK(store->records.begin()->second.data == before);

  store->records.begin()->second.data.back() ^= 1;
  CHECK_FALSE(*visit.open(store)->exists(kId));
  CHECK(visit.open(store)->read(kId).error().code == Code::tampered);
  CHECK(visit.counters.tampered == 2);
}

TEST_CASE("session: a clear record is refused beside a keyring, and taken over by migrate") {
  const auto store = std::make_shared<MemoryStore>();
  Visit clear, sealed(kOld);
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
    "session: absolute_lifetime counts from creation, bounds the expiry, and then the session is gone") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  visit.settings.absolute_lifetime = Seconds(2000);
  store_text(visit, store, "data");
  visit.clock.now += Seconds(1000);
  store_text(visit, store, "more");
  CHECK(store->records.begin()->second.remaining == Seconds(1000));
  visit.clock.now += Seconds(1000);
  CHECK_FALSE(*visit.open(store)->exists(kId));
  CHECK(text_in(visit, store) == "");
}

TEST_CASE("session: writing under another id than was read takes that one's lock first") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->write(*SessionId::parse("other"), view_of("data"), kLifetime));
  CHECK(store->calls.acquire == 2);
  CHECK(store->calls.release == 1);
  CHECK(store->records.size() == 1);
}

namespace {

// How often `closes` sessions, opened and closed one after the other, had the store collect.
int collected_in(const std::shared_ptr<MemoryStore>& store, std::uint32_t divisor, int closes) {
  Visit visit;
  visit.settings.gc_divisor = divisor;
  store->calls = {};
  store->largest_gc = 0;
  for (int i = 0; i < closes; ++i) {
    auto session = visit.open(store);
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

TEST_CASE("session: a store that likes its collecting in parts is asked oftener, and for less each time") {
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

TEST_CASE("session: what is too large is refused, and what was stored is kept") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit;
  store_text(visit, store, "data");
  visit.settings.max_size = 10;
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  CHECK(session->write(kId, view_of("eleven bytes"), kLifetime).error().code == Code::too_large);
  session->close();
  CHECK(text_in(visit, store) == "data");
}

TEST_CASE("session: an import stores what is not there, and nothing else") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  CHECK(*visit.open(store)->import(kId, view_of("old"), kLifetime));
  CHECK_FALSE(*visit.open(store)->import(kId, view_of("older"), kLifetime));
  CHECK(text_in(visit, store) == "old");
}

namespace {

LoginBinding binding_of(Visit& visit, Seconds lasts = Seconds(86400)) {
  LoginBinding binding;
  binding.user.fill(7);
  binding.login.bytes.fill(9);
  binding.end = visit.clock.wall_seconds() + lasts;
  binding.bound = visit.clock.wall();
  return binding;
}

void log_in(Visit& visit, const std::shared_ptr<MemoryStore>& store, std::string_view data = "data") {
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->bind(binding_of(visit)));
  REQUIRE(session->write(kId, view_of(data), kLifetime));
}

std::optional<LoginBinding> tie_in(Visit& visit, const std::shared_ptr<MemoryStore>& store) {
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  return session->binding();
}

}  // namespace

TEST_CASE("session: a binding is stored though the data did not change, and read back with the session") {
  for (const char* const ring : {"", kOld}) {
    const auto store = std::make_shared<MemoryStore>();
    Visit visit(ring);
    store_text(visit, store, "data");
    auto session = visit.open(store);
    REQUIRE(session->read(kId));
    CHECK_FALSE(session->binding());
    REQUIRE(session->bind(binding_of(visit)));
    REQUIRE(session->touch(kId, view_of("data"), kLifetime));
    session->close();
    CHECK(tie_in(visit, store) == binding_of(visit));
    CHECK(text_in(visit, store) == "data");
    CHECK(store->leashes.begin()->second == binding_of(visit).login.bytes);
  }
}

TEST_CASE("session: a binding stores a new session that holds nothing, whatever store_empty says") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  visit.settings.store_empty = false;
  log_in(visit, store, "");
  CHECK(tie_in(visit, store));
}

TEST_CASE("session: a session ends with its login, also for whoever holds it then") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  log_in(visit, store);
  auto holder = visit.open(store);
  REQUIRE(text_of(*holder->read(kId)) == "data");
  REQUIRE(store->destroy(binding_of(visit).login, Terms{}));
  REQUIRE(holder->write(kId, view_of("more"), kLifetime));
  holder->close();
  CHECK(text_in(visit, store) == "");
  CHECK_FALSE(tie_in(visit, store));
}

TEST_CASE("session: what begins where a login ended is nobody's") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  log_in(visit, store);
  REQUIRE(store->destroy(binding_of(visit).login, Terms{}));
  store_text(visit, store, "new");
  CHECK(text_in(visit, store) == "new");
  CHECK_FALSE(tie_in(visit, store));
  CHECK(store->leashes.empty());
}

TEST_CASE("session: a loosened session is free at once, before its login ends, and stays so") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  log_in(visit, store);
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->unbind());
  CHECK_FALSE(session->binding());
  REQUIRE(store->destroy(binding_of(visit).login, Terms{}));
  visit.settings.only_reads = true;
  CHECK(text_in(visit, store) == "data");
  visit.settings.only_reads = false;
  REQUIRE(session->write(kId, view_of("anonymous"), kLifetime));
  session->close();
  CHECK(text_in(visit, store) == "anonymous");
  CHECK_FALSE(tie_in(visit, store));
}

TEST_CASE("session: a session that continues another under a new id is tied to the same login") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  log_in(visit, store);
  const SessionId fresh = *SessionId::parse("fresh");
  for (const bool validated : {false, true}) {
    auto session = visit.open(store);
    session->inherit_binding(binding_of(visit));
    if (validated) CHECK_FALSE(*session->exists(fresh));
    REQUIRE(session->read(fresh));
    CHECK(session->binding() == binding_of(visit));
    REQUIRE(session->touch(fresh, view_of(""), kLifetime));
    session->close();
    REQUIRE(store->leashes.size() == 2);
    store->records.erase(session_name("tenant", "usersync:", "fresh"));
    store->leashes.erase(session_name("tenant", "usersync:", "fresh"));
  }
}

TEST_CASE("session: a session keeps its login when it is written under another id than was read") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  log_in(visit, store);
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->write(*SessionId::parse("other"), view_of("data"), kLifetime));
  session->close();
  CHECK(store->leashes.size() == 2);
}

TEST_CASE("session: a binding that does not fit the leash in the store is tampering, either way") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  log_in(visit, store);
  const auto leashes = store->leashes;
  store->leashes.clear();
  CHECK(visit.open(store)->read(kId).error().code == Code::tampered);
  store->leashes = leashes;
  store->leashes.begin()->second.fill(1);
  CHECK(visit.open(store)->read(kId).error().code == Code::tampered);
  store->leashes = leashes;
  CHECK(text_in(visit, store) == "data");
  const auto untied = std::make_shared<MemoryStore>();
  store_text(visit, untied, "data");
  untied->leashes[untied->records.begin()->first].fill(1);
  CHECK(visit.open(untied)->read(kId).error().code == Code::tampered);
}

TEST_CASE("session: no session outlives its login") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  auto session = visit.open(store);
  REQUIRE(session->read(kId));
  REQUIRE(session->bind(binding_of(visit, Seconds(100))));
  REQUIRE(session->write(kId, view_of("data"), kLifetime));
  session->close();
  CHECK(store->records.begin()->second.remaining == Seconds(100));
  visit.clock.now += Seconds(100);
  CHECK(text_in(visit, store) == "");
  CHECK_FALSE(*visit.open(store)->exists(kId));
}

TEST_CASE("session: only what is open for writing can be tied") {
  const auto store = std::make_shared<MemoryStore>();
  Visit visit(kOld);
  auto unread = visit.open(store);
  CHECK_FALSE(unread->open_for_writing());
  CHECK(unread->bind(binding_of(visit)).error().code == Code::read_only);
  visit.settings.only_reads = true;
  auto reader = visit.open(store);
  REQUIRE(reader->read(kId));
  CHECK_FALSE(reader->open_for_writing());
  CHECK(reader->bind(binding_of(visit)).error().code == Code::read_only);
  CHECK(reader->unbind().error().code == Code::read_only);
}

}  // namespace usersync::test
