// Who the browser is, as usersync.trusted_proxies lets the web server know it.
#pragma once

#include <optional>

#include "base/error.h"
#include "php/php_compat.h"
#include "wire/ip_address.h"

namespace usersync {

// $_SERVER as the request began, not as the script has changed it since. A Zend call.
HashTable* server_variables();

// Into `address`; nothing where there is none. Makes no Zend call.
Error client_address(HashTable* server, std::optional<IpAddress>& address);

}  // namespace usersync
