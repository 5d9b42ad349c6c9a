// What the extension says of itself: phpinfo() and usersync_info() from one source.
#pragma once

#include "php/php_compat.h"

namespace usersync {

void print_info(zend_module_entry* module);

}  // namespace usersync
