// What sealing and tokens cost above the OpenSSL calls they cannot do without. Prints a table, asserts
// nothing.
//
// Envelope floor: getrandom for the nonce, AES-256-GCM with a kept context re-keyed for each message, both
// ways. Token floor: the HMACs and the AES-CTR of v3.local with kept contexts, over a token's bytes, and its
// getrandom. Five rounds of each side in turn; the median of each is shown.
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>

#include "beside.h"
#include "crypto/envelope.h"
#include "crypto/paseto/paseto.h"

using namespace usersync;
using namespace usersync::bench;

namespace {

void print_machine() {
  utsname host{};
  uname(&host);
  std::string model = "unknown processor";
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (!line.starts_with("model name")) continue;
    model = line.substr(line.find(':') + 2);
    break;
  }
  std::printf("%s, %s %s, %s\n", host.nodename, host.sysname, host.machine, model.c_str());
}

// The bare calls, with contexts as kept as ours.
struct Floor {
  EVP_CIPHER* gcm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER* ctr = EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr);
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_CIPHER_CTX* cipher = EVP_CIPHER_CTX_new();
  EVP_CIPHER_CTX* stream = EVP_CIPHER_CTX_new();
  EVP_MAC_CTX* expand = EVP_MAC_CTX_new(mac);
  EVP_MAC_CTX* authenticate = EVP_MAC_CTX_new(mac);
  std::array<std::uint8_t, 48> key{};

  Floor() {
    char name[] = "SHA384";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                 OSSL_PARAM_construct_end()};
    must(EVP_MAC_init(expand, key.data(), key.size(), params) == 1);
    must(EVP_MAC_init(authenticate, key.data(), key.size(), params) == 1);
    must(EVP_CipherInit_ex2(cipher, gcm, nullptr, nullptr, 1, nullptr) == 1);
    must(EVP_CipherInit_ex2(stream, ctr, nullptr, nullptr, 1, nullptr) == 1);
  }
  ~Floor() {
    EVP_MAC_CTX_free(authenticate);
    EVP_MAC_CTX_free(expand);
    EVP_CIPHER_CTX_free(stream);
    EVP_CIPHER_CTX_free(cipher);
    EVP_MAC_free(mac);
    EVP_CIPHER_free(ctr);
    EVP_CIPHER_free(gcm);
  }
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  void gcm_once(bool sealing, const std::uint8_t* nonce, View associated, View in, std::uint8_t* out,
                std::uint8_t* tag) const {
    int n = 0;
    must(EVP_CipherInit_ex2(cipher, nullptr, key.data(), nonce, sealing, nullptr) == 1);
    must(EVP_CipherUpdate(cipher, nullptr, &n, associated.data(), static_cast<int>(associated.size())) == 1);
    must(EVP_CipherUpdate(cipher, out, &n, in.data(), static_cast<int>(in.size())) == 1);
    if (!sealing) must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1);
    must(EVP_CipherFinal_ex(cipher, out + n, &n) == 1);
    if (sealing) must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1);
  }

  // Two derivations from the kept key, one HMAC under a new key over the whole token, one AES-CTR.
  void token_once(View assertion, View token, View message, std::uint8_t* out) {
    std::array<std::uint8_t, 48> derived;
    std::size_t length = 0;
    for (int i = 0; i < 2; ++i) {
      must(EVP_MAC_init(expand, nullptr, 0, nullptr) == 1);
      must(EVP_MAC_update(expand, token.data(), 56) == 1);
      must(EVP_MAC_final(expand, derived.data(), &length, derived.size()) == 1);
    }
    must(EVP_MAC_init(authenticate, derived.data(), derived.size(), nullptr) == 1);
    must(EVP_MAC_update(authenticate, token.data(), token.size()) == 1);
    must(EVP_MAC_update(authenticate, assertion.data(), assertion.size()) == 1);
    must(EVP_MAC_final(authenticate, derived.data(), &length, derived.size()) == 1);
    int n = 0;
    must(EVP_CipherInit_ex2(stream, nullptr, derived.data(), derived.data() + 32, 1, nullptr) == 1);
    must(EVP_CipherUpdate(stream, out, &n, message.data(), static_cast<int>(message.size())) == 1);
  }
};

void bench_envelope(Floor& floor, TenantKeys& keys, std::size_t size, int times) {
  const Binding binding = Binding::session("uid:33", "usersync:", "0123456789abcdefghijklmnopqrstuv");
  const Bytes text(size, 0x5a), header(19, 1), associated(16 + binding.associated().size(), 2);
  Bytes record, opened;
  const auto ours = [&] {
    must(Envelope::seal(keys, binding, {header, text}, system_random(), record).ok());
    must(Envelope::open(keys, binding, record, opened).ok());
  };
  const auto fresh = [&] {
    Bytes new_record, new_opened;
    must(Envelope::seal(keys, binding, {header, text}, system_random(), new_record).ok());
    must(Envelope::open(keys, binding, new_record, new_opened).ok());
  };
  Bytes whole(size + header.size(), 3), sealed(whole.size()), back(whole.size());
  std::array<std::uint8_t, 24> nonce{};
  std::array<std::uint8_t, 16> tag{};
  const auto bare = [&] {
    must(system_random().fill(nonce).ok());
    floor.gcm_once(true, nonce.data(), associated, whole, sealed.data(), tag.data());
    floor.gcm_once(false, nonce.data(), associated, sealed, back.data(), tag.data());
  };
  const std::string name = "seal + open " + std::to_string(size / 1024) + " KiB";
  compare(name.c_str(), ours, bare, times);
  compare((name + ", new buffers").c_str(), fresh, bare, times / 2);
}

void bench_token(Floor& floor) {
  Bytes raw(32);
  for (std::size_t i = 0; i < raw.size(); ++i) raw[i] = static_cast<std::uint8_t>(i);
  const auto secret = SecretKey::copy_of(raw);
  must(secret.ok());
  const auto key = PasetoKey::from(*secret);
  must(key.ok());
  const std::string message(350, 'm'), footer(61, 'f');
  const std::string assertion = "usersync/1\nlogin\nmain\n" + std::string(43, 'c');
  const auto token = (*key)->seal(message, footer, assertion, system_random());
  must(token.ok());

  Bytes authenticated(64 + 32 + message.size() + footer.size(), 1), out(message.size());
  std::array<std::uint8_t, 32> nonce{};
  const auto verify_floor = [&] {
    floor.token_once(view_of(assertion), authenticated, view_of(message), out.data());
  };
  const auto generate_floor = [&] {
    must(system_random().fill(nonce).ok());
    verify_floor();
  };
  compare(
      "token seal, 350 bytes", [&] { must((*key)->seal(message, footer, assertion, system_random()).ok()); },
      generate_floor, 20'000);
  compare(
      "token open, 350 bytes", [&] { must((*key)->open(*token, assertion).ok()); }, verify_floor, 20'000);
}

}  // namespace

int main() {
  const auto ring = Keyring::from_text("k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8");
  must(ring.ok());
  const auto keys = TenantKeys::derive(*ring, "uid:33");
  must(keys.ok());
  print_machine();
  std::printf("%-34s %12s %12s %8s\n", "", "ours, ns", "floor, ns", "ratio");
  Floor floor;
  bench_envelope(floor, **keys, 1024, 50'000);
  bench_envelope(floor, **keys, 10 * 1024, 10'000);
  bench_envelope(floor, **keys, 100 * 1024, 2'000);
  bench_token(floor);
  return 0;
}
