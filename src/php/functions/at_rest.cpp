// usersync_encrypt, usersync_decrypt, usersync_needs_rekey: application data in the envelope of session
// records.
#include "php/settings/opening.h"
#include "php/values/copy_out.h"

using namespace usersync;

namespace {

constexpr std::size_t kMaxContext = 65535;

// Runs `body(request, keys)` and throws its error. False: an exception is pending.
template <class Body>
bool with_keys(Body body) {
  return !thrown(with_request([&](Request& request) -> Error {
    SharedKeys keys;
    if (Error failed = data_keys(request, keys)) return failed;
    return body(request, *keys);
  }));
}

// The arguments `(string $data, string $context)`. False: an exception is pending.
bool parse_data_and_context(INTERNAL_FUNCTION_PARAMETERS, zend_string*& data, zend_string*& context) {
  (void)return_value;
  ZEND_PARSE_PARAMETERS_START(2, 2)
  Z_PARAM_STR(data)
  Z_PARAM_STR(context)
  ZEND_PARSE_PARAMETERS_END_EX(return false);
  if (ZSTR_LEN(context) <= kMaxContext) return true;
  zend_argument_value_error(2, "must be at most 65535 bytes long");
  return false;
}

}  // namespace

PHP_FUNCTION(usersync_encrypt) {
  zend_string* data;
  zend_string* context;
  if (!parse_data_and_context(INTERNAL_FUNCTION_PARAM_PASSTHRU, data, context)) RETURN_THROWS();

  const bool sealed = with_keys([&](Request& request, TenantKeys& keys) -> Error {
    const Status status = Envelope::seal(keys, Binding::data(text_of(context)), {view_of(data)},
                                         system_random(), request.scratch.make<TextResult>().bytes);
    return status ? Error{} : status.error();
  });
  if (!sealed) RETURN_THROWS();
  return_text(*this_request(), return_value);
}

PHP_FUNCTION(usersync_decrypt) {
  zend_string* data;
  zend_string* context;
  if (!parse_data_and_context(INTERNAL_FUNCTION_PARAM_PASSTHRU, data, context)) RETURN_THROWS();

  bool opened = false;
  const bool asked = with_keys([&](Request& request, TenantKeys& keys) -> Error {
    if (!Envelope::recognises(view_of(data))) return {};
    const Status status = Envelope::open(keys, Binding::data(text_of(context)), view_of(data),
                                         request.scratch.make<TextResult>().bytes);
    opened = status.ok();
    return {};
  });
  if (!asked) RETURN_THROWS();
  if (!opened) RETURN_FALSE;
  return_text(*this_request(), return_value);
}

PHP_FUNCTION(usersync_needs_rekey) {
  zend_string* data;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(data)
  ZEND_PARSE_PARAMETERS_END();

  bool stale = false;
  const bool asked = with_keys([&](Request&, TenantKeys& keys) -> Error {
    stale = !Envelope::recognises(view_of(data)) || !Envelope::under_first_key(view_of(data), keys);
    return {};
  });
  if (!asked) RETURN_THROWS();
  RETURN_BOOL(stale);
}
