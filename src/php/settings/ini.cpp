#include "php/settings/ini.h"

#include <unistd.h>

#include <cmath>
#include <cstdlib>

#include "base/fork.h"
#include "php/boundary.h"
#include "php/settings/keyrings.h"
#include "php/settings/networks_files.h"

namespace usersync {
namespace {

constexpr zend_long kUnbounded = ZEND_LONG_MAX;

void refuse(const zend_ini_entry* entry, const zend_string* value, const char* expected) {
  warn(Error{Msg::setting_invalid,
             {text_of(entry->name), expected, value != nullptr ? text_of(value) : std::string_view{}}});
}

template <zend_long Low, zend_long High>
ZEND_INI_MH(whole_number) {
  zend_string* complaint = nullptr;
  const zend_long number = zend_ini_parse_quantity(new_value, &complaint);
  const bool clean = complaint == nullptr && ZSTR_LEN(new_value) > 0;
  if (complaint != nullptr) zend_string_release(complaint);
  if (!clean || number < Low || number > High) {
    char expected[64];
    if (High == kUnbounded) {
      snprintf(expected, sizeof(expected), "a number of at least " ZEND_LONG_FMT, Low);
    } else {
      snprintf(expected, sizeof(expected), "a number from " ZEND_LONG_FMT " to " ZEND_LONG_FMT, Low, High);
    }
    refuse(entry, new_value, expected);
    return FAILURE;
  }
  *reinterpret_cast<zend_long*>(ZEND_INI_GET_ADDR()) = number;
  return SUCCESS;
}

// Seconds with fractions. `Least` in milliseconds, because a template takes no double.
template <zend_long Least>
ZEND_INI_MH(seconds) {
  char* end = nullptr;
  const double number = zend_strtod(ZSTR_VAL(new_value), const_cast<const char**>(&end));
  const bool clean = ZSTR_LEN(new_value) > 0 && end == ZSTR_VAL(new_value) + ZSTR_LEN(new_value);
  if (!clean || !std::isfinite(number) || number * 1000 < Least || number > 86400) {
    refuse(entry, new_value,
           Least > 0 ? "seconds, more than 0 and at most 86400" : "seconds, from 0 to 86400");
    return FAILURE;
  }
  *reinterpret_cast<double*>(ZEND_INI_GET_ADDR()) = number;
  return SUCCESS;
}

// user:password@ in the authority, also where an unescaped slash cuts the password, or a parameter of that
// name.
bool holds_password(std::string_view address) noexcept {
  const auto start = address.find("://");
  if (start == std::string_view::npos) return false;
  const std::string_view rest = address.substr(start + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const auto colon = authority.find(':');
  const auto in_authority = authority.rfind('@'), at = rest.substr(0, rest.find('?')).rfind('@');
  return (colon != std::string_view::npos &&
          (in_authority != std::string_view::npos ? colon < in_authority : at != std::string_view::npos)) ||
         rest.find("?password=") != std::string_view::npos ||
         rest.find("&password=") != std::string_view::npos;
}

// A value refused here is not kept, so that ini_get() and phpinfo() never show the password. No session
// starts meanwhile: it would use the default store.
ZEND_INI_MH(store_address) {
  const bool at_start = stage == ZEND_INI_STAGE_STARTUP;
  if (new_value != nullptr && holds_password(text_of(new_value))) {
    (at_start ? USERSYNC_G(refused_at_start) : USERSYNC_G(refused_at_runtime)) = true;
    warn(Error{Msg::store_password_in_address});
    return FAILURE;
  }
  if (!at_start) USERSYNC_G(refused_at_runtime) = false;
  return OnUpdateString(entry, new_value, mh_arg1, mh_arg2, mh_arg3, stage);
}

ZEND_INI_MH(keyring_path) {
  if (OnUpdateString(entry, new_value, mh_arg1, mh_arg2, mh_arg3, stage) == FAILURE) return FAILURE;
  const bool by_default = (stage == ZEND_INI_STAGE_STARTUP || stage == ZEND_INI_STAGE_DEACTIVATE) &&
                          cfg_get_entry(ZSTR_VAL(entry->name), ZSTR_LEN(entry->name)) == nullptr;
  const bool empty = new_value == nullptr || ZSTR_LEN(new_value) == 0;
  USERSYNC_G(keyring_emptied) = empty && !by_default;
  // Now, while the master is still root: a pool's worker could not read it later. An error is kept, and
  // reported when a session or a function needs the keyring.
  if (new_value != nullptr && ZSTR_LEN(new_value) > 0) (void)load_keyring(text_of(new_value));
  return SUCCESS;
}

ZEND_INI_MH(networks_path) {
  if (OnUpdateString(entry, new_value, mh_arg1, mh_arg2, mh_arg3, stage) == FAILURE) return FAILURE;
  if (new_value != nullptr && ZSTR_LEN(new_value) > 0)
    (void)load_networks(text_of(new_value));  // now, as above
  return SUCCESS;
}

}  // namespace

#define NUMBER(name, value, access, low, high)                                         \
  STD_PHP_INI_ENTRY("usersync." #name, value, access, (whole_number<low, high>), name, \
                    zend_usersync_globals, usersync_globals)
#define SECONDS(name, value, least)                                                                  \
  STD_PHP_INI_ENTRY("usersync." #name, value, PHP_INI_SYSTEM | PHP_INI_PERDIR, seconds<least>, name, \
                    zend_usersync_globals, usersync_globals)
#define WORD(name, value, access)                                                                  \
  STD_PHP_INI_ENTRY("usersync." #name, value, access, OnUpdateString, name, zend_usersync_globals, \
                    usersync_globals)
#define SWITCH(name, value, access)                                                                \
  STD_PHP_INI_BOOLEAN("usersync." #name, value, access, OnUpdateBool, name, zend_usersync_globals, \
                      usersync_globals)

constexpr int kSystem = PHP_INI_SYSTEM;
constexpr int kPerDirectory = PHP_INI_SYSTEM | PHP_INI_PERDIR;

PHP_INI_BEGIN()
STD_PHP_INI_ENTRY("usersync.store", "sqlite", kPerDirectory, store_address, store, zend_usersync_globals,
                  usersync_globals)
STD_PHP_INI_ENTRY("usersync.keyring", "", kSystem, keyring_path, keyring, zend_usersync_globals,
                  usersync_globals)
STD_PHP_INI_ENTRY("usersync.networks", "", kSystem, networks_path, networks, zend_usersync_globals,
                  usersync_globals)
WORD(scope, "", kSystem)
WORD(encryption, "auto", kSystem)
WORD(prefix, "usersync:", kPerDirectory)
WORD(lock, "exclusive", kPerDirectory)
WORD(lock_failure, "fail", kPerDirectory)
WORD(trusted_proxies, "", kSystem)
SECONDS(lock_wait, "30", 0)
SECONDS(connect_timeout, "1", 1)
SECONDS(timeout, "3", 1)
NUMBER(lock_ttl, "60", kPerDirectory, 1, 86400)
NUMBER(lock_waiters, "0", kPerDirectory, 0, 100000)
NUMBER(touch_interval, "60", kPerDirectory, 0, 31536000)
NUMBER(absolute_lifetime, "0", kPerDirectory, 0, kUnbounded)
NUMBER(max_size, "16M", kPerDirectory, 1, 1 << 30)
NUMBER(gc_divisor, "100", kPerDirectory, 0, 1000000000)
NUMBER(max_connections, "4", kSystem, 1, 1000)
NUMBER(idle_close, "60", kSystem, 0, 31536000)
SWITCH(store_empty, "1", kPerDirectory)
SWITCH(persistent, "1", kSystem)
PHP_INI_END()

#undef NUMBER
#undef SECONDS
#undef WORD
#undef SWITCH

void register_ini(int module_number) { zend_register_ini_entries(ini_entries, module_number); }
void unregister_ini(int module_number) { zend_unregister_ini_entries(module_number); }
void display_ini(zend_module_entry* module) { ::display_ini_entries(module); }

namespace {

std::string_view text_or_empty(const char* text) noexcept { return text != nullptr ? text : ""; }

Millis millis(double seconds) noexcept { return Millis(static_cast<std::int64_t>(seconds * 1000)); }

// An empty value is no word: it may come from ${UNSET}, and
// php.ini reads a bare none, off or no as empty.
template <class T, std::size_t Count>
Error choose(const char* setting, const char* expected, const char* given,
             const std::pair<const char*, T> (&words)[Count], T& chosen) {
  for (const auto& [word, meaning] : words) {
    if (text_or_empty(given) == word) {
      chosen = meaning;
      return {};
    }
  }
  const std::string_view value = text_or_empty(given);
  if (value.empty()) return Error{Msg::setting_empty, {setting, expected}};
  return Error{Msg::setting_unknown_word, {setting, expected, value}};
}

bool printable(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

Error read_settings(std::string_view prefix, std::string_view scope, SessionSettings& settings) {
  // `off` and `none` are older words, which php.ini must quote.
  static constexpr std::pair<const char*, Encryption> kEncryption[] = {{"auto", Encryption::automatic},
                                                                       {"migrate", Encryption::migrate},
                                                                       {"required", Encryption::required},
                                                                       {"plaintext", Encryption::off},
                                                                       {"off", Encryption::off}};
  static constexpr std::pair<const char*, Terms::Lock> kLock[] = {
      {"exclusive", Terms::Lock::exclusive}, {"unlocked", Terms::Lock::none}, {"none", Terms::Lock::none}};
  static constexpr std::pair<const char*, LockFailure> kLockFailure[] = {{"fail", LockFailure::fail},
                                                                         {"readonly", LockFailure::readonly}};
  Error error = choose("usersync.encryption", "auto, migrate, required or plaintext", USERSYNC_G(encryption),
                       kEncryption, settings.encryption);
  if (!error)
    error = choose("usersync.lock", "exclusive or unlocked", USERSYNC_G(lock), kLock, settings.terms.lock);
  if (!error) {
    error = choose("usersync.lock_failure", "fail or readonly", USERSYNC_G(lock_failure), kLockFailure,
                   settings.lock_failure);
  }
  if (error) return error;

  settings.prefix = prefix;
  settings.scope = scope;
  if (!printable(settings.prefix)) {
    return Error{Msg::setting_printable, "usersync.prefix"};
  }
  if (!printable(settings.scope)) {
    return Error{Msg::setting_printable, "usersync.scope"};
  }
  const zend_long time_limit = std::max<zend_long>(EG(timeout_seconds), 0);
  const zend_long held = std::max(USERSYNC_G(lock_ttl), time_limit);
  settings.terms.wait = millis(USERSYNC_G(lock_wait));
  settings.terms.max_waiters = static_cast<std::uint32_t>(USERSYNC_G(lock_waiters));
  settings.terms.lease = Seconds(std::max(USERSYNC_G(lock_ttl), time_limit + 10));
  settings.terms.tombstone = Seconds(held + 60);
  settings.touch_interval = Seconds(USERSYNC_G(touch_interval));
  settings.absolute_lifetime = Seconds(USERSYNC_G(absolute_lifetime));
  settings.max_size = static_cast<std::size_t>(USERSYNC_G(max_size));
  settings.gc_divisor = static_cast<std::uint32_t>(USERSYNC_G(gc_divisor));
  settings.store_empty = USERSYNC_G(store_empty);
  return {};
}

PoolLimits pool_limits() noexcept {
  return {USERSYNC_G(persistent), static_cast<std::size_t>(USERSYNC_G(max_connections)),
          Seconds(USERSYNC_G(idle_close))};
}

Millis connect_timeout() noexcept { return millis(USERSYNC_G(connect_timeout)); }
Millis command_timeout() noexcept { return millis(USERSYNC_G(timeout)); }

std::string_view ini_store() noexcept { return text_or_empty(USERSYNC_G(store)); }
std::string_view ini_prefix() noexcept { return text_or_empty(USERSYNC_G(prefix)); }
std::string_view ini_keyring() noexcept { return text_or_empty(USERSYNC_G(keyring)); }
std::string_view ini_networks() noexcept { return text_or_empty(USERSYNC_G(networks)); }
std::string_view ini_trusted_proxies() noexcept { return text_or_empty(USERSYNC_G(trusted_proxies)); }
// Of ${UNSET}, for instance: whoever sets a keyring wants sessions sealed.
Error check_keyring_setting() noexcept {
  if (!USERSYNC_G(keyring_emptied)) return {};
  return Error{Msg::keyring_setting_empty};
}
const char* ini_encryption() noexcept { return USERSYNC_G(encryption); }
bool store_was_refused() noexcept { return USERSYNC_G(refused_at_start) || USERSYNC_G(refused_at_runtime); }

// The default is computed at first use in the worker: a preloading master may run as another user than its
// children.
std::string_view tenant_scope() {
  static thread_local std::string of_uid;
  static thread_local std::uint32_t generation = 0;
  const std::string_view given = text_or_empty(USERSYNC_G(scope));
  if (!given.empty()) return given;
  if (of_uid.empty() || generation != fork_generation()) {
    of_uid = "uid:" + std::to_string(geteuid());
    generation = fork_generation();
  }
  return of_uid;
}

// php_admin_value makes its entry SYSTEM. Some entries are SYSTEM anyway: there, a value that differs from
// php.ini's came from php_admin_value.
bool fixed_by_administrator(const char* setting, std::size_t length) {
  auto* const entry =
      static_cast<const zend_ini_entry*>(zend_hash_str_find_ptr(EG(ini_directives), setting, length));
  if (entry == nullptr || entry->modifiable != PHP_INI_SYSTEM || entry->value == nullptr) return false;
  if (ZSTR_LEN(entry->value) == 0) return false;
  const zval* const configured = cfg_get_entry(setting, length);
  return configured == nullptr || Z_TYPE_P(configured) != IS_STRING ||
         text_of(Z_STR_P(configured)) != text_of(entry->value);
}

bool set_by_system(const char* setting, std::size_t length) noexcept {
  const auto* entry =
      static_cast<const zend_ini_entry*>(zend_hash_str_find_ptr(EG(ini_directives), setting, length));
  return entry == nullptr || !entry->modified || entry->modifiable == PHP_INI_SYSTEM;
}

}  // namespace usersync
