// usersync_key_generate, usersync_key_id: keys as PASERK strings.
#include "crypto/paseto/paserk.h"
#include "php/request.h"

using namespace usersync;

PHP_FUNCTION(usersync_key_generate) {
  ZEND_PARSE_PARAMETERS_NONE();
  Request* const request = this_request();
  const Error error = compute([&]() -> Error {
    if (request == nullptr) return Error{Code::no_memory, "out of memory"};
    std::array<std::uint8_t, SecretKey::kLength> bytes;
    const WipeOnExit wiped(bytes);
    if (const Status filled = system_random().fill(bytes); !filled) return filled.error();
    auto key = SecretKey::copy_of(bytes);
    if (!key) return key.error();
    std::string text = format_k3_local(*key);
    request->result.assign(text.begin(), text.end());
    wipe(text);
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  RETVAL_STR(to_zend_string(request->result));
  wipe(request->result);
}

PHP_FUNCTION(usersync_key_id) {
  zend_string* text;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(text)
  ZEND_PARSE_PARAMETERS_END();

  Request* const request = this_request();
  const Error error = compute([&]() -> Error {
    if (request == nullptr) return Error{Code::no_memory, "out of memory"};
    auto key = parse_k3_local(text_of(text));
    if (!key) return key.error();
    const std::string id = format_k3_lid(*key);
    request->result.assign(id.begin(), id.end());
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  RETURN_STR(to_zend_string(request->result));
}
