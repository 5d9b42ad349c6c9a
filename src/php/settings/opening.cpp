#include "php/settings/opening.h"

#include "php/calling_frame.h"
#include "php/settings/ini.h"
#include "php/settings/keyrings.h"

namespace usersync {
namespace {

bool time_is_up() noexcept { return zend_atomic_bool_load_ex(&EG(timed_out)); }

// "N;MODE;/path" as the files handler takes it.
std::string_view directory_part(std::string_view save_path) noexcept {
  const auto last = save_path.rfind(';');
  return last == std::string_view::npos ? save_path : save_path.substr(last + 1);
}

// Step one: which store. Sets dsn, directory and settings in the request.
Error choose_store(Request& request, std::string_view save_path, const char* fallback_directory) {
  const bool from_save_path = looks_like_dsn(save_path);
  if (request.overrides.store) {
    request.dsn = *request.overrides.store;
  } else {
    if (!from_save_path && store_was_refused()) {
      return Error{Msg::store_refused};
    }
    if (!from_save_path && ini_store().empty()) {
      return Error{Msg::setting_empty, {"usersync.store", "a store address"}};
    }
    Worker* const worker = this_worker();
    if (worker == nullptr) return Error{Msg::out_of_memory};
    const auto dsn = worker->address(from_save_path ? save_path : ini_store());
    if (!dsn) return dsn.error();
    request.dsn = **dsn;
  }
  if (auto resolved = resolve_password(request.dsn); !resolved) return resolved.error();

  const std::string_view directory = from_save_path ? std::string_view{} : directory_part(save_path);
  request.directory = directory.empty() ? std::string_view(fallback_directory) : directory;
  return effective_settings(request);
}

// Step two, a Zend call that may longjmp: a path from a script must lie within open_basedir.
bool path_is_allowed(const Request& request, const char* save_path, bool warns) {
  if (request.dsn.scheme != "sqlite" || PG(open_basedir) == nullptr || *PG(open_basedir) == '\0') return true;
  const bool save_path_by_system = set_by_system(ZEND_STRL("session.save_path"));
  if (request.dsn.path.empty()) {
    return (*save_path != '\0' && save_path_by_system) ||
           php_check_open_basedir_ex(request.directory.c_str(), warns) == 0;
  }
  const bool by_system =
      !request.overrides.store &&
      (looks_like_dsn(save_path) ? save_path_by_system : set_by_system(ZEND_STRL("usersync.store")));
  return by_system || php_check_open_basedir_ex(request.dsn.path.c_str(), warns) == 0;
}

StoreConfig context_of(const Request& request, Worker& worker) {
  StoreConfig context;
  context.counters = &worker.counters;
  context.default_directory = request.directory;
  context.prefix = request.settings.prefix;
  context.connect_timeout = connect_timeout();
  context.timeout = command_timeout();
  return context;
}

Error connect(Request& request, Worker& worker, std::shared_ptr<Store>& store) {
  auto opened = worker.pool.open(request.dsn, context_of(request, worker), pool_limits());
  if (!opened) return opened.error();
  store = std::move(*opened);
  return {};
}

Error derive(const std::shared_ptr<const Keyring>& ring, const std::string& scope, SharedKeys& keys) {
  Worker* const worker = this_worker();
  if (worker == nullptr) return Error{Msg::out_of_memory};
  auto derived = worker->keys_for(ring, scope);
  if (!derived) return derived.error();
  keys = std::move(*derived);
  return {};
}

}  // namespace

Error effective_settings(Request& request) {
  request.settings = SessionSettings{};
  const Overrides& given = request.overrides;
  return read_settings(given.prefix ? std::string_view(*given.prefix) : ini_prefix(),
                       given.scope ? std::string_view(*given.scope) : tenant_scope(), request.settings);
}

Error tenant_keys(const Request& request, SharedKeys& keys) {
  keys = nullptr;
  const SessionSettings& settings = request.settings;
  if (settings.encryption == Encryption::off) return {};
  std::shared_ptr<const Keyring> ring = request.overrides.keyring;
  if (ring == nullptr) {
    if (Error error = check_keyring_setting()) return error;
    if (ini_keyring().empty()) {
      if (settings.encryption != Encryption::required) return {};
      return Error{Msg::keyring_required};
    }
    const auto loaded = load_keyring(ini_keyring());
    if (!loaded) return loaded.error();
    ring = std::shared_ptr<const Keyring>(std::shared_ptr<void>(), *loaded);  // the process owns it
  }
  return derive(ring, settings.scope, keys);
}

Error data_keys(Request& request, SharedKeys& keys) {
  if (Error error = effective_settings(request)) return error;
  const bool has_ring = request.overrides.keyring != nullptr || !ini_keyring().empty();
  if (request.overrides.keyring == nullptr) {
    if (Error error = check_keyring_setting()) return error;
  }
  if (!has_ring && request.overrides.site_key != nullptr) {
    return derive(request.overrides.site_key, request.settings.scope, keys);
  }
  if (!has_ring) return Error{Msg::keyring_none};
  request.settings.encryption = Encryption::required;  // `off` is about sessions only
  return tenant_keys(request, keys);
}

Terms record_terms(const Request& request) {
  Terms terms = request.settings.terms;
  terms.lock = Terms::Lock::exclusive;  // lock=unlocked and lock_waiters are about sessions only
  terms.max_waiters = 0;
  terms.interrupted = time_is_up;
  return terms;
}

Error make_session(Request& request, bool only_reads, std::unique_ptr<Session>& session) {
  Worker* const worker = this_worker();
  if (worker == nullptr) return Error{Msg::out_of_memory};
  Session::SessionDependencies around;
  if (Error error = tenant_keys(request, around.keys)) return error;
  if (Error error = connect(request, *worker, around.store)) return error;
  around.counters = &worker->counters;
  around.buffers = &worker->buffers;
  request.settings.only_reads = only_reads;
  request.settings.terms.interrupted = time_is_up;
  session = std::make_unique<Session>(std::move(around), request.settings);
  return {};
}

namespace {

// Once a worker: with `migrate`, anyone who can write to the store can forge a session in clear. May longjmp.
void log_migration(const Request& request) {
  Worker* const worker = this_worker();
  if (request.settings.encryption != Encryption::migrate || worker->migration_logged) return;
  worker->migration_logged = true;
  char text[kLongestMessage];
  Error{Msg::migrate_in_force}.describe(text);
  if (PG(log_errors)) php_log_err(text);
}

}  // namespace

bool open_session(Request& request, const char* save_path, bool only_reads) {
  request.session.reset();
  const char* const fallback = php_get_temporary_directory();
  Error error = compute([&] { return choose_store(request, save_path, fallback); });
  if (!error && !path_is_allowed(request, save_path, true)) return false;  // PHP has warned
  if (!error) error = compute([&] { return make_session(request, only_reads, request.session); });
  if (error) {
    warn(error);
    return false;
  }
  log_migration(request);
  return true;
}

Error resolve_store(Request& request) {
  const char* save_path =
      zend_ini_string_ex(const_cast<char*>("session.save_path"), sizeof("session.save_path") - 1, 0, nullptr);
  if (save_path == nullptr) save_path = "";
  const char* const fallback = php_get_temporary_directory();
  const Error error = compute([&] { return choose_store(request, save_path, fallback); });
  if (error || path_is_allowed(request, save_path, false)) return error;
  const std::string& path = request.dsn.path.empty() ? request.directory : request.dsn.path;
  return Error{Msg::open_basedir_store, std::string_view(path)};
}

Error connect_store(Request& request, std::shared_ptr<Store>& store) {
  Worker* const worker = this_worker();
  if (worker == nullptr) return Error{Msg::out_of_memory};
  return connect(request, *worker, store);
}

}  // namespace usersync
