// usersync_configure: settings that an application supplies itself, for this request.
#include <algorithm>

#include "php/exceptions.h"
#include "php/settings/ini.h"
#include "php/settings/opening.h"
#include "php/values/options.h"
#include "store/address/dsn_parts.h"

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr std::uint32_t kArgument = 1;
constexpr const char* kStorePieces[] = {"scheme", "host", "user", "password", "database", "path"};

// Step one: names and types. `store` and `keyring` take a string or an array each.
bool check(HashTable* options) {
  zend_string* name;
  const zval* value;
  ZEND_HASH_FOREACH_STR_KEY_VAL(options, name, value) {
    ZVAL_DEREF(value);
    const std::string_view key = name != nullptr ? text_of(name) : std::string_view{};
    const bool either = key == "store" || key == "keyring";
    if (!either && key != "prefix" && key != "scope" && key != "site_key") {
      zend_argument_value_error(kArgument, "has an unknown key \"%.*s\"", static_cast<int>(key.size()),
                                key.data());
      return false;
    }
    const bool fits =
        Z_TYPE_P(value) == IS_NULL || Z_TYPE_P(value) == IS_STRING || (either && Z_TYPE_P(value) == IS_ARRAY);
    if (!fits) {
      zend_argument_type_error(kArgument, "must hold %s under key \"%.*s\", %s found",
                               either ? "a string or an array" : "a string", static_cast<int>(key.size()),
                               key.data(), zend_zval_type_name(value));
      return false;
    }
  }
  ZEND_HASH_FOREACH_END();
  return true;
}

bool check_elements(const zval* array, const char* key) {
  if (array == nullptr || Z_TYPE_P(array) != IS_ARRAY) return true;
  const zval* element;
  ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(array), element) {
    ZVAL_DEREF(element);
    if (Z_TYPE_P(element) == IS_STRING || Z_TYPE_P(element) == IS_LONG) continue;
    zend_argument_type_error(kArgument, "must hold strings under key \"%s\", %s found", key,
                             zend_zval_type_name(element));
    return false;
  }
  ZEND_HASH_FOREACH_END();
  return true;
}

// Throws when the administrator fixed one of the settings, or when a session is open. True: an exception is
// pending.
bool refused(const Request& request, HashTable* options) {
  static constexpr std::pair<const char*, std::string_view> kFixed[] = {{"store", "usersync.store"},
                                                                        {"keyring", "usersync.keyring"},
                                                                        {"prefix", "usersync.prefix"},
                                                                        {"scope", "usersync.scope"}};
  for (const auto& [name, setting] : kFixed) {
    if (option(options, name) == nullptr) continue;
    if (fixed_by_administrator(setting.data(), setting.size())) {
      zend_argument_value_error(kArgument, "must not change \"%s\", which the administrator fixed", name);
      return true;
    }
    if (request.session) {
      throw_exception(Error{Msg::configure_too_late});
      return true;
    }
  }
  return false;
}

// Step two, of checked arrays; makes no Zend call.
DsnParts parts_of(HashTable* pieces, std::vector<std::string>& numbers) {
  DsnParts parts;
  zend_string* name;
  const zval* value;
  numbers.reserve(zend_hash_num_elements(pieces));  // so that views of its elements stay valid
  ZEND_HASH_FOREACH_STR_KEY_VAL(pieces, name, value) {
    ZVAL_DEREF(value);
    const std::string_view key = name != nullptr ? text_of(name) : std::string_view{};
    if (key == "port" && Z_TYPE_P(value) == IS_LONG) {
      parts.port = Z_LVAL_P(value);
      continue;
    }
    if (Z_TYPE_P(value) == IS_LONG) numbers.push_back(std::to_string(Z_LVAL_P(value)));
    const std::string_view text =
        Z_TYPE_P(value) == IS_LONG ? std::string_view(numbers.back()) : text_of(Z_STR_P(value));
    std::string_view* const pieces_in_order[] = {&parts.scheme,   &parts.host,     &parts.user,
                                                 &parts.password, &parts.database, &parts.path};
    const auto* const found = std::find(std::begin(kStorePieces), std::end(kStorePieces), key);
    if (found != std::end(kStorePieces)) {
      *pieces_in_order[found - std::begin(kStorePieces)] = text;
    } else {
      parts.params.emplace_back(key, text);
    }
  }
  ZEND_HASH_FOREACH_END();
  return parts;
}

Error take_store(const zval* given, Overrides& overrides) {
  std::vector<std::string> numbers;
  auto dsn = Z_TYPE_P(given) == IS_STRING ? parse_dsn(text_of(Z_STR_P(given)))
                                          : dsn_of(parts_of(Z_ARRVAL_P(given), numbers));
  if (!dsn) return dsn.error();
  overrides.store = std::move(*dsn);
  return {};
}

// One key a line, as in a file; wiped.
Result<Keyring> ring_of(const zval* given) {
  if (Z_TYPE_P(given) == IS_STRING) return Keyring::from_file(std::string(text_of(Z_STR_P(given))));
  std::string lines;
  std::size_t length = 0;
  const zval* key;
  ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(given), key) {
    ZVAL_DEREF(key);
    if (Z_TYPE_P(key) != IS_STRING) return Error{Msg::keyring_not_a_list};
    length += Z_STRLEN_P(key) + 1;
  }
  ZEND_HASH_FOREACH_END();
  lines.reserve(length);  // allocated once: growing would leave copies of keys in freed memory
  ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(given), key) {
    ZVAL_DEREF(key);
    lines.append(text_of(Z_STR_P(key))).push_back('\n');
  }
  ZEND_HASH_FOREACH_END();
  auto ring = Keyring::from_text(lines);
  wipe(lines);
  return ring;
}

Error take_site_key(std::string_view key, Worker& worker, Overrides& overrides) {
  std::string line(key);
  auto ring = Keyring::from_text(line);
  wipe(line);
  if (!ring) return ring.error();
  overrides.site_key = worker.adopt(std::move(*ring));
  return {};
}

Error apply(Request& request, Worker& worker, HashTable* options) {
  Overrides next = request.overrides;
  const zval* const keyring = option(options, "keyring");
  const zval* const store = option(options, "store");
  const auto prefix = text_option(options, "prefix");
  const auto scope = text_option(options, "scope");
  const bool moves = store != nullptr || prefix || scope;
  if (moves && keyring == nullptr && next.keyring == nullptr && !ini_keyring().empty()) {
    return Error{Msg::keyring_of_its_own};
  }
  if (store != nullptr) {
    if (Error error = take_store(store, next)) return error;
  }
  if (keyring != nullptr) {
    auto ring = ring_of(keyring);
    if (!ring) return ring.error();
    next.keyring = worker.adopt(std::move(*ring));
  }
  if (const auto key = text_option(options, "site_key")) {
    if (Error error = take_site_key(*key, worker, next)) return error;
  }
  if (prefix) next.prefix = *prefix;
  if (scope) next.scope = *scope;
  const Overrides before = std::exchange(request.overrides, std::move(next));
  const Error error = effective_settings(request);
  if (error) request.overrides = before;
  return error;
}

}  // namespace

PHP_FUNCTION(usersync_configure) {
  HashTable* options;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check(options)) RETURN_THROWS();
  const zval* const keyring = option(options, "keyring");
  if (!check_elements(option(options, "store"), "store") || !check_elements(keyring, "keyring"))
    RETURN_THROWS();

  Request* const request = this_request();
  Worker* const worker = this_worker();
  if (request == nullptr || worker == nullptr) {
    throw_exception(Error{Msg::out_of_memory});
    RETURN_THROWS();
  }
  if (refused(*request, options)) RETURN_THROWS();
  if (keyring != nullptr && Z_TYPE_P(keyring) == IS_STRING &&
      php_check_open_basedir_ex(Z_STRVAL_P(keyring), 0) != 0) {
    throw_exception(Error{Msg::open_basedir_keyring, text_of(Z_STR_P(keyring))});
    RETURN_THROWS();
  }
  const Error error = compute([&] { return apply(*request, *worker, options); });
  if (error) throw_exception(error);
}
