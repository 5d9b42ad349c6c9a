#include "php/info.h"

#include "crypto/version.h"
#include "php/settings/ini.h"
#include "php/settings/keyrings.h"
#include "php/settings/opening.h"
#include "php/values/copy_out.h"

namespace usersync {
namespace {

// Gathered without a Zend call, then copied out.
struct Facts {
  std::string store;  // its description, or why it cannot be opened
  std::string scope;
  std::string keyring_error;
  std::vector<std::string> key_ids;
  std::vector<std::string> notes;  // of the store
  Counters counters;
  Census census;  // empty unless counts were requested
};

void describe_store(const Store& store, Facts& facts) {
  facts.store = store.description();
  facts.notes = store.notes();
}

Error gather_store(Request& request, Facts& facts, bool counts) {
  if (request.session && !counts) {
    return compute([&]() -> Error {
      describe_store(request.session->store(), facts);
      return {};
    });
  }
  return with_store(&request, [&](Store& store) -> Error {
    describe_store(store, facts);
    if (!counts) return {};
    auto counted = store.census();
    if (!counted) return counted.error();
    facts.census = *counted;
    return {};
  });
}

Error gather_keys(Request& request, Facts& facts) {
  if (Error error = effective_settings(request)) return error;
  facts.scope = request.settings.scope;
  const Keyring* ring = request.overrides.keyring.get();
  if (ring == nullptr) {
    if (Error error = check_keyring_setting()) return error;
  }
  if (ring == nullptr && !ini_keyring().empty()) {
    const auto loaded = load_keyring(ini_keyring());
    if (!loaded) return loaded.error();
    ring = *loaded;
  }
  if (ring == nullptr) return {};
  for (const RingKey& key : ring->keys()) facts.key_ids.push_back(key.lid);
  return {};
}

// Into the request's scratch. May longjmp. False: out of memory.
bool gather(bool counts) {
  Request* const request = this_request();
  Worker* const worker = this_worker();
  if (request == nullptr || worker == nullptr) return false;
  Facts* facts = nullptr;
  const Error unprepared = compute([&]() -> Error {
    facts = &request->scratch.make<Facts>();
    facts->counters = worker->counters;
    if (const Error error = gather_keys(*request, *facts)) facts->keyring_error = described(error);
    return {};
  });
  if (unprepared) return false;
  const Error broken = gather_store(*request, *facts, counts);
  return !compute([&]() -> Error {
    if (broken) facts->store = described(broken);
    return {};
  });
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

// The array of usersync_info(), from the request's scratch, which is freed.
void copy_out(bool counts, zval* out) {
  Scratch& scratch = this_request()->scratch;
  const Facts& facts = scratch.get<Facts>();
  array_init(out);
  add_text(out, "version", PHP_USERSYNC_VERSION);
  add_text(out, "libraries", crypto_version());
  add_text(out, "store", facts.store);
  add_text(out, "scope", facts.scope);
  add_text(out, "encryption", ini_encryption());
  if (!facts.keyring_error.empty()) add_text(out, "keyring_error", facts.keyring_error);
  add_texts(out, "key_ids", facts.key_ids);
  add_texts(out, "notes", facts.notes);

  zval counters;
  array_init(&counters);
  for (const NamedCounter& counter : kCounters) {
    add_assoc_long(&counters, counter.name, static_cast<zend_long>(facts.counters.*counter.value));
  }
  add_assoc_zval(out, "counters", &counters);

  if (counts) {
    zval records;
    array_init(&records);
    add_count(&records, "live", facts.census.live);
    add_count(&records, "expired", facts.census.expired);
    add_count(&records, "tombstones", facts.census.tombstones);
    add_count(&records, "bytes", facts.census.bytes);
    add_assoc_bool(&records, "exact", facts.census.exact);
    add_assoc_zval(out, "records", &records);
  }
  scratch.clear();
}

const char* text_in(const zval* info, std::string_view name) noexcept {
  const zval* const value = zend_hash_str_find(Z_ARRVAL_P(info), name.data(), name.size());
  return value != nullptr && Z_TYPE_P(value) == IS_STRING ? Z_STRVAL_P(value) : nullptr;
}

// One row for each text of a list.
void print_rows(const zval* info, std::string_view name, const char* first_label, const char* label) {
  const zval* const list = zend_hash_str_find(Z_ARRVAL_P(info), name.data(), name.size());
  const zval* text;
  ZEND_HASH_FOREACH_VAL(Z_ARRVAL_P(list), text) {
    php_info_print_table_row(2, first_label, Z_STRVAL_P(text));
    first_label = label;
  }
  ZEND_HASH_FOREACH_END();
}

}  // namespace

// Prints from the array, which belongs to PHP: an output handler may run a script's code in between.
void print_info(zend_module_entry* module) {
  if (!gather(false)) return;
  zval info;
  copy_out(false, &info);
  php_info_print_table_start();
  php_info_print_table_row(2, "usersync", "enabled");
  php_info_print_table_row(2, "Version", PHP_USERSYNC_VERSION);
  php_info_print_table_row(2, "Libraries", crypto_version());
  php_info_print_table_row(2, "Store", text_in(&info, "store"));
  php_info_print_table_row(2, "Scope", text_in(&info, "scope"));
  const char* const keyring_error = text_in(&info, "keyring_error");
  const zval* const ids = zend_hash_str_find(Z_ARRVAL_P(&info), ZEND_STRL("key_ids"));
  if (zend_hash_num_elements(Z_ARRVAL_P(ids)) == 0) {
    php_info_print_table_row(2, "Keyring", keyring_error != nullptr ? keyring_error : "none");
  }
  print_rows(&info, "key_ids", "Key that seals", "Key that opens");
  print_rows(&info, "notes", "Note", "Note");
  php_info_print_table_end();
  display_ini(module);
  zval_ptr_dtor(&info);
}

}  // namespace usersync

using namespace usersync;

PHP_FUNCTION(usersync_info) {
  bool counts = false;
  ZEND_PARSE_PARAMETERS_START(0, 1)
  Z_PARAM_OPTIONAL
  Z_PARAM_BOOL(counts)
  ZEND_PARSE_PARAMETERS_END();
  if (gather(counts)) {
    copy_out(counts, return_value);
  } else {
    array_init(return_value);
  }
}
