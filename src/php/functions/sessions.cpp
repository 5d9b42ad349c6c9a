// usersync_session_renew, usersync_session_import, usersync_gc: direct use of the session store.
#include "php/settings/opening.h"
#include "php/values/copy_out.h"

using namespace usersync;

PHP_FUNCTION(usersync_session_renew) {
  ZEND_PARSE_PARAMETERS_NONE();
  Request* const request = this_request();
  if (request == nullptr || !request->session) RETURN_FALSE;
  const Error error = compute([&]() -> Error {
    const Status renewed = request->session->renew();
    return renewed ? Error{} : renewed.error();
  });
  if (error && error.code != Code::conflict && error.code != Code::invalid_argument) warn(error);
  RETURN_BOOL(!error);
}

PHP_FUNCTION(usersync_session_import) {
  zend_string* id;
  zend_string* data;
  zend_long expires;
  ZEND_PARSE_PARAMETERS_START(3, 3)
  Z_PARAM_STR(id)
  Z_PARAM_STR(data)
  Z_PARAM_LONG(expires)
  ZEND_PARSE_PARAMETERS_END();

  bool stored = false;
  Request* const request = this_request();
  const Error error = with_session(request, [&](Session& session) -> Error {
    auto parsed = SessionId::parse(text_of(id));
    if (!parsed) return parsed.error();
    const Seconds left = Seconds(expires) - system_clock().wall_seconds();
    if (left.count() < 1) return {};
    auto imported = session.import(*parsed, view_of(data), std::min(left, Seconds(INT32_MAX)));
    if (!imported) return imported.error();
    stored = *imported;
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_BOOL(stored);
}

PHP_FUNCTION(usersync_gc) {
  zend_long limit = 1000;
  ZEND_PARSE_PARAMETERS_START(0, 1)
  Z_PARAM_OPTIONAL
  Z_PARAM_LONG(limit)
  ZEND_PARSE_PARAMETERS_END();
  if (limit < 1 || limit > 1000000) {
    zend_argument_value_error(1, "must be between 1 and 1000000");
    RETURN_THROWS();
  }
  Request* const request = this_request();
  zend_long removed = 0;
  const Error error = with_store(request, [&](Store& store) -> Error {
    auto collected = store.gc(limit);
    if (!collected) return collected.error();
    removed = *collected;
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_LONG(removed);
}
