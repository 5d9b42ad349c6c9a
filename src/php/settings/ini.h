// The settings usersync.*: registered with PHP, and converted for the core. Numbers are checked when they are
// set. Words are checked when a session opens: a mistyped `usersync.encryption` then fails the session
// instead of falling back to a weaker default.
#pragma once

#include <string_view>

#include "php/php_compat.h"
#include "session/settings.h"
#include "store/pool.h"

namespace usersync {

void register_ini(int module_number);
void unregister_ini(int module_number);
void display_ini(zend_module_entry* module);

// Code::invalid_argument names the setting. Makes no Zend call.
Error read_settings(std::string_view prefix, std::string_view scope, SessionSettings& settings);
PoolLimits pool_limits() noexcept;
Millis connect_timeout() noexcept;
Millis command_timeout() noexcept;

std::string_view ini_store() noexcept;
std::string_view ini_prefix() noexcept;
std::string_view ini_keyring() noexcept;  // a path; empty: none
Error check_keyring_setting() noexcept;   // Code::no_keyring: it is set to an empty value
std::string_view ini_networks() noexcept;
const char* ini_encryption() noexcept;
std::string_view ini_trusted_proxies() noexcept;
std::string_view tenant_scope();    // usersync.scope, else uid:<effective uid>
bool store_was_refused() noexcept;  // usersync.store holds a password

// True when php_admin_value set it: then a script cannot change it.
bool fixed_by_administrator(const char* setting, std::size_t length);

// True when php.ini or php_admin_value set it: then open_basedir does not apply.
bool set_by_system(const char* setting, std::size_t length) noexcept;

}  // namespace usersync
