// usersync_key_generate, usersync_key_id: keys as PASERK strings.
#include "crypto/paseto/paserk.h"
#include "php/values/copy_out.h"

using namespace usersync;

PHP_FUNCTION(usersync_key_generate) {
  ZEND_PARSE_PARAMETERS_NONE();
  const Error error = with_request([&](Request& request) -> Error {
    std::array<std::uint8_t, SecretKey::kLength> bytes;
    const WipeOnExit wiped(bytes);
    if (const Status filled = system_random().fill(bytes); !filled) return filled.error();
    auto key = SecretKey::copy_of(bytes);
    if (!key) return key.error();
    std::string text = format_k3_local(*key);
    keep_text(request.scratch, text);
    wipe(text);
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  return_text(*this_request(), return_value);
}

PHP_FUNCTION(usersync_key_id) {
  zend_string* text;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(text)
  ZEND_PARSE_PARAMETERS_END();

  const Error error = with_request([&](Request& request) -> Error {
    auto key = parse_k3_local(text_of(text));
    if (!key) return key.error();
    keep_text(request.scratch, format_k3_lid(*key));
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  return_text(*this_request(), return_value);
}
