#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>

#include "crypto/secret.h"

namespace usersync {
namespace {

void require(int rc) {
  if (rc != 1) throw CryptoFailure();
}

template <std::size_t kSize>
const EVP_MD* algorithm() {
  static_assert(kSize == 32 || kSize == 48);
  return kSize == 32 ? algorithms().sha256 : algorithms().sha384;
}

template <std::size_t kSize>
Status hkdf(View secret, View salt, View info, std::span<std::uint8_t> out) {
  if (out.size() > 255 * kSize) return Error{Msg::derivation_too_long};
  static constexpr Digest<kSize> kNoSalt{};
  Hmac<kSize> hmac(salt.empty() ? View(kNoSalt) : salt);
  Digest<kSize> block = hmac.of({secret});
  const WipeOnExit wiped(block);
  hmac.set_key(block);

  View previous;
  for (std::uint8_t counter = 1; !out.empty(); ++counter) {
    block = hmac.of({previous, info, View(&counter, 1)});
    previous = block;
    const std::size_t taken = std::min(out.size(), kSize);
    std::copy_n(block.begin(), taken, out.begin());
    out = out.subspan(taken);
  }
  return {};
}

}  // namespace

template <std::size_t kSize>
Hash<kSize>::Hash() : context_(EVP_MD_CTX_new()) {
  if (!context_) throw CryptoFailure();
  require(EVP_DigestInit_ex2(context_.get(), algorithm<kSize>(), nullptr));
}

template <std::size_t kSize>
Hash<kSize>& Hash<kSize>::restart() {
  require(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr));
  return *this;
}

template <std::size_t kSize>
Hash<kSize>& Hash<kSize>::add(View bytes) {
  require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
  return *this;
}

template <std::size_t kSize>
Hash<kSize>& Hash<kSize>::zero_byte() {
  static constexpr std::uint8_t kZero = 0;
  return add(View(&kZero, 1));
}

template <std::size_t kSize>
Digest<kSize> Hash<kSize>::finish() {
  Digest<kSize> out;
  require(EVP_DigestFinal_ex(context_.get(), out.data(), nullptr));
  return out;
}

template <std::size_t kSize>
Hmac<kSize>::Hmac(View key) : context_(EVP_MAC_CTX_new(algorithms().hmac)) {
  if (!context_) throw CryptoFailure();
  char name[] = "SHA256";
  if constexpr (kSize == 48) std::copy_n("SHA384", sizeof name, name);
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
  require(EVP_MAC_CTX_set_params(context_.get(), params));
  set_key(key);
}

template <std::size_t kSize>
void Hmac<kSize>::set_key(View key) {
  static constexpr std::uint8_t kNothing = 0;  // a null pointer would mean "the key of before"
  require(EVP_MAC_init(context_.get(), key.empty() ? &kNothing : key.data(), key.size(), nullptr));
}

template <std::size_t kSize>
Digest<kSize> Hmac<kSize>::of(std::initializer_list<View> parts) {
  EVP_MAC_CTX* const context = context_.get();
  require(EVP_MAC_init(context, nullptr, 0, nullptr));
  for (const View part : parts) require(EVP_MAC_update(context, part.data(), part.size()));
  Digest<kSize> out;
  std::size_t length = 0;
  require(EVP_MAC_final(context, out.data(), &length, out.size()));
  return out;
}

template class Hash<32>;
template class Hash<48>;
template class Hmac<32>;
template class Hmac<48>;

Status hkdf_sha256(View secret, View salt, View info, std::span<std::uint8_t> out) {
  return hkdf<32>(secret, salt, info, out);
}

Status hkdf_sha384(View secret, View salt, View info, std::span<std::uint8_t> out) {
  return hkdf<48>(secret, salt, info, out);
}

}  // namespace usersync
