// usersync_token_generate, usersync_token_verify, usersync_token_peek.
#include "php/functions/networks_of.h"
#include "php/functions/token_exception.h"
#include "php/settings/opening.h"
#include "php/values/copy_out.h"
#include "php/values/options.h"
#include "sync/login/logout.h"
#include "wire/json.h"

extern "C" {
#include "ext/json/php_json.h"
#include "zend_smart_str.h"
}

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr Option kClaims[] = {{"sub", Type::text}, {"email", Type::text},     {"email_verified", Type::flag},
                              {"sid", Type::text}, {"auth_ms", Type::number}, {"ext", Type::array}};
constexpr Option kGenerate[] = {
    {"purpose", Type::text}, {"challenge", Type::text}, {"ttl", Type::number}, {"ip", Type::text}};
constexpr Option kVerify[] = {{"purpose", Type::text},
                              {"state", Type::text},
                              {"ip", Type::text},
                              {"max_age", Type::number},
                              {"consume", Type::flag}};
constexpr zend_long kLargestAge = 86400;

// The two options that both directions share.
Error read_purpose_and_ip(HashTable* options, TokenPurpose& purpose, std::optional<IpAddress>& ip) {
  const auto named = token_purpose(text_option(options, "purpose").value_or("login"));
  if (!named) return Error{Msg::purpose_unknown};
  purpose = *named;
  if (const auto text = text_option(options, "ip")) {
    ip = IpAddress::parse(*text);
    if (!ip) return Error{Msg::ip_invalid, *text};
  }
  return {};
}

#if PHP_VERSION_ID >= 80600
auto& json_error() { return JSON_G(error_details); }
php_json_error_code json_error_code() { return json_error().code; }
#else
auto& json_error() { return JSON_G(error_code); }
php_json_error_code json_error_code() { return json_error(); }
#endif

// Application data as JSON, or nothing. May run a JsonSerializable's code. False: an exception is pending.
bool encode_ext(HashTable* claims, smart_str* json) {
  const zval* const ext = option(claims, "ext");
  if (ext == nullptr) return true;
  const int how = PHP_JSON_UNESCAPED_SLASHES | PHP_JSON_UNESCAPED_UNICODE | PHP_JSON_PRESERVE_ZERO_FRACTION;
  // Some errors show in the global alone (NAN); the script's json_last_error() stays what it was.
  const auto before = json_error();
  const zend_result encoded = php_json_encode_ex(json, const_cast<zval*>(ext), how, kMaxJsonDepth - 1);
  const bool clean = encoded == SUCCESS && json_error_code() == PHP_JSON_ERROR_NONE;
  json_error() = before;
  if (clean && EG(exception) == nullptr && json->s != nullptr) {
    smart_str_0(json);
    return true;
  }
  smart_str_free(json);
  if (EG(exception) == nullptr) {
    zend_argument_value_error(
        3, "must hold under key \"ext\" what JSON can say in UTF-8, at most three levels deep");
  }
  return false;
}

Claims read_claims(HashTable* given, const zend_string* ext) {
  Claims claims;
  claims.sub = text_option(given, "sub").value_or("");
  claims.sid = text_option(given, "sid").value_or("");
  claims.auth_ms = number_option(given, "auth_ms");
  if (const auto email = text_option(given, "email")) claims.email = *email;
  claims.email_verified = flag_option(given, "email_verified");
  if (ext != nullptr) claims.ext = text_of(ext);
  return claims;
}

// Runs `body(network, worker)` for the network of this name, inside compute().
template <class Body>
Error with_network(Request* request, const zend_string* name, Body body) {
  return compute([&]() -> Error {
    const auto network = network_of(request, text_of(name));
    if (!network) return network.error();
    Worker* const worker = this_worker();
    if (worker == nullptr) return Error{Msg::out_of_memory};
    return body(**network, *worker);
  });
}

// The token, into the request's scratch.
Error generate(Request& request, const Network& network, Worker& worker, const zend_string* audience,
               HashTable* claims, const zend_string* ext, HashTable* options) {
  GenerateOptions how;
  if (Error wrong = read_purpose_and_ip(options, how.purpose, how.ip)) return wrong;
  how.challenge = text_option(options, "challenge").value_or("");
  if (const auto ttl = number_option(options, "ttl")) {
    how.ttl = Seconds(std::clamp<zend_long>(*ttl, -1, kLargestAge));  // generate_token() checks it
  }
  auto token = generate_token(network, text_of(audience), read_claims(claims, ext), how, worker.token_keys,
                              system_clock(), system_random());
  if (!token) return token.error();
  keep_text(request.scratch, *token);
  return {};
}

// The token's claims, into the request's scratch. Accepted when there is no error and `refusal.message` is
// empty.
Error verify(Request& request, const Network& network, Worker& worker, const zend_string* token,
             HashTable* options, const Error& resolved, Refusal& refusal) {
  VerifyOptions how;
  if (Error wrong = read_purpose_and_ip(options, how.purpose, how.ip)) return wrong;
  how.state = text_option(options, "state").value_or("");
  if (const auto max_age = number_option(options, "max_age")) {
    if (*max_age < 0 || *max_age > kLargestAge) {
      return Error{Msg::max_age_range};
    }
    how.max_age = Seconds(*max_age);
  }
  auto opened = open_token(network, text_of(token), how, worker.token_keys, system_clock());
  if (!opened) {
    refusal = opened.error();
    return refusal.failure;
  }
  if (flag_option(options, "consume").value_or(true)) {
    if (resolved) return resolved;
    std::shared_ptr<Store> store;
    if (Error error = connect_store(request, store)) return error;
    if (how.purpose == TokenPurpose::login) {
      SharedKeys keys;
      const Error keyless = data_keys(request, keys);
      if (keyless && keyless.code != Code::no_keyring) return keyless;
      const auto alive = refuse_logged_out(network, opened->claims, *store, keys.get(),
                                           request.settings.scope, request.settings.prefix);
      if (!alive) {
        refusal = alive.error();
        return refusal.failure;
      }
    }
    if (const auto first = consume_token(network, opened->claims, *store, system_clock()); !first) {
      refusal = first.error();
      return refusal.failure;
    }
  }
  request.scratch.make<Verified>() = std::move(*opened);
  return {};
}

// `verified` belongs to the request, so that a longjmp out of an allocation leaks nothing.
void copy_out(const Verified& verified, const zend_string* network, zval* out) {
  const Claims& claims = verified.claims;
  array_init(out);
  add_text(out, "iss", claims.iss);
  add_text(out, "aud", claims.aud);
  if (!claims.sub.empty()) add_text(out, "sub", claims.sub);
  add_text(out, "jti", claims.jti);
  add_assoc_long(out, "iat", claims.iat.count());
  add_assoc_long(out, "nbf", claims.nbf.count());
  add_assoc_long(out, "exp", claims.exp.count());
  if (!claims.sid.empty()) add_text(out, "sid", claims.sid);
  if (claims.auth_ms) add_assoc_long(out, "auth_ms", *claims.auth_ms);
  if (claims.email) add_text(out, "email", *claims.email);
  if (claims.email_verified) add_assoc_bool(out, "email_verified", *claims.email_verified);
  if (!claims.ext.empty()) {
    zval ext;
    if (php_json_decode_ex(&ext, claims.ext.data(), claims.ext.size(), PHP_JSON_OBJECT_AS_ARRAY,
                           kMaxJsonDepth) == SUCCESS) {
      add_assoc_zval(out, "ext", &ext);
    }
  }
  add_text(out, "kid", verified.kid);
  add_text(out, "network", text_of(network));
  add_assoc_bool(out, "ip_checked", verified.ip_checked);
}

}  // namespace

PHP_FUNCTION(usersync_token_generate) {
  zend_string* network;
  zend_string* audience;
  HashTable* claims;
  HashTable* options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(3, 4)
  Z_PARAM_STR(network)
  Z_PARAM_STR(audience)
  Z_PARAM_ARRAY_HT(claims)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();

  // First, because encoding may run a JsonSerializable's code, which could change arrays that were checked
  // before.
  smart_str ext = {};
  const zval* const given = option(claims, "ext");
  if (given != nullptr && Z_TYPE_P(given) == IS_ARRAY && !encode_ext(claims, &ext)) RETURN_THROWS();
  if (!check_options(3, claims, kClaims) || !check_options(4, options, kGenerate)) {
    smart_str_free(&ext);
    RETURN_THROWS();
  }
  Request* const request = this_request();
  const Error error = with_network(request, network, [&](const Network& found, Worker& worker) {
    return generate(*request, found, worker, audience, claims, ext.s, options);
  });
  smart_str_free(&ext);
  if (thrown(error)) RETURN_THROWS();
  return_text(*request, return_value);
}

PHP_FUNCTION(usersync_token_verify) {
  zend_string* network;
  zend_string* token;
  HashTable* options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(2, 3)
  Z_PARAM_STR(network)
  Z_PARAM_STR(token)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_options(3, options, kVerify)) RETURN_THROWS();

  Request* const request = this_request();
  Refusal refusal;
  const bool consumes = flag_option(options, "consume").value_or(true);
  const Error resolved = consumes && request != nullptr ? resolve_store(*request) : Error{};
  const Error error = with_network(request, network, [&](const Network& found, Worker& worker) {
    return verify(*request, found, worker, token, options, resolved, refusal);
  });
  if (thrown(error)) RETURN_THROWS();
  if (thrown(refusal)) RETURN_THROWS();
  copy_out(request->scratch.get<Verified>(), network, return_value);
  request->scratch.clear();
}

PHP_FUNCTION(usersync_token_peek) {
  zend_string* token;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(token)
  ZEND_PARSE_PARAMETERS_END();

  Refusal refusal;
  std::string_view version, purpose;
  const Error error = with_request([&](Request& request) -> Error {
    const auto peeked = peek_token(text_of(token));
    if (!peeked) {
      refusal = peeked.error();
      return {};
    }
    version = peeked->version;
    purpose = peeked->purpose;
    keep_text(request.scratch, peeked->kid ? std::string_view(*peeked->kid) : std::string_view());
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  if (thrown(refusal)) RETURN_THROWS();
  array_init(return_value);
  add_text(return_value, "version", version);
  add_text(return_value, "purpose", purpose);
  Scratch& scratch = this_request()->scratch;
  add_text_or_null(return_value, "kid", usersync::text_of(scratch.get<TextResult>().bytes));
  scratch.clear();
}
