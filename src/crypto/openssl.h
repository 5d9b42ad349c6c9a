// The one door to libcrypto: its algorithms, fetched once, and its contexts as owned values. No OpenSSL
// header leaves this floor, only the names of its structs.
//
// Fetching by name at every call more than doubles the price of a small message (1105 ns against 472 ns at 1
// KiB, OpenSSL 3.0), hence the table. It is written by crypto_start() alone and read by any thread.
#pragma once

#include <exception>
#include <memory>

#include "base/result.h"

struct evp_cipher_st;
struct evp_cipher_ctx_st;
struct evp_md_st;
struct evp_md_ctx_st;
struct evp_mac_st;
struct evp_mac_ctx_st;

namespace usersync {

// MINIT and MSHUTDOWN; may be repeated. Code::unsupported (detail: the algorithm): this libcrypto lacks one.
// Whatever needs an algorithm before crypto_start() starts the floor itself.
Status crypto_start();
void crypto_stop() noexcept;  // when no context is being made; contexts already made stay usable

// A digest or context that cannot be computed: memory is exhausted, or the library is not fit. Thrown,
// because the alternative is a wrong name or key, and with it somebody else's session.
class CryptoFailure final : public std::exception {
 public:
  const char* what() const noexcept override { return "OpenSSL could not compute a primitive"; }
};

struct Algorithms {
  evp_cipher_st* aes_256_ecb = nullptr;
  evp_cipher_st* aes_256_ctr = nullptr;
  evp_cipher_st* aes_256_gcm = nullptr;
  evp_md_st* sha256 = nullptr;
  evp_md_st* sha384 = nullptr;
  evp_mac_st* hmac = nullptr;
};

const Algorithms& algorithms();  // throws CryptoFailure

struct FreeContext {
  void operator()(evp_cipher_ctx_st* context) const noexcept;
  void operator()(evp_md_ctx_st* context) const noexcept;
  void operator()(evp_mac_ctx_st* context) const noexcept;
};
using CipherContext = std::unique_ptr<evp_cipher_ctx_st, FreeContext>;
using DigestContext = std::unique_ptr<evp_md_ctx_st, FreeContext>;
using MacContext = std::unique_ptr<evp_mac_ctx_st, FreeContext>;

// Whatever a call of ours leaves in the thread's error queue goes when this does; what others left stays.
// Otherwise PHP's openssl_error_string() would tell of our failures.
class QuietErrors {
 public:
  QuietErrors() noexcept;
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

}  // namespace usersync
