#include "php/values/copy_out.h"

namespace usersync {

void add_text(zval* array, const char* name, std::string_view text) {
  add_assoc_str(array, name, to_zend_string(view_of(text)));
}

void add_text_or_null(zval* array, const char* name, std::string_view text) {
  if (text.empty()) {
    add_assoc_null(array, name);
  } else {
    add_text(array, name, text);
  }
}

void append_text(zval* list, std::string_view text) {
  add_next_index_str(list, to_zend_string(view_of(text)));
}

void return_text(Request& request, zval* return_value) {
  ZVAL_STR(return_value, to_zend_string(request.scratch.get<TextResult>().bytes));
  request.scratch.clear();
}

bool thrown(const Error& error) {
  if (error) throw_exception(error);
  return static_cast<bool>(error);
}

}  // namespace usersync
