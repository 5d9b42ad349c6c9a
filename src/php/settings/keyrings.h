// The keyring files this process has read. A file is read once, when its setting is applied: in the master of
// PHP-FPM before privileges are dropped, in a pool right after. A reload of PHP-FPM reads it anew.
//
// Process-wide, freed in MSHUTDOWN only, safe from several threads.
#pragma once

#include <string_view>

#include "base/result.h"
#include "crypto/keyring/keyring.h"

namespace usersync {

// The keyring, or why it could not be read; the same result every time. Does not throw.
Result<const Keyring*> load_keyring(std::string_view path) noexcept;

void forget_keyrings() noexcept;  // MSHUTDOWN: wipes

}  // namespace usersync
