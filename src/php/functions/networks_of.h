// The networks of this request, the networks file included.
#pragma once

#include <string_view>

#include "php/request.h"

namespace usersync {

// Null and `error` when memory is out or the networks file could not be read. Makes no Zend call.
Networks* networks_of(Request* request, Error& error);

// Likewise one network. Code::invalid_argument: there is none of that name.
const Network* network_of(Request* request, std::string_view name, Error& error);

}  // namespace usersync
