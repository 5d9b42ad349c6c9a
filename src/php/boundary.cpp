#include "php/boundary.h"

#include "php/exceptions.h"

namespace usersync {

void report(int level, const Error& error) {
  char text[kLongestMessage];
  error.describe(text);
  php_error_docref(nullptr, level, "%s", text);
}

void throw_exception(const Error& error) {
  char text[kLongestMessage];
  error.describe(text);
  if (error.code == Code::invalid_argument) {
    zend_value_error("%s", text);
  } else {
    zend_throw_exception(exception_class_for(error.code), text, 0);
  }
}

zend_string* to_zend_string(View bytes) {
  if (bytes.empty()) return ZSTR_EMPTY_ALLOC();  // zend_string_init() copies, and an empty view may be null
  return zend_string_init(reinterpret_cast<const char*>(bytes.data()), bytes.size(), false);
}

}  // namespace usersync
