#include "php/boundary.h"

#include <cstdio>
#include <cstring>

#include "php/exceptions.h"

namespace usersync {

void describe(const Error& error, char* out, std::size_t size) noexcept {
  const bool detailed = error.detail[0] != '\0';
  const bool native =
      error.native > 0 && error.native < 200;  // errno; a library's own codes mean nothing to people
  std::snprintf(out, size, "%s%s%s%s%s%s", error.what, detailed ? " (" : "", error.detail.data(),
                detailed ? ")" : "", native ? ": " : "", native ? std::strerror(error.native) : "");
}

void report(int level, const Error& error) {
  char text[512];
  describe(error, text, sizeof(text));
  php_error_docref(nullptr, level, "%s", text);
}

void throw_exception(const Error& error) {
  char text[512];
  describe(error, text, sizeof(text));
  if (error.code == Code::invalid_argument) {
    zend_value_error("%s", text);
  } else {
    zend_throw_exception(exception_class_for(error.code), text, 0);
  }
}

zend_string* to_zend_string(View bytes) {
  return zend_string_init(reinterpret_cast<const char*>(bytes.data()), bytes.size(), false);
}

}  // namespace usersync
