#include "php/opening.h"

#include "php/calling_frame.h"
#include "php/ini.h"
#include "php/keyrings.h"

namespace usersync {
namespace {

bool time_is_up() noexcept { return zend_atomic_bool_load_ex(&EG(timed_out)); }

// "N;MODE;/path" as the files handler takes it.
std::string_view directory_part(std::string_view save_path) noexcept {
  const auto last = save_path.rfind(';');
  return last == std::string_view::npos ? save_path : save_path.substr(last + 1);
}

// Step one: what is asked for. Leaves dsn, directory and settings in the request.
Error choose_store(Request& request, std::string_view save_path, const char* fallback_directory) {
  const bool from_save_path = looks_like_dsn(save_path);
  if (!from_save_path && store_was_refused()) {
    return Error{Code::invalid_argument, "usersync.store was refused because it holds a password"};
  }
  auto dsn = parse_dsn(from_save_path ? save_path : ini_store());
  if (!dsn) return dsn.error();
  request.dsn = std::move(*dsn);
  if (auto resolved = resolve_password(request.dsn); !resolved) return resolved.error();

  const std::string_view directory = from_save_path ? std::string_view{} : directory_part(save_path);
  request.directory = directory.empty() ? std::string_view(fallback_directory) : directory;
  return read_settings(request.settings);
}

// Step two, a Zend call: a path that no administrator set passes open_basedir.
bool path_is_allowed(const Request& request, const char* save_path) {
  if (request.dsn.scheme != "sqlite" || PG(open_basedir) == nullptr || *PG(open_basedir) == '\0') return true;
  const bool from_save_path = looks_like_dsn(save_path);
  if (!request.dsn.path.empty()) {
    const bool by_system = from_save_path ? set_by_system(ZEND_STRL("session.save_path"))
                                          : set_by_system(ZEND_STRL("usersync.store"));
    return by_system || php_check_open_basedir(request.dsn.path.c_str()) == 0;
  }
  const bool named = *save_path != '\0';
  return (named && set_by_system(ZEND_STRL("session.save_path"))) ||
         php_check_open_basedir(request.directory.c_str()) == 0;
}

StoreContext context_of(const Request& request, Worker& worker) {
  StoreContext context;
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

Error begin(Request& request, Worker& worker, bool only_reads) {
  Session::Surroundings around;
  if (Error error = tenant_keys(request.settings, around.keys)) return error;
  if (Error error = connect(request, worker, around.store)) return error;
  around.counters = &worker.counters;
  around.buffers = &worker.buffers;
  request.settings.only_reads = only_reads;
  request.settings.terms.interrupted = time_is_up;
  request.session = std::make_unique<Session>(std::move(around), request.settings);
  return {};
}

}  // namespace

Error tenant_keys(const SessionSettings& settings, TenantKeys*& keys) {
  keys = nullptr;
  if (settings.encryption == Encryption::off) return {};
  if (ini_keyring().empty()) {
    if (settings.encryption != Encryption::required) return {};
    return Error{Code::no_keyring, "usersync.encryption=required and usersync.keyring names no file"};
  }
  const auto ring = load_keyring(ini_keyring());
  if (!ring) return ring.error();
  auto derived = this_worker()->keys_for(**ring, settings.scope);
  if (!derived) return derived.error();
  keys = *derived;
  return {};
}

bool open_session(Request& request, const char* save_path, bool only_reads) {
  Worker* const worker = this_worker();
  const char* const fallback = php_get_temporary_directory();
  Error error = compute([&]() -> Error {
    if (worker == nullptr) return Error{Code::no_memory, "out of memory"};
    request.session.reset();
    return choose_store(request, save_path, fallback);
  });
  if (!error) {
    if (!path_is_allowed(request, save_path)) return false;  // open_basedir has said so itself
    error = compute([&] { return begin(request, *worker, only_reads); });
  }
  if (error) warn(error);
  return !error;
}

Error open_store_of(Request& request, std::shared_ptr<Store>& store) {
  Worker* const worker = this_worker();
  if (worker == nullptr) return Error{Code::no_memory, "out of memory"};
  const char* save_path =
      zend_ini_string_ex(const_cast<char*>("session.save_path"), sizeof("session.save_path") - 1, 0, nullptr);
  if (Error error =
          choose_store(request, save_path != nullptr ? save_path : "", php_get_temporary_directory())) {
    return error;
  }
  return connect(request, *worker, store);
}

}  // namespace usersync
