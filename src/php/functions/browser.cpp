// usersync_state_create, usersync_state_take, usersync_return_url, usersync_origin_allowed,
// usersync_client_ip: the browser of a login: its state, its address and the urls it may be sent to.
#include "php/functions/client_address.h"
#include "php/functions/networks_of.h"
#include "php/settings/opening.h"
#include "php/values/copy_out.h"
#include "php/values/options.h"
#include "sync/browser/state.h"
#include "sync/network/return_url.h"

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr Option kStateOptions[] = {
    {"return_to", Type::text}, {"ttl", Type::number}, {"samesite", Type::text}};
constexpr zend_long kStateTtl = 120, kMaxStateTtl = 86400;

struct CreatedState {
  std::string state, challenge, id;
  ~CreatedState() { wipe(state); }
};

BrowserStates states_of(const Request& request, Store& store, TenantKeys* keys) {
  return {store, keys, request.settings.scope, request.settings.prefix, system_clock(), system_random()};
}

Error create_state(Request& request, BrowserStates& states, std::string_view return_to, Seconds lifetime,
                   zend_long& expires) {
  const auto local = return_url(return_to, "/", {});
  if (!local) return local.error();
  const auto made = states.create(*local, lifetime);
  if (!made) return made.error();
  auto& created = request.scratch.make<CreatedState>();
  created.state = made->state;
  created.challenge = made->challenge;
  created.id = made->id;
  expires = made->expires.count();
  return {};
}

// Keys are named as setcookie()'s parameters. Each login in progress has a cookie of its own, so that tabs,
// and sites in folders of one origin, do not overwrite each other's.
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
  const zval* const wrong = first_not_text(origins);
  if (wrong == nullptr) return true;
  zend_argument_type_error(3, "must be a list of strings, %s found", zend_zval_type_name(wrong));
  return false;
}

// Runs `body(states)` over the store of this request.
template <class Body>
Error with_states(Request* request, Body body) {
  return with_store(request, [&](Store& store) -> Error {
    SharedKeys keys;
    if (Error error = tenant_keys(*request, keys)) return error;
    return body(states_of(*request, store, keys.get()));
  });
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
  const Error error = with_states(request, [&](BrowserStates states) {
    return create_state(*request, states, text_option(options, "return_to").value_or("/"), Seconds(ttl),
                        expires);
  });
  if (thrown(error)) RETURN_THROWS();
  const auto& created = request->scratch.get<CreatedState>();
  array_init(return_value);
  add_text(return_value, "state", created.state);
  add_text(return_value, "challenge", created.challenge);
  add_text(return_value, "id", created.id);
  add_assoc_long(return_value, "expires", expires);
  zval cookie;
  make_cookie(created.id, created.state, expires, same_site, &cookie);
  add_assoc_zval(return_value, "cookie", &cookie);
  request->scratch.clear();
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
  const Error error = with_states(request, [&](BrowserStates states) -> Error {
    const auto found = states.take(text_of(state), id != nullptr ? std::optional(text_of(id)) : std::nullopt);
    if (!found) return found.error();
    taken = found->has_value();
    if (!taken) return {};
    created = (*found)->created.count();
    keep_text(request->scratch, (*found)->return_to);
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  if (!taken) RETURN_NULL();
  array_init(return_value);
  add_text(return_value, "return_to", usersync::text_of(request->scratch.get<TextResult>().bytes));
  add_assoc_long(return_value, "created", created);
  request->scratch.clear();
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

  const Error error = with_request([&](Request& request) -> Error {
    const auto chosen =
        return_url(text_of(url), fallback != nullptr ? text_of(fallback) : "/", texts_of(origins));
    if (!chosen) return chosen.error();
    keep_text(request.scratch, *chosen);
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  return_text(*this_request(), return_value);
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
    const auto network = network_of(this_request(), text_of(name));
    if (!network) return network.error();
    allowed = (*network)->site().origin() == text_of(origin);
    for (const Network::Peer& peer : (*network)->peers())
      allowed = allowed || peer.site.origin() == text_of(origin);
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_BOOL(allowed);
}

PHP_FUNCTION(usersync_client_ip) {
  HashTable* server = nullptr;
  ZEND_PARSE_PARAMETERS_START(0, 1)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT_OR_NULL(server)
  ZEND_PARSE_PARAMETERS_END();
  if (server == nullptr) server = server_variables();

  const Error error = with_request([&](Request& request) -> Error {
    std::optional<IpAddress> address;
    if (Error failed = client_address(server, address)) return failed;
    keep_text(request.scratch, address ? address->text() : std::string());
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  return_text(*this_request(), return_value);
}
