// What phpinfo() and usersync_info() show, gathered once for both.
#pragma once

#include "php/php_compat.h"

namespace usersync {

void print_info(zend_module_entry* module);

}  // namespace usersync
