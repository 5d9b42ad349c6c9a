#include "sync/email/code.h"

#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

// Hands out the numbers it was given, as eight bytes each; other fills are zeros.
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::vector<std::uint64_t> numbers) : numbers_(std::move(numbers)) {}
  Status fill(std::span<std::uint8_t> out) noexcept override {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    if (out.size() != 8) return {};
    if (next_ == numbers_.size()) return Error{Msg::internal_error, "no more"};
    for (int i = 0; i < 8; ++i)
      out[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(numbers_[next_] >> (56 - 8 * i));
    ++next_;
    return {};
  }

 private:
  std::vector<std::uint64_t> numbers_;
  std::size_t next_ = 0;
};

// One record each, no locks.
class MapStore final : public ClaimingStore {
 public:
  std::map<std::string, Bytes> kept;
  std::optional<std::size_t> writes_until_failure;

  Result<Acquired> acquire(const RecordName& name, const Terms&) override {
    if (failure) return failure;
    const auto found = kept.find(std::string(text_of(name.view())));
    Acquired acquired{make_grant(name, {}, true, true), std::nullopt};
    if (found != kept.end()) acquired.record = Record{found->second, 1, Seconds(60)};
    return acquired;
  }
  Status write(Grant& grant, View data, Seconds, After) override {
    if (writes_until_failure && (*writes_until_failure)-- == 0) return Error{Msg::write_conflict};
    kept[std::string(text_of(grant.name().view()))] = Bytes(data.begin(), data.end());
    return {};
  }
};

struct Site {
  FixedClock clock;
  MapStore store;
  Keyring ring = std::move(Keyring::from_text(key_text(3))).value();
  std::unique_ptr<TenantKeys> keys = std::move(TenantKeys::derive(ring, "site")).value();
  Terms terms;
  EmailCodes codes(Random& random = system_random()) {
    return {store, *keys, "site", "usersync:", terms, clock, random};
  }
};

const CodeSubject kSubject{"jane@b.example", "verify", "the cookie of a browser"};

}  // namespace

TEST_CASE("digits are unbiased and keep their leading zeros") {
  const auto drawn = [](std::vector<std::uint64_t> numbers, int digits) {
    Site site;
    ScriptedRandom random(std::move(numbers));
    CodeTerms terms;
    terms.digits = digits;
    const auto made = site.codes(random).create(kSubject, terms);
    return made ? made->code : std::string("none");
  };
  const std::uint64_t excess = 18446744073709551616.0L - 18446744073709000000.0L;  // 2^64 modulo 10^6
  CHECK(excess == 551616);
  CHECK(drawn({1'000'042}, 6) == "000042");
  CHECK(drawn({excess}, 6) == "551616");
  CHECK(drawn({0, excess - 1, 7'000'007}, 6) == "000007");
  CHECK(drawn({excess - 1}, 6) == "none");
  CHECK(drawn({~0ULL}, 10) == "3709551615");
  CHECK(drawn({20'000'000'000'000'000'012ULL % ~0ULL}, 10).size() == 10);
}

TEST_CASE("a try that cannot be counted, and an Ok that cannot be kept, are no answers") {
  Site site;
  const auto made = site.codes().create(kSubject, {});
  REQUIRE(made.ok());
  site.store.writes_until_failure = 0;
  CHECK(site.codes().verify(kSubject, made->code).error().code == Code::conflict);
  site.store.writes_until_failure = 1;
  CHECK(site.codes().verify(kSubject, made->code).error().code == Code::conflict);
  site.store.writes_until_failure.reset();
  CHECK(site.codes().verify(kSubject, made->code).value() == CodeVerdict::ok);
}

TEST_CASE("a store that is down is said to be, for codes too") {
  Site site;
  site.store.failure = Error{Msg::server_unreachable};
  CHECK(site.codes().create(kSubject, {}).error().code == Code::unavailable);
  CHECK(site.codes().verify(kSubject, "000000").error().code == Code::unavailable);
}

TEST_CASE("a record that was changed or moved is no code") {
  Site site;
  const auto made = site.codes().create(kSubject, {});
  REQUIRE(made.ok());
  const auto kept = site.store.kept;
  for (auto& [name, record] : site.store.kept) record.back() ^= 1;
  CHECK(site.codes().verify(kSubject, made->code).value() == CodeVerdict::expired);
  site.store.kept = kept;
  CHECK(site.codes().verify(kSubject, made->code).value() == CodeVerdict::ok);
}

TEST_CASE("a clock set back neither frees nor locks an address for longer than its limit") {
  Site site;
  REQUIRE(site.codes().create(kSubject, {}).ok());
  site.clock.now -= Seconds(86400);
  const auto soon = site.codes().create(kSubject, {});
  CHECK(soon->wait == Seconds(60));
  site.clock.now += Seconds(60);
  CHECK(site.codes().create(kSubject, {})->wait == Seconds(60));  // as of now, until the clock is there again
}
