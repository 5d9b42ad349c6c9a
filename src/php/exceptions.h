// The classes of namespace UserSync: registered in MINIT; an error's code chooses one.
#pragma once

#include "base/error.h"
#include "php/php_compat.h"

namespace usersync {

struct Classes {
  zend_class_entry* exception;
  zend_class_entry* error;
  zend_class_entry* keyring_exception;
  zend_class_entry* storage_exception;
  zend_class_entry* rate_limit_exception;
  zend_class_entry* invalid_token_exception;
  zend_class_entry* token_error;
  zend_class_entry* code_result;
};
extern Classes classes;  // written by MINIT only

zend_class_entry* exception_class_for(Code code) noexcept;

}  // namespace usersync
