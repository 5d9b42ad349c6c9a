// The least that sealing and opening one record costs, or only opening it: aes <bytes> <cycles> [open]. Bare
// AES-256-GCM with a kept context, re-keyed for each message, and a nonce from getrandom for each seal.
#include <openssl/evp.h>
#include <sys/random.h>

#include <array>

#include "floor.h"

namespace {

using Buffer = std::vector<unsigned char>;

void gcm(EVP_CIPHER_CTX* context, bool sealing, const unsigned char* key, const unsigned char* nonce,
         const Buffer& in, Buffer& out, unsigned char* tag) {
  int n = 0;
  must(EVP_CipherInit_ex2(context, nullptr, key, nonce, sealing, nullptr) == 1, "init");
  must(EVP_CipherUpdate(context, out.data(), &n, in.data(), static_cast<int>(in.size())) == 1, "update");
  if (!sealing) must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, tag) == 1, "tag");
  must(EVP_CipherFinal_ex(context, out.data() + n, &n) == 1, "final");
  if (sealing) must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, tag) == 1, "tag");
}

}  // namespace

int main(int count, char** arguments) {
  const bool seals = count < 4;
  EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  must(EVP_CipherInit_ex2(context, cipher, nullptr, nullptr, 1, nullptr) == 1, "context");
  const std::array<unsigned char, 32> key{1};
  std::array<unsigned char, 12> nonce{};
  std::array<unsigned char, 16> tag{};
  Buffer text(std::atoi(arguments[1]), 'x'), sealed(text.size()), opened(text.size());
  gcm(context, true, key.data(), nonce.data(), text, sealed, tag.data());
  print_cycles(std::atoi(arguments[2]), [&] {
    if (seals) {
      must(getrandom(nonce.data(), nonce.size(), 0) == static_cast<ssize_t>(nonce.size()), "getrandom");
      gcm(context, true, key.data(), nonce.data(), text, sealed, tag.data());
    }
    gcm(context, false, key.data(), nonce.data(), sealed, opened, tag.data());
  });
  EVP_CIPHER_CTX_free(context);
  EVP_CIPHER_free(cipher);
  return 0;
}
