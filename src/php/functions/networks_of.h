// The networks of this request, the networks file included.
#pragma once

#include <string_view>

#include "php/request.h"

namespace usersync {

// Fails when memory is out or the networks file could not be read. Both belong to the request. These make no
// Zend call.
Result<Networks*> networks_of(Request* request);

// One network. Code::invalid_argument: there is none of that name.
Result<const Network*> network_of(Request* request, std::string_view name);

}  // namespace usersync
