#include "crypto/aes_gcm.h"

#include <openssl/evp.h>

#include <climits>

#include "crypto/secret.h"

namespace usersync {
namespace {

// EVP counts in int; one update a part keeps each call below it.
bool update(EVP_CIPHER_CTX* context, std::uint8_t* out, View in) {
  int written = 0;
  return in.empty() || EVP_CipherUpdate(context, out, &written, in.data(), static_cast<int>(in.size())) == 1;
}

const Error kWrongSize{Msg::internal_error, "an output buffer of the wrong size"};
constexpr Error kTooLarge{Msg::too_large_to_encrypt};

}  // namespace

AesGcm::AesGcm() : context_(EVP_CIPHER_CTX_new()) {
  if (!context_ ||
      EVP_CipherInit_ex2(context_.get(), algorithms().aes_256_gcm, nullptr, nullptr, 1, nullptr) != 1) {
    throw CryptoFailure();
  }
}

bool AesGcm::start(Key key, Nonce nonce, std::initializer_list<View> associated, bool sealing) {
  EVP_CIPHER_CTX* const context = context_.get();
  if (EVP_CipherInit_ex2(context, nullptr, key.data(), nonce.data(), sealing, nullptr) != 1) return false;
  for (const View part : associated) {
    if (!update(context, nullptr, part)) return false;
  }
  return true;
}

Status AesGcm::seal(Key key, Nonce nonce, std::initializer_list<View> associated,
                    std::initializer_list<View> plaintext, std::span<std::uint8_t> out) {
  std::size_t length = kTag;
  for (const View part : plaintext) length += part.size();
  if (out.size() != length) return kWrongSize;
  if (length > INT_MAX) return kTooLarge;
  const QuietErrors quiet;
  EVP_CIPHER_CTX* const context = context_.get();
  bool good = start(key, nonce, associated, true);
  std::uint8_t* to = out.data();
  for (const View part : plaintext) {
    good = good && update(context, to, part);
    to += part.size();
  }
  int written = 0;
  good = good && EVP_CipherFinal_ex(context, to, &written) == 1 &&
         EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTag, to) == 1;
  if (!good) return Error{Msg::openssl_failed};
  return {};
}

Status AesGcm::open(Key key, Nonce nonce, std::initializer_list<View> associated, View sealed,
                    std::span<std::uint8_t> out) {
  if (sealed.size() > INT_MAX) return kTooLarge;
  if (sealed.size() < kTag) return Error{Msg::sealed_too_short};
  if (out.size() != sealed.size() - kTag) return kWrongSize;
  const QuietErrors quiet;
  EVP_CIPHER_CTX* const context = context_.get();
  const View ciphertext = sealed.first(sealed.size() - kTag);
  std::uint8_t* const tag = const_cast<std::uint8_t*>(sealed.last(kTag).data());  // EVP only reads it
  int written = 0;
  if (start(key, nonce, associated, false) && update(context, out.data(), ciphertext) &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTag, tag) == 1 &&
      EVP_CipherFinal_ex(context, out.data() + out.size(), &written) == 1) {
    return {};
  }
  wipe(out);  // GCM decrypts before it can know
  return Error{Msg::sealed_not_authentic};
}

}  // namespace usersync
