// Which libcrypto this is, for people.
#pragma once

namespace usersync {

const char* crypto_version() noexcept;  // "OpenSSL 3.0.22 25 Aug 2026"

}  // namespace usersync
