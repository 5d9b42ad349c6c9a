#include "wire/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/stat.h>

#include <cerrno>

namespace usersync {
namespace {

// OpenSSL's own socket BIO writes without MSG_NOSIGNAL; this one calls Socket.
Socket& socket_of(BIO* bio) noexcept { return *static_cast<Socket*>(BIO_get_data(bio)); }

bool retriable(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

int bio_read(BIO* bio, char* out, int size) noexcept {
  BIO_clear_retry_flags(bio);
  const ssize_t got =
      socket_of(bio).try_read({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
  if (got < 0 && retriable(errno)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

int bio_write(BIO* bio, const char* bytes, int size) noexcept {
  BIO_clear_retry_flags(bio);
  const ssize_t put = socket_of(bio).try_write(view_of({bytes, static_cast<std::size_t>(size)}));
  if (put < 0 && retriable(errno)) BIO_set_retry_write(bio);
  return static_cast<int>(put);
}

long bio_control(BIO*, int command, long, void*) noexcept { return command == BIO_CTRL_FLUSH ? 1 : 0; }

BIO_METHOD* bio_method() noexcept {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "usersync socket");
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  return method;
}

struct SslFree {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
using SslPointer = std::unique_ptr<SSL, SslFree>;

class TlsStream final : public Stream {
 public:
  TlsStream(SslPointer ssl, std::unique_ptr<Socket> socket)
      : socket_(std::move(socket)), ssl_(std::move(ssl)) {}

  ~TlsStream() override {
    if (ssl_ && !abandoned_ && !failed_) SSL_shutdown(ssl_.get());  // sends close_notify, waits for no answer
  }

  Status handshake(const Wait& wait) {
    return until_done([this] { return SSL_connect(ssl_.get()); }, wait);
  }

  Result<std::size_t> read(Room first, Room second, const Wait& wait) override {
    (void)second;  // a TLS record is at most 16 KiB: scattering gains nothing
    const int most = static_cast<int>(std::min<std::size_t>(first.size(), 1 << 30));
    int got = 0;
    Status done = until_done([&] { return got = SSL_read(ssl_.get(), first.data(), most); }, wait);
    if (!done) return done.error();
    return static_cast<std::size_t>(got);
  }

  Status write(std::span<const View> pieces, const Wait& wait) override {
    // Small pieces travel in one record, and in one packet.
    Bytes joined;
    for (const View piece : pieces) joined.insert(joined.end(), piece.begin(), piece.end());
    View rest = joined;
    while (!rest.empty()) {
      int put = 0;
      const int most = static_cast<int>(std::min<std::size_t>(rest.size(), 1 << 30));
      Status done = until_done([&] { return put = SSL_write(ssl_.get(), rest.data(), most); }, wait);
      if (!done) return done;
      rest = rest.subspan(static_cast<std::size_t>(put));
    }
    return {};
  }

  void abandon() noexcept override {
    abandoned_ = true;
    socket_->abandon();
  }

 private:
  template <class Step>
  Status until_done(Step step, const Wait& wait) {
    for (;;) {
      ERR_clear_error();
      const int result = step();
      if (result > 0) return {};
      Status ready;
      switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
          ready = socket_->wait_for(POLLIN, wait);
          break;
        case SSL_ERROR_WANT_WRITE:
          ready = socket_->wait_for(POLLOUT, wait);
          break;
        case SSL_ERROR_ZERO_RETURN:
          ready = Error{Msg::server_closed};
          break;
        default:
          ready = failure();
      }
      if (!ready) {
        failed_ = true;
        return ready;
      }
    }
  }

  // OpenSSL's numbers stay here: in Error::native they would be read as errno.
  Error failure() const noexcept {
    const long verdict = SSL_get_verify_result(ssl_.get());
    const bool has_reason = ERR_peek_error() != 0;
    ERR_clear_error();
    if (verdict != X509_V_OK && SSL_get_verify_mode(ssl_.get()) != SSL_VERIFY_NONE) {
      return reason_of(verdict);
    }
    return has_reason ? Msg::tls_failed : Msg::server_lost;
  }

  static Msg reason_of(long verdict) noexcept {
    switch (verdict) {
      case X509_V_ERR_HOSTNAME_MISMATCH:
      case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return Msg::tls_wrong_name;
      case X509_V_ERR_CERT_HAS_EXPIRED:
        return Msg::tls_expired;
      case X509_V_ERR_CERT_NOT_YET_VALID:
        return Msg::tls_not_yet_valid;
      default:
        return Msg::tls_untrusted;
    }
  }

  std::unique_ptr<Socket> socket_;
  SslPointer ssl_;
  bool abandoned_ = false;
  bool failed_ = false;
};

bool is_directory(const std::string& path) noexcept {
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

bool is_address(const std::string& host) noexcept {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1 || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::create(const TlsOptions& options) {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  if (context == nullptr) return Error{Msg::out_of_memory};
  std::shared_ptr<TlsContext> made(new TlsContext(context, options.verify));
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);

  if (options.ca.empty()) {
    if (options.verify) SSL_CTX_set_default_verify_paths(context);
  } else {
    const bool directory = is_directory(options.ca);
    const char* const path = options.ca.c_str();
    if (SSL_CTX_load_verify_locations(context, directory ? nullptr : path, directory ? path : nullptr) != 1) {
      return Error{Msg::tls_ca_unreadable, options.ca};
    }
  }
  if (options.cert.empty() != options.key.empty()) {
    return Error{Msg::tls_cert_and_key, options.cert.empty() ? "cert" : "key"};
  }
  if (!options.cert.empty()) {
    if (SSL_CTX_use_certificate_chain_file(context, options.cert.c_str()) != 1) {
      return Error{Msg::tls_cert_unreadable, options.cert};
    }
    if (SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM) != 1) {
      return Error{Msg::tls_key_unreadable, options.key};
    }
  }
  ERR_clear_error();
  return made;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Result<std::unique_ptr<Stream>> TlsContext::connect(std::unique_ptr<Socket> socket, const std::string& host,
                                                    const Wait& wait) const {
  SslPointer ssl(SSL_new(context_));
  BIO* const bio = ssl ? BIO_new(bio_method()) : nullptr;
  if (bio == nullptr) return Error{Msg::out_of_memory};
  BIO_set_data(bio, socket.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl.get(), bio, bio);

  const bool address = is_address(host);
  if (!address) SSL_set_tlsext_host_name(ssl.get(), host.c_str());
  if (verify_) {
    const int named = address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), host.c_str())
                              : SSL_set1_host(ssl.get(), host.c_str());
    if (named != 1) return Error{Msg::tls_host_name, host};
  }
  auto stream = std::make_unique<TlsStream>(std::move(ssl), std::move(socket));
  if (Status shaken = stream->handshake(wait); !shaken) return shaken.error();
  return std::unique_ptr<Stream>(std::move(stream));
}

}  // namespace usersync
