// TLS over a socket, verified by default. The only file pair of this floor that knows OpenSSL.
#pragma once

#include <memory>
#include <string>

#include "wire/socket.h"

struct ssl_ctx_st;

namespace usersync {

struct TlsOptions {
  std::string ca;    // PEM file or directory of authorities; empty: the system's
  std::string cert;  // client certificate chain and its key, both or neither
  std::string key;
  bool verify = true;  // false: encrypted, but any certificate is accepted
};

// Certificates are read once and kept for every connection of a store.
class TlsContext {
 public:
  // Code::invalid_argument names the file that cannot be used.
  static Result<std::shared_ptr<TlsContext>> create(const TlsOptions& options);

  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  // Does the handshake as a client of `host`, which is sent as SNI (names only) and must stand in the
  // certificate. Code::denied: it does not, or the certificate is not to be trusted.
  Result<std::unique_ptr<Stream>> connect(std::unique_ptr<Socket> socket, const std::string& host,
                                          const Wait& wait) const;

 private:
  TlsContext(ssl_ctx_st* context, bool verify) : context_(context), verify_(verify) {}
  ssl_ctx_st* context_;
  bool verify_;
};

}  // namespace usersync
