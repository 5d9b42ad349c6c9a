#include "php/functions/client_address.h"

#include "php/boundary.h"
#include "php/settings/ini.h"
#include "php/values/options.h"
#include "sync/browser/client_ip.h"

namespace usersync {
namespace {

std::string_view header(HashTable* server, std::string_view name) noexcept {
  const zval* const value = option(server, name);
  return value != nullptr && Z_TYPE_P(value) == IS_STRING ? text_of(Z_STR_P(value)) : std::string_view();
}

}  // namespace

HashTable* server_variables() {
  zend_is_auto_global(ZSTR_KNOWN(ZEND_STR_AUTOGLOBAL_SERVER));
  const zval* const server = &PG(http_globals)[TRACK_VARS_SERVER];
  return Z_TYPE_P(server) == IS_ARRAY ? Z_ARRVAL_P(server) : const_cast<HashTable*>(&zend_empty_array);
}

Error client_address(HashTable* server, std::optional<IpAddress>& address) {
  auto trusted = TrustedProxies::parse(ini_trusted_proxies());
  if (!trusted) {
    Error setting = trusted.error();
    setting.code = Code::unknown_format;  // the setting is wrong, not the caller's argument
    return setting;
  }
  const Connection connection{header(server, "REMOTE_ADDR"), header(server, "HTTP_X_FORWARDED_FOR"),
                              header(server, "HTTP_FORWARDED")};
  address = client_ip(connection, *trusted);
  return {};
}

}  // namespace usersync
