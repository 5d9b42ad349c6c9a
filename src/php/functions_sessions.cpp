// usersync_session_renew and usersync_gc: what a script may ask of the session store itself.
#include "php/opening.h"

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
  const Error error = compute([&]() -> Error {
    if (request == nullptr) return Error{Code::no_memory, "out of memory"};
    std::shared_ptr<Store> store;
    if (Error failed = open_store_of(*request, store)) return failed;
    auto collected = store->gc(limit);
    if (!collected) return collected.error();
    removed = *collected;
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  RETURN_LONG(removed);
}
