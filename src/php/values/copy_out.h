// Step three of a function: from C++ values to PHP's. These may longjmp: the caller holds nothing, and what
// is copied belongs to the request.
#pragma once

#include <string_view>

#include "php/request.h"

namespace usersync {

void add_text(zval* array, const char* name, std::string_view text);
void add_text_or_null(zval* array, const char* name, std::string_view text);  // null when it is empty
void append_text(zval* list, std::string_view text);

template <class Texts>
void add_texts(zval* array, const char* name, const Texts& texts) {
  zval list;
  array_init(&list);
  for (const auto& text : texts) append_text(&list, text);
  add_assoc_zval(array, name, &list);
}

// Copies the request's TextResult, and wipes it.
void return_text(Request& request, zval* return_value);

// Throws the error's exception, if there is one. True: an exception is pending.
bool thrown(const Error& error);

}  // namespace usersync
