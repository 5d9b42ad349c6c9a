// The browser's IP address, found through usersync.trusted_proxies.
#pragma once

#include <optional>

#include "base/error.h"
#include "php/php_compat.h"
#include "wire/ip_address.h"

namespace usersync {

// $_SERVER as it was when the request began, without the script's changes. A Zend call.
HashTable* server_variables();

// Sets `address`; leaves it empty when the request has none. Makes no Zend call.
Error client_address(HashTable* server, std::optional<IpAddress>& address);

}  // namespace usersync
