#include "php/calling_frame.h"

#include "php/php_compat.h"

namespace usersync {
namespace {

// php-src ext/session/session.c, PHP_FUNCTION(session_start), reads the option with zval_get_long().
bool is_true(const zval* option) noexcept {
  ZVAL_DEREF(option);
  switch (Z_TYPE_P(option)) {
    case IS_TRUE:
      return true;
    case IS_LONG:
      return Z_LVAL_P(option) != 0;
    case IS_STRING:
      return ZEND_STRTOL(Z_STRVAL_P(option), nullptr, 10) != 0;
    default:
      return false;
  }
}

bool is_session_function(const zend_execute_data* frame) noexcept {
  if (frame->func == nullptr || frame->func->type != ZEND_INTERNAL_FUNCTION) return false;
  if (frame->func->common.scope != nullptr || frame->func->common.function_name == nullptr) return false;
  return zend_string_starts_with_literal(frame->func->common.function_name, "session_");
}

const zend_execute_data* session_frame() noexcept {
  const zend_execute_data* frame = EG(current_execute_data);
  while (frame != nullptr && !is_session_function(frame)) frame = frame->prev_execute_data;
  return frame;
}

}  // namespace

bool called_to_regenerate() noexcept {
  const zend_execute_data* const frame = session_frame();
  return frame != nullptr &&
         zend_string_equals_literal(frame->func->common.function_name, "session_regenerate_id");
}

bool called_to_read_and_close() noexcept {
  const zend_execute_data* const frame = session_frame();
  if (frame == nullptr || !zend_string_equals_literal(frame->func->common.function_name, "session_start"))
    return false;
  if (ZEND_CALL_NUM_ARGS(frame) < 1) return false;

  const zval* options = ZEND_CALL_ARG(frame, 1);
  ZVAL_DEREF(options);
  if (Z_TYPE_P(options) != IS_ARRAY) return false;
  const zval* option = zend_hash_str_find(Z_ARRVAL_P(options), ZEND_STRL("read_and_close"));
  return option != nullptr && is_true(option);
}

}  // namespace usersync
