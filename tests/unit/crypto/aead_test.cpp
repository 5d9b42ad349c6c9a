#include "crypto/aead.h"

#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <optional>

#include "unit/crypto/vectors.h"

using namespace usersync;
using namespace usersync::test;

namespace {

AeadKey::Nonce nonce_of(const Bytes& bytes) { return AeadKey::Nonce(bytes); }

Bytes xaes_seal(const Bytes& key, const Bytes& nonce, View associated, View plaintext) {
  AeadKey aead{AesGcm::Key(key)};
  Bytes out(plaintext.size() + AeadKey::kTag);
  REQUIRE(aead.seal(nonce_of(nonce), {associated}, {plaintext}, out).ok());
  return out;
}

std::optional<Bytes> xaes_open(const Bytes& key, const Bytes& nonce, View associated, View sealed) {
  AeadKey aead{AesGcm::Key(key)};
  Bytes out(sealed.size() - AeadKey::kTag);
  if (!aead.open(nonce_of(nonce), {associated}, sealed, out)) return std::nullopt;
  return out;
}

// The generator of the accumulated test: SHAKE-128 of nothing, read as one long stream.
Bytes shake128(View input, std::size_t length) {
  Bytes out(length);
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  REQUIRE(EVP_DigestInit_ex(context, EVP_shake128(), nullptr) == 1);
  REQUIRE(EVP_DigestUpdate(context, input.data(), input.size()) == 1);
  REQUIRE(EVP_DigestFinalXOF(context, out.data(), out.size()) == 1);
  EVP_MD_CTX_free(context);
  return out;
}

}  // namespace

TEST_CASE("XAES-256-GCM gives the specification's own cases") {
  int seen = 0;
  for (const Case& test : load_cases("xaes/xaes_256_gcm_spec.json")) {
    const Bytes key = hex_field(test, "K"), nonce = hex_field(test, "N"), associated = hex_field(test, "aad");
    const Bytes plaintext = hex_field(test, "plaintext");
    const Bytes sealed = xaes_seal(key, nonce, associated, plaintext);
    CHECK(to_hex(sealed) == test.at("ciphertext"));
    CHECK(xaes_open(key, nonce, associated, sealed) == plaintext);
    ++seen;
  }
  CHECK(seen == 2);
}

TEST_CASE("XAES-256-GCM gives the first 128 accumulated cases one by one") {
  int seen = 0;
  for (const Case& test : load_cases("xaes/xaes_256_gcm_accumulated_first128.json")) {
    CAPTURE(test.at("i"));
    const Bytes key = hex_field(test, "key"), nonce = hex_field(test, "nonce"),
                associated = hex_field(test, "aad");
    const Bytes plaintext = hex_field(test, "plaintext");
    const Bytes sealed = xaes_seal(key, nonce, associated, plaintext);
    CHECK(to_hex(sealed) == test.at("ciphertext"));
    CHECK(xaes_open(key, nonce, associated, sealed) == plaintext);
    ++seen;
  }
  CHECK(seen == 128);
}

TEST_CASE("XAES-256-GCM reproduces the published hash over 10 000 accumulated cases") {
  constexpr int kIterations = 10'000;
  const Bytes stream = shake128({}, kIterations * (32 + 24 + 2 * 256));
  View left(stream);
  const auto take = [&left](std::size_t count) {
    const View taken = left.first(count);
    left = left.subspan(count);
    return Bytes(taken.begin(), taken.end());
  };
  Bytes all;
  for (int i = 0; i < kIterations; ++i) {
    const Bytes key = take(32), nonce = take(24);
    const Bytes plaintext = take(take(1)[0]);
    const Bytes associated = take(take(1)[0]);
    const Bytes sealed = xaes_seal(key, nonce, associated, plaintext);
    REQUIRE(xaes_open(key, nonce, associated, sealed) == plaintext);
    all.insert(all.end(), sealed.begin(), sealed.end());
  }
  CHECK(to_hex(shake128(all, 32)) ==
        load_case("xaes/xaes_256_gcm_accumulated_first128.json", "accumulated").at("iterations_10000"));
}

TEST_CASE("the GCM step agrees with Wycheproof, on what opens and on what must not") {
  AesGcm gcm;  // one context through all of it: a refusal must not spoil what follows
  int valid = 0, refused = 0;
  for (const Case& test : load_cases("wycheproof/aes_gcm_test.json", "testGroups")) {
    if (test.at("keySize") != "256" || test.at("ivSize") != "96" || test.at("tagSize") != "128") continue;
    CAPTURE(test.at("tcId"));
    const Bytes key = hex_field(test, "key"), nonce = hex_field(test, "iv"),
                associated = hex_field(test, "aad");
    const Bytes plaintext = hex_field(test, "msg"), tag = hex_field(test, "tag");
    Bytes expected = hex_field(test, "ct");
    expected.insert(expected.end(), tag.begin(), tag.end());

    Bytes opened(plaintext.size(), 0xee);
    const bool good = gcm.open(AesGcm::Key(key), AesGcm::Nonce(nonce), {associated}, expected, opened).ok();
    CHECK(good == (test.at("result") == "valid"));
    if (good) {
      Bytes sealed(plaintext.size() + AesGcm::kTag);
      REQUIRE(gcm.seal(AesGcm::Key(key), AesGcm::Nonce(nonce), {associated}, {plaintext}, sealed).ok());
      CHECK(sealed == expected);
      CHECK(opened == plaintext);
      ++valid;
    } else {
      CHECK(opened == Bytes(plaintext.size(), 0));  // nothing unauthenticated is left behind
      ++refused;
    }
  }
  CHECK(valid + refused == 66);
  CHECK(refused > 20);
}

TEST_CASE("parts count as their concatenation, wherever the cuts fall") {
  const Bytes key(32, 7), nonce(24, 9);
  const Bytes text = shake128(view_of("text"), 100), associated = shake128(view_of("associated"), 40);
  const Bytes whole = xaes_seal(key, nonce, associated, text);
  AeadKey aead{AesGcm::Key(key)};
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const View t(text), a(associated);
    Bytes out(text.size() + AeadKey::kTag);
    REQUIRE(aead.seal(nonce_of(nonce), {a.first(cut % 40), a.subspan(cut % 40)},
                      {t.first(cut), {}, t.subspan(cut)}, out)
                .ok());
    CHECK(out == whole);
  }
}

TEST_CASE("a buffer of the wrong size is refused before a byte is written") {
  AeadKey aead{AesGcm::Key(Bytes(32, 7))};
  const Bytes nonce(24, 9);
  Bytes out(20, 0xee);
  CHECK_FALSE(aead.seal(nonce_of(nonce), {}, {view_of("12345")}, out).ok());
  CHECK_FALSE(aead.open(nonce_of(nonce), {}, Bytes(30), out).ok());
  CHECK(out == Bytes(20, 0xee));
  CHECK(aead.open(nonce_of(nonce), {}, Bytes(15), {}).error().code == Code::tampered);
}

TEST_CASE("a refused tag leaves the thread's error queue as it was") {
  ERR_clear_error();
  ERR_raise(ERR_LIB_USER, 42);  // somebody else's
  AeadKey aead{AesGcm::Key(Bytes(32, 7))};
  Bytes out(4);
  CHECK_FALSE(aead.open(nonce_of(Bytes(24, 9)), {}, Bytes(20), out).ok());
  CHECK(ERR_GET_REASON(ERR_get_error()) == 42);
  CHECK(ERR_get_error() == 0);
}
