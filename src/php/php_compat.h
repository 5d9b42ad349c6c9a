// The one place where PHP's headers enter C++. php_session.h has no extern "C" of its own.
#pragma once

#ifdef HAVE_CONFIG_H
#include "config.h"  // COMPILE_DL_USERSYNC: that this is a module of its own
#endif

#include "php.h"
#include "php_ini.h"
#include "php_open_temporary_file.h"

extern "C" {
#include "ext/session/php_session.h"
#include "ext/standard/info.h"
#include "zend_attributes.h"
#include "zend_enum.h"
#include "zend_exceptions.h"
}

#include "php_usersync.h"

ZEND_EXTERN_MODULE_GLOBALS(usersync)

#define USERSYNC_G(v) ZEND_MODULE_GLOBALS_ACCESSOR(usersync, v)
