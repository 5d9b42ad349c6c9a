#include "php/info.h"

#include "crypto/version.h"
#include "php/settings/ini.h"
#include "php/settings/keyrings.h"
#include "php/settings/opening.h"

namespace usersync {
namespace {

// What phpinfo() and usersync_info() show, gathered without a Zend call. Trivially destructible: it is on the
// stack across Zend calls.
struct Facts {
  char store[256];
  char scope[72];
  char keyring[200];  // why no keyring is in force; empty without an error
  const Keyring* ring;
  Counters counters;
  Census census;  // empty unless counts were requested
};

void copy_text(std::string_view text, char* out, std::size_t size) noexcept {
  const auto length = std::min(text.size(), size - 1);
  std::copy_n(text.data(), length, out);
  out[length] = '\0';
}

Error gather_store(Request& request, Facts& facts) {
  if (request.session) {
    const Store& store = request.session->store();
    copy_text(store.description(), facts.store, sizeof(facts.store));
    request.notes = store.notes();
    return {};
  }
  return with_store(&request, [&](Store& store) -> Error {
    copy_text(store.description(), facts.store, sizeof(facts.store));
    request.notes = store.notes();
    return {};
  });
}

Error count_records(Request& request, Facts& facts) {
  return with_store(&request, [&](Store& store) -> Error {
    auto counted = store.census();
    if (!counted) return counted.error();
    facts.census = *counted;
    return {};
  });
}

Error gather_keys(Request& request, Facts& facts) {
  return compute([&]() -> Error {
    if (Error error = effective_settings(request)) return error;
    copy_text(request.settings.scope, facts.scope, sizeof(facts.scope));
    facts.ring = request.overrides.keyring;
    if (facts.ring != nullptr || ini_keyring().empty()) return {};
    const auto ring = load_keyring(ini_keyring());
    if (!ring) return ring.error();
    facts.ring = *ring;
    return {};
  });
}

// May longjmp. False: out of memory.
bool gather(Facts& facts, bool counts) {
  facts = Facts{};
  Request* const request = this_request();
  Worker* const worker = this_worker();
  if (request == nullptr || worker == nullptr) return false;
  if (const Error error = gather_keys(*request, facts)) describe(error, facts.keyring, sizeof(facts.keyring));
  Error broken = gather_store(*request, facts);
  if (!broken && counts) broken = count_records(*request, facts);
  if (broken) describe(broken, facts.store, sizeof(facts.store));
  facts.counters = worker->counters;
  return true;
}

void add_count(zval* array, const char* name, std::optional<std::int64_t> count) {
  if (count) {
    add_assoc_long(array, name, static_cast<zend_long>(*count));
  } else {
    add_assoc_null(array, name);
  }
}

struct NamedCounter {
  const char* name;
  std::uint64_t Counters::*value;
};

constexpr NamedCounter kCounters[] = {
    {"sessions_opened", &Counters::sessions_opened},
    {"lock_waits", &Counters::lock_waits},
    {"lock_wait_us", &Counters::lock_wait_us},
    {"lock_timeouts", &Counters::lock_timeouts},
    {"conflicts", &Counters::conflicts},
    {"overwrites", &Counters::overwrites},
    {"reconnects", &Counters::reconnects},
    {"tampered", &Counters::tampered},
    {"resealed", &Counters::resealed},
    {"collected", &Counters::collected},
    {"bytes_read", &Counters::bytes_read},
    {"bytes_written", &Counters::bytes_written},
};

}  // namespace

void print_info(zend_module_entry* module) {
  Facts facts;
  if (!gather(facts, false)) return;
  php_info_print_table_start();
  php_info_print_table_row(2, "usersync", "enabled");
  php_info_print_table_row(2, "Version", PHP_USERSYNC_VERSION);
  php_info_print_table_row(2, "Libraries", crypto_version());
  php_info_print_table_row(2, "Store", facts.store);
  php_info_print_table_row(2, "Scope", facts.scope);
  if (facts.ring == nullptr) php_info_print_table_row(2, "Keyring", *facts.keyring ? facts.keyring : "none");
  for (std::size_t i = 0; facts.ring != nullptr && i < facts.ring->keys().size(); ++i) {
    php_info_print_table_row(2, i == 0 ? "Key that seals" : "Key that opens",
                             facts.ring->keys()[i].lid.c_str());
  }
  for (const std::string& note : this_request()->notes) php_info_print_table_row(2, "Note", note.c_str());
  php_info_print_table_end();
  display_ini(module);
}

}  // namespace usersync

using namespace usersync;

PHP_FUNCTION(usersync_info) {
  bool counts = false;
  ZEND_PARSE_PARAMETERS_START(0, 1)
  Z_PARAM_OPTIONAL
  Z_PARAM_BOOL(counts)
  ZEND_PARSE_PARAMETERS_END();
  Facts facts;
  array_init(return_value);
  if (!gather(facts, counts)) return;
  add_assoc_string(return_value, "version", PHP_USERSYNC_VERSION);
  add_assoc_string(return_value, "libraries", crypto_version());
  add_assoc_string(return_value, "store", facts.store);
  add_assoc_string(return_value, "scope", facts.scope);
  add_assoc_string(return_value, "encryption", ini_encryption());
  if (*facts.keyring) add_assoc_string(return_value, "keyring_error", facts.keyring);

  zval ids;
  array_init(&ids);
  for (std::size_t i = 0; facts.ring != nullptr && i < facts.ring->keys().size(); ++i) {
    add_next_index_string(&ids, facts.ring->keys()[i].lid.c_str());
  }
  add_assoc_zval(return_value, "key_ids", &ids);

  zval notes;
  array_init(&notes);
  for (const std::string& note : this_request()->notes) add_next_index_string(&notes, note.c_str());
  add_assoc_zval(return_value, "notes", &notes);

  zval counters;
  array_init(&counters);
  for (const NamedCounter& counter : kCounters) {
    add_assoc_long(&counters, counter.name, static_cast<zend_long>(facts.counters.*counter.value));
  }
  add_assoc_zval(return_value, "counters", &counters);

  if (!counts) return;
  zval records;
  array_init(&records);
  add_count(&records, "live", facts.census.live);
  add_count(&records, "expired", facts.census.expired);
  add_count(&records, "tombstones", facts.census.tombstones);
  add_count(&records, "bytes", facts.census.bytes);
  add_assoc_bool(&records, "exact", facts.census.exact);
  add_assoc_zval(return_value, "records", &records);
}
