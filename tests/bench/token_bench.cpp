// What a token costs whole, claims and all, above the OpenSSL calls that it cannot do without. Prints a
// table, asserts nothing.
//
// Floor of v3.local: two HMACs from a kept key, one under a new key over the whole token, AES-CTR, all with
// kept contexts; a generated token's getrandom, and the SHA-256 of a verified one's browser state. Five
// rounds of each side in turn; the median of each is shown. An argument repeats one side alone, for
// profilers: generate or verify.
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>

#include "beside.h"
#include "crypto/challenge.h"
#include "crypto/openssl.h"
#include "sync/token/profile.h"
#include "sync/token/token.h"

using namespace usersync;
using namespace usersync::bench;

namespace {

class Floor {
 public:
  Floor() {
    char name[] = "SHA384";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                 OSSL_PARAM_construct_end()};
    must(EVP_MAC_init(expand_, key_.data(), key_.size(), params) == 1);
    must(EVP_MAC_init(authenticate_, key_.data(), key_.size(), params) == 1);
    must(EVP_CipherInit_ex2(stream_, ctr_, nullptr, nullptr, 1, nullptr) == 1);
  }
  ~Floor() {
    EVP_MD_CTX_free(hash_);
    EVP_CIPHER_CTX_free(stream_);
    EVP_MAC_CTX_free(authenticate_);
    EVP_MAC_CTX_free(expand_);
    EVP_MD_free(sha256_);
    EVP_CIPHER_free(ctr_);
    EVP_MAC_free(mac_);
  }
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  // `authenticated` is as long as what the tag covers, `message` as the claims.
  void v3_local(View authenticated, View message, std::uint8_t* out) {
    std::array<std::uint8_t, 48> derived;
    std::size_t length = 0;
    for (int i = 0; i < 2; ++i) {
      must(EVP_MAC_init(expand_, nullptr, 0, nullptr) == 1);
      must(EVP_MAC_update(expand_, authenticated.data(), 56) == 1);
      must(EVP_MAC_final(expand_, derived.data(), &length, derived.size()) == 1);
    }
    must(EVP_MAC_init(authenticate_, derived.data(), derived.size(), nullptr) == 1);
    must(EVP_MAC_update(authenticate_, authenticated.data(), authenticated.size()) == 1);
    must(EVP_MAC_final(authenticate_, derived.data(), &length, derived.size()) == 1);
    int n = 0;
    must(EVP_CipherInit_ex2(stream_, nullptr, derived.data(), derived.data() + 32, 1, nullptr) == 1);
    must(EVP_CipherUpdate(stream_, out, &n, message.data(), static_cast<int>(message.size())) == 1);
  }

  void sha256(View bytes) {
    std::array<std::uint8_t, 32> digest;
    must(EVP_DigestInit_ex2(hash_, sha256_, nullptr) == 1);
    must(EVP_DigestUpdate(hash_, bytes.data(), bytes.size()) == 1);
    must(EVP_DigestFinal_ex(hash_, digest.data(), nullptr) == 1);
  }

 private:
  EVP_MAC* mac_ = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_CIPHER* ctr_ = EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr);
  EVP_MD* sha256_ = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MAC_CTX* expand_ = EVP_MAC_CTX_new(mac_);
  EVP_MAC_CTX* authenticate_ = EVP_MAC_CTX_new(mac_);
  EVP_CIPHER_CTX* stream_ = EVP_CIPHER_CTX_new();
  EVP_MD_CTX* hash_ = EVP_MD_CTX_new();
  std::array<std::uint8_t, 48> key_{};
};

Network network(const char* site, const char* peer) {
  NetworkDraft draft;
  draft.name = "main";
  draft.site = site;
  draft.peers.emplace_back().url = peer;
  draft.peers.back().keys.push_back("k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8");
  auto made = Network::from(draft);
  must(made.ok());
  return std::move(*made);
}

}  // namespace

int main(int count, char** arguments) {
  must(crypto_start().ok());
  const Network a = network("https://a.example", "https://b.example/shop");
  const Network b = network("https://b.example/shop", "https://a.example");
  const std::string state(43, 's'), challenge = challenge_of(state);
  TokenKeys keys;
  const auto generate = [&] {
    Claims said;
    said.sub = "42";
    said.email = "jane.doe@example.org";
    said.email_verified = true;
    said.ext = R"({"role":"author","name":"Jane Doe"})";
    GenerateOptions how;
    how.challenge = challenge;
    auto token = generate_token(a, "https://b.example/shop", std::move(said), how, keys, system_clock(),
                                system_random());
    must(token.ok());
    return std::move(*token);
  };
  const std::string token = generate();
  VerifyOptions how;
  how.state = state;
  how.max_age = Seconds(3600);
  const auto verify = [&] { must(open_token(b, token, how, keys, system_clock()).ok()); };
  if (count > 1) {
    for (int i = 0; i < 20'000; ++i) std::strcmp(arguments[1], "verify") == 0 ? verify() : (void)generate();
    return 0;
  }

  const auto parts = split_v3_local(token);
  must(parts.ok());
  const std::size_t sealed = parts->body.size() * 3 / 4, assertion = 66, framing = 57;
  const Bytes authenticated(sealed - 48 + parts->footer.size() * 3 / 4 + assertion + framing, 1),
      message(sealed - 80, 2);
  Bytes out(message.size());
  Floor floor;
  std::array<std::uint8_t, 64> drawn;
  std::printf("%-34s %12s %12s %8s\n", "", "ours, ns", "floor, ns", "ratio");
  compare(
      "token generate, whole", [&] { (void)generate(); },
      [&] {
        must(system_random().fill(drawn).ok());
        floor.v3_local(authenticated, message, out.data());
      },
      20'000);
  compare(
      "token verify, whole", verify,
      [&] {
        floor.sha256(view_of(state));
        floor.v3_local(authenticated, message, out.data());
      },
      20'000);
  crypto_stop();
  return 0;
}
