// The networks files this process has read: read once, when the setting is applied, like keyrings
// (php/settings/keyrings.h).
//
// Process-wide, freed in MSHUTDOWN only, safe from several threads.
#pragma once

#include <string_view>
#include <vector>

#include "sync/network/network.h"

namespace usersync {

// The file's networks, or why it could not be read; the same result every time. Does not throw.
Result<const std::vector<Network>*> load_networks(std::string_view path) noexcept;

void forget_networks() noexcept;  // MSHUTDOWN: wipes their keys

}  // namespace usersync
