#include "sync/browser/state.h"

#include "crypto/paseto/paserk.h"
#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

// Keeps records as well, and forgets them by the test's clock.
class KeepingStore final : public ClaimingStore {
 public:
  explicit KeepingStore(FixedClock& clock) : clock_(clock) {}
  struct Kept {
    Bytes data;
    Seconds until;
  };
  std::map<std::string, Kept> kept;

  Result<Acquired> acquire(const RecordName& name, const Terms& terms) override {
    CHECK(terms.lock == Terms::Lock::none);
    auto record = read(name);
    if (!record) return record.error();
    return Acquired{make_grant(name, {}, false, false), std::move(*record)};
  }
  Result<std::optional<Record>> read(const RecordName& name) override {
    if (failure) return failure;
    const auto found = kept.find(std::string(text_of(name.view())));
    const Seconds now = clock_.wall_seconds();
    if (found == kept.end() || found->second.until <= now) return std::optional<Record>();
    return std::optional<Record>(Record{found->second.data, 1, found->second.until - now});
  }
  Status write(Grant& grant, View data, Seconds lifetime, After after) override {
    CHECK(after == After::release);
    if (failure) return failure;
    kept[std::string(text_of(grant.name().view()))] = {Bytes(data.begin(), data.end()),
                                                       clock_.wall_seconds() + lifetime};
    return {};
  }

 private:
  FixedClock& clock_;
};

struct Site {
  FixedClock clock;
  KeepingStore store{clock};
  Keyring ring;
  std::unique_ptr<TenantKeys> keys;

  explicit Site(bool sealed) {
    if (!sealed) return;
    ring = std::move(Keyring::from_text(key_text(3))).value();
    keys = std::move(TenantKeys::derive(ring, "site")).value();
  }
  BrowserStates states(const char* scope = "site", const char* prefix = "usersync:") {
    return {store, keys.get(), scope, prefix, clock, system_random()};
  }
  BrowserState create(const char* return_to = "/cart") {
    auto made = states().create(return_to, Seconds(120));
    REQUIRE(made.ok());
    return *made;
  }
  std::optional<TakenState> take(std::string_view state, std::optional<std::string_view> id = {}) {
    auto taken = states().take(state, id);
    REQUIRE(taken.ok());
    return *taken;
  }
};

}  // namespace

TEST_CASE("a state is taken once, by whoever holds the cookie") {
  for (const bool sealed : {true, false}) {
    Site site(sealed);
    const BrowserState made = site.create();
    CHECK(made.state.size() == 43);
    CHECK(made.id.size() == 22);
    CHECK(made.challenge == to_base64url(Sha256().add(made.state).finish()));
    CHECK(made.expires == site.clock.wall_seconds() + Seconds(120));
    const auto taken = site.take(made.state, made.id);
    REQUIRE(taken);
    CHECK(taken->return_to == "/cart");
    CHECK(taken->created == site.clock.wall_seconds());
    CHECK(!site.take(made.state, made.id));
    CHECK(!site.take(made.state));
    CHECK(site.take(site.create("").state)->return_to.empty());
  }
}

TEST_CASE("a wrong id, another state, another tenant or the end of time gives nothing, and uses nothing up") {
  Site site(true);
  const BrowserState made = site.create(), other = site.create();
  CHECK(!site.take(made.state, other.id));
  CHECK(!site.take(made.state, ""));
  CHECK(!site.take(made.id, made.id));
  CHECK(!site.take(made.challenge));
  CHECK(!site.take(""));
  CHECK(!site.take(made.state + "A"));
  CHECK(!*site.states("other").take(made.state, {}));
  CHECK(!*site.states("site", "other:").take(made.state, {}));
  CHECK(site.take(made.state, made.id));
  site.clock.now += Seconds(120);
  CHECK(!site.take(other.state, other.id));
}

TEST_CASE("what was changed, moved or never sealed in the store is not handed out") {
  Site site(true);
  const BrowserState made = site.create(), other = site.create("/other");
  REQUIRE(site.store.kept.size() == 2);
  auto& first = site.store.kept.begin()->second.data;
  auto& second = site.store.kept.rbegin()->second.data;
  CHECK(text_of(first).find("/cart") == std::string_view::npos);
  CHECK(text_of(second).find("/cart") == std::string_view::npos);
  std::swap(first, second);
  CHECK(!site.take(made.state));
  CHECK(!site.take(other.state));
  std::swap(first, second);
  first.back() ^= 1;
  second.back() ^= 1;
  CHECK(!site.take(made.state));
  CHECK(!site.take(other.state));

  Site plain(false);
  const BrowserState clear = plain.create();
  plain.ring = std::move(Keyring::from_text(key_text(3))).value();
  plain.keys = std::move(TenantKeys::derive(plain.ring, "site")).value();
  CHECK(!plain.take(clear.state));
  plain.keys = nullptr;
  plain.store.kept.begin()->second.data.resize(20);
  CHECK(!plain.take(clear.state));
}

TEST_CASE("the name in the store tells nothing of the cookie") {
  Site site(false);
  const BrowserState made = site.create();
  const auto& [name, kept] = *site.store.kept.begin();
  CHECK(name.size() == 24);
  CHECK(text_of(kept.data).find(made.state) == std::string_view::npos);
  CHECK(text_of(*from_base64url(made.state)).find(name.substr(0, 8)) == std::string_view::npos);
}

TEST_CASE("a store that is down is said to be") {
  Site site(true);
  const BrowserState made = site.create();
  site.store.failure = Error{Msg::server_unreachable};
  CHECK(site.states().create("/", Seconds(1)).error().code == Code::unavailable);
  CHECK(site.states().take(made.state, {}).error().code == Code::unavailable);
}
