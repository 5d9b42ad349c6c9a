// What the tests of this floor share: a clock that stands, counted random bytes, a store that only claims,
// and two sites.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "crypto/paseto/paserk.h"
#include "store/store.h"
#include "sync/network/network.h"
#include "sync/token/token.h"
#include "wire/base64url.h"

namespace usersync::test {

class FixedClock final : public Clock {
 public:
  Millis now{1'795'000'000'123};  // 2026-11-18T11:06:40.123Z
  Millis wall() noexcept override { return now; }
  Millis monotonic() noexcept override { return now; }
  void pause(std::chrono::microseconds) noexcept override {}
};

// 1, 2, 3 …: no two fills are equal.
class CountingRandom final : public Random {
 public:
  Status fill(std::span<std::uint8_t> out) noexcept override {
    for (std::uint8_t& byte : out) byte = ++last_;
    return {};
  }

 private:
  std::uint8_t last_ = 0;
};

class FailingRandom final : public Random {
 public:
  Status fill(std::span<std::uint8_t>) noexcept override {
    return Error{Msg::internal_error, "no random bytes"};
  }
};

// Claims and nothing else; any other call is a fault of the code under test.
class ClaimingStore : public Store {
 public:
  std::map<std::string, Seconds> claimed;
  Error failure;  // set: the store is down

  Result<bool> consume_nonce(const NonceName& nonce, Seconds lifetime) override {
    if (failure) return failure;
    return claimed.emplace(std::string(text_of(nonce.view())), lifetime).second;
  }

  Result<Acquired> acquire(const RecordName&, const Terms&) override { return unexpected(); }
  Result<std::optional<Record>> read(const RecordName&) override { return unexpected(); }
  Status write(Grant&, View, Seconds, After) override { return unexpected(); }
  Status touch(Grant&, View, Seconds, After) override { return unexpected(); }
  Status destroy(const RecordName&, const Terms&) override { return unexpected(); }
  Status renew(Grant&, const Terms&) override { return unexpected(); }
  void release(Grant&) noexcept override {}
  Result<std::int64_t> gc(std::int64_t) override { return unexpected(); }
  std::string_view description() const noexcept override { return "claims"; }
  bool needs_collecting() const noexcept override { return false; }

 private:
  static Error unexpected() {
    FAIL_CHECK("a token needs nothing but claim_once");
    return {Msg::internal_error, "unexpected"};
  }
};

// A key that differs for every seed.
inline std::string key_text(int seed) {
  Bytes bytes(32);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(seed * 7 + static_cast<int>(i));
  return "k3.local." + to_base64url(bytes);
}

inline const std::string kSiteA = "https://a.example";
inline const std::string kSiteB = "https://b.example/shop";
inline const std::string kPairKey = key_text(1);

// How `site` sees its only peer.
inline NetworkDraft pair_draft(std::string_view site, std::string_view peer) {
  NetworkDraft draft;
  draft.name = "main";
  draft.site = site;
  draft.peers.emplace_back().url = peer;
  draft.peers.back().keys.push_back(kPairKey);
  return draft;
}

inline Network made(const NetworkDraft& draft) {
  auto network = Network::from(draft);
  REQUIRE_MESSAGE(network.ok(), (network ? "" : described(network.error())));
  return std::move(*network);
}

}  // namespace usersync::test
