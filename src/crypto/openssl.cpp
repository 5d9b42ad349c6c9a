#include "crypto/openssl.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <atomic>
#include <mutex>

namespace usersync {
namespace {

std::mutex gate;  // start and stop; readers go by `ready`
std::atomic<bool> ready{false};
Algorithms table;

void release_table() noexcept {
  EVP_CIPHER_free(table.aes_256_ecb);
  EVP_CIPHER_free(table.aes_256_ctr);
  EVP_CIPHER_free(table.aes_256_gcm);
  EVP_MD_free(table.sha256);
  EVP_MD_free(table.sha384);
  EVP_MAC_free(table.hmac);
  table = {};
}

}  // namespace

Status crypto_start() {
  const std::lock_guard hold(gate);
  if (ready.load(std::memory_order_relaxed)) return {};
  const QuietErrors quiet;

  const char* missing = nullptr;
  const auto fetch = [&missing](auto fetcher, const char* name) {
    auto* const found = fetcher(nullptr, name, nullptr);
    if (found == nullptr && missing == nullptr) missing = name;
    return found;
  };
  table.aes_256_ecb = fetch(EVP_CIPHER_fetch, "AES-256-ECB");
  table.aes_256_ctr = fetch(EVP_CIPHER_fetch, "AES-256-CTR");
  table.aes_256_gcm = fetch(EVP_CIPHER_fetch, "AES-256-GCM");
  table.sha256 = fetch(EVP_MD_fetch, "SHA256");
  table.sha384 = fetch(EVP_MD_fetch, "SHA384");
  table.hmac = fetch(EVP_MAC_fetch, "HMAC");
  if (missing != nullptr) {
    release_table();
    return Error{Msg::openssl_algorithm_missing, missing};
  }
  ready.store(true, std::memory_order_release);
  return {};
}

void crypto_stop() noexcept {
  const std::lock_guard hold(gate);
  if (ready.exchange(false)) release_table();
}

const Algorithms& algorithms() {
  if (!ready.load(std::memory_order_acquire) && !crypto_start()) throw CryptoFailure();
  return table;
}

void FreeContext::operator()(evp_cipher_ctx_st* context) const noexcept { EVP_CIPHER_CTX_free(context); }
void FreeContext::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }
void FreeContext::operator()(evp_mac_ctx_st* context) const noexcept { EVP_MAC_CTX_free(context); }

QuietErrors::QuietErrors() noexcept { ERR_set_mark(); }
QuietErrors::~QuietErrors() { ERR_pop_to_mark(); }

}  // namespace usersync
