#include "crypto/version.h"

#include <openssl/crypto.h>

namespace usersync {

const char* crypto_version() noexcept { return OpenSSL_version(OPENSSL_VERSION); }

}  // namespace usersync
