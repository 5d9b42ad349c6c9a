// Email codes over every backend: they rely on the locks and conflicts of a real store.
#include "sync/email/code.h"

#include "sync/record/rate_limit.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

constexpr const char* kKeys =
    "k3.local.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n"
    "k3.local.ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8\n";
constexpr const char* kReordered =
    "k3.local.ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8\n"
    "k3.local.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n";

// The system's clock plus a shift; only sealed times use it.
class Shifted final : public Clock {
 public:
  Millis by{0};
  Millis wall() noexcept override { return system_clock().wall() + by; }
  Millis monotonic() noexcept override { return system_clock().monotonic(); }
  void pause(std::chrono::microseconds span) noexcept override { system_clock().pause(span); }
};

// An address that no other rule uses.
std::string fresh_address() {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string address;
  for (const std::uint8_t byte : fresh_name().bytes) {
    address += kHex[byte >> 4];
    address += kHex[byte & 15];
  }
  return address + "@b.example";
}

// One web server of a tenant.
struct Site {
  explicit Site(Bench& bench, const char* keys_text = kKeys, const char* prefix = "usersync:")
      : worker(bench), ring(Keyring::from_text(keys_text).value()), prefix_(prefix) {
    keys = std::move(TenantKeys::derive(ring, "site").value());
  }
  EmailCodes codes() { return {worker.store(), *keys, "site", prefix_, terms, clock, system_random()}; }
  EmailCode create(const CodeSubject& subject, const CodeTerms& how = {}) {
    auto made = codes().create(subject, how);
    REQUIRE(made.ok());
    return *made;
  }
  std::string code(const CodeSubject& subject, const CodeTerms& how = {}) {
    const EmailCode made = create(subject, how);
    REQUIRE(made.wait == Seconds(0));
    return made.code;
  }
  CodeVerdict verify(const CodeSubject& subject, std::string_view code) {
    const auto verdict = codes().verify(subject, code);
    REQUIRE(verdict.ok());
    return *verdict;
  }

  Worker worker;
  Keyring ring;
  std::unique_ptr<TenantKeys> keys;
  Shifted clock;
  Terms terms = patient();
  const char* prefix_;
};

constexpr std::string_view kBrowser = "the cookie of one browser", kOther = "the cookie of another";

std::string wrong(std::string code) {
  code.back() = code.back() == '0' ? '1' : '0';
  return code;
}

// Runs `tries` in each of several processes that start together. Returns how many ended with `verdict`.
int parallel(Bench& bench, int processes, int tries, const CodeSubject& subject, const std::string& code,
             CodeVerdict verdict) {
  Shared<std::atomic<int>> ready, met, failed;
  std::vector<Child> children;
  for (int i = 0; i < processes; ++i) {
    children.emplace_back([&] {
      Counters counters;
      const auto store = bench.open(counters);
      const Keyring ring = std::move(Keyring::from_text(kKeys).value());
      const auto keys = std::move(TenantKeys::derive(ring, "site").value());
      const Terms terms = waiting(Seconds(60));
      EmailCodes codes(*store, *keys, "site", "usersync:", terms, system_clock(), system_random());
      ++*ready;
      while (*ready < processes) usleep(100);
      for (int j = 0; j < tries; ++j) {
        const auto checked = codes.verify(subject, code);
        if (!checked) ++*failed;
        if (checked && *checked == verdict) ++*met;
      }
      return 0;
    });
  }
  for (auto& child : children) CHECK(child.result() == 0);
  CHECK(*failed == 0);
  return *met;
}

}  // namespace

RULE("email code: it is valid once, in its browser, for its purpose and address") {
  Site site(bench);
  const std::string address = fresh_address(), other = fresh_address();
  const CodeSubject subject{address, "verify", kBrowser};
  const std::string code = site.code(subject);
  CHECK(code.size() == 6);
  CHECK(code.find_first_not_of("0123456789") == std::string::npos);
  CHECK(site.verify({other, "verify", kBrowser}, code) == CodeVerdict::expired);
  CHECK(site.verify({address, "change", kBrowser}, code) == CodeVerdict::expired);
  CHECK(site.verify({address, "verify", kOther}, code) == CodeVerdict::expired);
  CHECK(site.verify({address, "verify", std::nullopt}, code) == CodeVerdict::expired);
  CHECK(Site(bench, kKeys, "other:").verify(subject, code) == CodeVerdict::expired);
  CHECK(site.verify(subject, wrong(code)) == CodeVerdict::wrong);
  CHECK(site.verify(subject, "") == CodeVerdict::wrong);
  CHECK(site.verify(subject, code) == CodeVerdict::ok);
  CHECK(site.verify(subject, code) == CodeVerdict::expired);
}

RULE("email code: the code of a link has 256 bits and no limit of tries") {
  Site site(bench);
  const std::string address = fresh_address();
  const CodeSubject subject{address, "verify", std::nullopt};
  CodeTerms link;
  link.kind = CodeKind::link;
  link.lifetime = Seconds(86400);
  const std::string code = site.code(subject, link);
  CHECK(code.size() == 43);
  for (int i = 0; i < 7; ++i) CHECK(site.verify(subject, wrong(code)) == CodeVerdict::wrong);
  CHECK(site.verify(subject, code) == CodeVerdict::ok);
  CHECK(site.verify(subject, code) == CodeVerdict::expired);
}

RULE("email code: after five wrong tries the right code is refused, and a new code works") {
  Site site(bench);
  const std::string address = fresh_address();
  const CodeSubject subject{address, "verify", kBrowser};
  const std::string code = site.code(subject);
  for (int i = 0; i < 5; ++i) CHECK(site.verify(subject, wrong(code)) == CodeVerdict::wrong);
  CHECK(site.verify(subject, code) == CodeVerdict::exhausted);
  site.clock.by += Seconds(60);
  const std::string next = site.code(subject);
  CHECK(site.verify(subject, next) == CodeVerdict::ok);
}

RULE("email code: it ends with its lifetime, although the store still holds it") {
  Site site(bench);
  const std::string address = fresh_address();
  const CodeSubject subject{address, "verify", kBrowser};
  const std::string code = site.code(subject);
  site.clock.by += Seconds(600);
  CHECK(site.verify(subject, code) == CodeVerdict::expired);
  site.clock.by -= Seconds(30);
  CHECK(site.verify(subject, code) == CodeVerdict::ok);
}

RULE("email code: a new code replaces the one of the same browser, and no other") {
  Site site(bench);
  const std::string address = fresh_address();
  const CodeSubject mine{address, "verify", kBrowser}, theirs{address, "verify", kOther};
  const std::string first = site.code(mine);
  site.clock.by += Seconds(60);
  const std::string other = site.code(theirs);
  site.clock.by += Seconds(60);
  const std::string second = site.code(mine);
  if (second != first) CHECK(site.verify(mine, first) == CodeVerdict::wrong);  // equal once in a million
  CHECK(site.verify(mine, second) == CodeVerdict::ok);
  CHECK(site.verify(theirs, other) == CodeVerdict::ok);
}

RULE("email code: it is valid once after the keys were reordered") {
  Site before(bench), after(bench, kReordered);
  const std::string address = fresh_address();
  const CodeSubject subject{address, "verify", kBrowser};
  const std::string code = before.code(subject);
  CHECK(after.verify(subject, wrong(code)) == CodeVerdict::wrong);
  CHECK(after.verify(subject, code) == CodeVerdict::ok);
  CHECK(after.verify(subject, code) == CodeVerdict::expired);
  before.clock.by += Seconds(60);
  const std::string old = before.code(subject);
  const std::string fresh = after.code(subject);
  CHECK(after.verify(subject, fresh) == CodeVerdict::ok);
  CHECK(after.verify(subject, old) == CodeVerdict::expired);
  CHECK(before.verify(subject, old) == CodeVerdict::expired);
}

RULE(
    "email code: an address gets one code a minute and five an hour, in any case of letters and for any "
    "browser") {
  Site site(bench);
  const std::string address = fresh_address();
  std::string upper = address;
  for (char& c : upper) c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 32 : c);
  for (int i = 0; i < 5; ++i) {
    site.code({i % 2 == 0 ? address : upper, "verify", kBrowser});
    if (i == 4) break;
    const EmailCode soon = site.create({address, "change", kOther});
    CHECK(soon.code.empty());
    CHECK(soon.wait > Seconds(50));
    CHECK(soon.wait <= Seconds(60));
    site.clock.by += Seconds(60);
  }
  const EmailCode sixth = site.create({address, "verify", kBrowser});
  CHECK(sixth.code.empty());
  CHECK(sixth.wait > Seconds(3600 - 270));
  CHECK(sixth.wait <= Seconds(3600 - 240));
  site.clock.by += sixth.wait;
  site.code({address, "verify", kBrowser});
}

RULE("email code: a client gets 20 codes an hour, over all of its addresses") {
  Site site(bench);
  const auto low = fresh_name().bytes;
  const auto from = [&](int host) {
    return IpAddress::parse("2001:db8:" + std::to_string(low[0]) + ":" + std::to_string(low[1]) +
                            "::" + std::to_string(host));
  };
  CodeTerms terms;
  for (int i = 0; i < 20; ++i) {
    terms.requester = from(i);
    const std::string address = fresh_address();
    site.code({address, "verify", kBrowser}, terms);
  }
  const std::string address = fresh_address();
  const EmailCode refused = site.create({address, "verify", kBrowser}, terms);
  CHECK(refused.code.empty());
  CHECK(refused.wait > Seconds(3500));
  terms.requester = IpAddress::parse("2001:db8:ffff:" + std::to_string(low[1]) + "::1");
  site.code({address, "verify", kBrowser}, terms);  // it was not counted against the address
}

RULE("email code: of 64 parallel tries of the right code one succeeds") {
  const std::string address = fresh_address();
  const CodeSubject subject{address, "verify", kBrowser};
  const std::string code = Site(bench).code(subject);
  CHECK(parallel(bench, 64, 1, subject, code, CodeVerdict::ok) == 1);
}

RULE("email code: of 1000 parallel wrong tries five are compared, and no more") {
  Site site(bench);
  const std::string address = fresh_address();
  const CodeSubject subject{address, "verify", kBrowser};
  const std::string code = site.code(subject);
  CHECK(parallel(bench, 20, 50, subject, wrong(code), CodeVerdict::wrong) == 5);
  CHECK(site.verify(subject, code) == CodeVerdict::exhausted);
}

RULE("email code: parallel requests get no more codes than the limit") {
  const auto name = fresh_name();
  constexpr int kProcesses = 24;
  Shared<std::atomic<int>> ready, through, failed;
  std::vector<Child> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.emplace_back([&] {
      Counters counters;
      const auto store = bench.open(counters);
      const Keyring ring = std::move(Keyring::from_text(kKeys).value());
      const auto keys = std::move(TenantKeys::derive(ring, "site").value());
      ++*ready;
      while (*ready < kProcesses) usleep(100);
      const auto wait = count_against({5, Seconds(3600)}, *store, *keys, name, waiting(Seconds(60)),
                                      system_clock(), system_random());
      if (!wait) ++*failed;
      if (wait && *wait == Seconds(0)) ++*through;
      return 0;
    });
  }
  for (auto& child : children) CHECK(child.result() == 0);
  CHECK(*failed == 0);
  CHECK(*through == 5);
}

RULE("email code: another tenant's keys find nothing in the store") {
  Site site(bench);
  const std::string address = fresh_address();
  const CodeSubject subject{address, "verify", kBrowser};
  const std::string code = site.code(subject);
  // Another tenant's keys find nothing under any name: the names are keyed.
  Site stranger(bench, "k3.local.QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8\n");
  CHECK(stranger.verify(subject, code) == CodeVerdict::expired);
  CHECK(site.verify(subject, code) == CodeVerdict::ok);
}

}  // namespace usersync::test
