// usersync_state_create, usersync_state_take, usersync_return_url, usersync_origin_allowed,
// usersync_client_ip: what ties a login to a browser, and where that browser comes from and may go.
#include "php/functions/client_address.h"
#include "php/functions/networks_of.h"
#include "php/functions/options.h"
#include "php/settings/opening.h"
#include "sync/browser/state.h"
#include "sync/network/return_url.h"

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr Option kStateOptions[] = {
    {"return_to", Type::text}, {"ttl", Type::number}, {"samesite", Type::text}};
constexpr zend_long kStateTtl = 120, kMaxStateTtl = 86400;

// What create() leaves in the request's `result`, one behind the other.
constexpr std::size_t kState = 43, kChallenge = 43, kId = 22;

BrowserStates states_of(const Request& request, Store& store, TenantKeys* keys) {
  return {store, keys, request.settings.scope, request.settings.prefix, system_clock(), system_random()};
}

Error create_state(Request& request, std::string_view return_to, Seconds lifetime, zend_long& expires) {
  TenantKeys* keys = nullptr;
  if (Error error = tenant_keys(request, keys)) return error;
  std::shared_ptr<Store> store;
  if (Error error = connect_store(request, store)) return error;
  const auto local = return_url(return_to, "/", {});
  if (!local) return local.error();
  const auto made = states_of(request, *store, keys).create(*local, lifetime);
  if (!made) return made.error();
  request.result.clear();
  for (const std::string* part : {&made->state, &made->challenge, &made->id}) {
    request.result.insert(request.result.end(), part->begin(), part->end());
  }
  expires = made->expires.count();
  return {};
}

// Named as setcookie() names its parameters. Every login that is under way has a cookie of its own, so
// neither tabs nor sites in folders of one origin take each other's.
void make_cookie(std::string_view id, std::string_view state, zend_long expires, std::string_view same_site,
                 zval* cookie) {
  char name[64];
  const int length =
      snprintf(name, sizeof(name), "__Host-usersync-%.*s", static_cast<int>(id.size()), id.data());
  zval options;
  array_init(&options);
  add_assoc_long(&options, "expires", expires);
  add_assoc_string(&options, "path", "/");
  add_assoc_bool(&options, "secure", true);
  add_assoc_bool(&options, "httponly", true);
  add_assoc_stringl(&options, "samesite", same_site.data(), same_site.size());
  array_init(cookie);
  add_assoc_stringl(cookie, "name", name, static_cast<std::size_t>(length));
  add_assoc_stringl(cookie, "value", state.data(), state.size());
  add_assoc_zval(cookie, "expires_or_options", &options);
}

bool check_origins(HashTable* origins) {
  const zval* each;
  ZEND_HASH_FOREACH_VAL(origins, each) {
    ZVAL_DEREF(each);
    if (Z_TYPE_P(each) == IS_STRING) continue;
    zend_argument_type_error(3, "must be a list of strings, %s found", zend_zval_type_name(each));
    return false;
  }
  ZEND_HASH_FOREACH_END();
  return true;
}

}  // namespace

PHP_FUNCTION(usersync_state_create) {
  HashTable* options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(0, 1)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_options(1, options, kStateOptions)) RETURN_THROWS();
  const zend_long ttl = number_option(options, "ttl").value_or(kStateTtl);
  if (ttl < 1 || ttl > kMaxStateTtl) {
    zend_argument_value_error(1, "must hold 1 to 86400 seconds under key \"ttl\"");
    RETURN_THROWS();
  }
  const std::string_view same_site = text_option(options, "samesite").value_or("None");
  if (same_site != "None" && same_site != "Lax" && same_site != "Strict") {
    zend_argument_value_error(1, "must hold None, Lax or Strict under key \"samesite\"");
    RETURN_THROWS();
  }

  Request* const request = this_request();
  zend_long expires = 0;
  Error error = request != nullptr ? resolve_store(*request) : Error{Code::no_memory, "out of memory"};
  if (!error) {
    error = compute([&] {
      return create_state(*request, text_option(options, "return_to").value_or("/"), Seconds(ttl), expires);
    });
  }
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  const std::string_view made = usersync::text_of(request->result);
  const std::string_view state = made.substr(0, kState), challenge = made.substr(kState, kChallenge),
                         id = made.substr(kState + kChallenge, kId);
  array_init(return_value);
  add_assoc_stringl(return_value, "state", state.data(), state.size());
  add_assoc_stringl(return_value, "challenge", challenge.data(), challenge.size());
  add_assoc_stringl(return_value, "id", id.data(), id.size());
  add_assoc_long(return_value, "expires", expires);
  zval cookie;
  make_cookie(id, state, expires, same_site, &cookie);
  add_assoc_zval(return_value, "cookie", &cookie);
}

PHP_FUNCTION(usersync_state_take) {
  zend_string* state;
  zend_string* id = nullptr;
  ZEND_PARSE_PARAMETERS_START(1, 2)
  Z_PARAM_STR(state)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR_OR_NULL(id)
  ZEND_PARSE_PARAMETERS_END();

  Request* const request = this_request();
  bool taken = false;
  zend_long created = 0;
  Error error = request != nullptr ? resolve_store(*request) : Error{Code::no_memory, "out of memory"};
  if (!error) {
    error = compute([&]() -> Error {
      TenantKeys* keys = nullptr;
      if (Error failed = tenant_keys(*request, keys)) return failed;
      std::shared_ptr<Store> store;
      if (Error failed = connect_store(*request, store)) return failed;
      const auto found = states_of(*request, *store, keys)
                             .take(text_of(state), id != nullptr ? std::optional(text_of(id)) : std::nullopt);
      if (!found) return found.error();
      taken = found->has_value();
      if (!taken) return {};
      created = (*found)->created.count();
      request->result.assign((*found)->return_to.begin(), (*found)->return_to.end());
      return {};
    });
  }
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  if (!taken) RETURN_NULL();
  const std::string_view return_to = usersync::text_of(request->result);
  array_init(return_value);
  add_assoc_stringl(return_value, "return_to", return_to.data(), return_to.size());
  add_assoc_long(return_value, "created", created);
}

PHP_FUNCTION(usersync_return_url) {
  zend_string* url;
  zend_string* fallback = nullptr;
  HashTable* origins = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(1, 3)
  Z_PARAM_STR(url)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR(fallback)
  Z_PARAM_ARRAY_HT(origins)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_origins(origins)) RETURN_THROWS();

  Request* const request = this_request();
  const Error error = compute([&]() -> Error {
    if (request == nullptr) return Error{Code::no_memory, "out of memory"};
    std::vector<std::string_view> allowed;
    const zval* each;
    ZEND_HASH_FOREACH_VAL(origins, each) {
      ZVAL_DEREF(each);
      allowed.push_back(text_of(Z_STR_P(each)));
    }
    ZEND_HASH_FOREACH_END();
    const auto where = return_url(text_of(url), fallback != nullptr ? text_of(fallback) : "/", allowed);
    if (!where) return where.error();
    request->result.assign(where->begin(), where->end());
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  RETURN_STR(to_zend_string(request->result));
}

PHP_FUNCTION(usersync_origin_allowed) {
  zend_string* name;
  zend_string* origin;
  ZEND_PARSE_PARAMETERS_START(2, 2)
  Z_PARAM_STR(name)
  Z_PARAM_STR(origin)
  ZEND_PARSE_PARAMETERS_END();

  bool allowed = false;
  const Error error = compute([&]() -> Error {
    Error failed;
    const Network* const network = network_of(this_request(), text_of(name), failed);
    if (network == nullptr) return failed;
    allowed = network->site().origin() == text_of(origin);
    for (const Network::Peer& peer : network->peers())
      allowed = allowed || peer.site.origin() == text_of(origin);
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  RETURN_BOOL(allowed);
}

PHP_FUNCTION(usersync_client_ip) {
  HashTable* server = nullptr;
  ZEND_PARSE_PARAMETERS_START(0, 1)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT_OR_NULL(server)
  ZEND_PARSE_PARAMETERS_END();
  if (server == nullptr) server = server_variables();

  Request* const request = this_request();
  const Error error = compute([&]() -> Error {
    if (request == nullptr) return Error{Code::no_memory, "out of memory"};
    std::optional<IpAddress> address;
    if (Error failed = client_address(server, address)) return failed;
    const std::string text = address ? address->text() : std::string();
    request->result.assign(text.begin(), text.end());
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  RETURN_STR(to_zend_string(request->result));
}
