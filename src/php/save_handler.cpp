#include "php/save_handler.h"

#include "php/calling_frame.h"
#include "php/settings/opening.h"

// The contract of each callback: php-src ext/session/mod_files.c, head comment. *mod_data is the Request
// while a session is open and null otherwise; PHP skips write, close and gc when it is null.

namespace usersync {
namespace {

PS_FUNCS_UPDATE_TIMESTAMP(usersync);

constexpr ps_module kSaveHandler = {PS_MOD_UPDATE_TIMESTAMP(usersync)};
constexpr std::int64_t kCollect = 1000;  // one call of gc deletes at most so many expired records

Request* open_request(void** mod_data) noexcept {
  auto* const request = static_cast<Request*>(*mod_data);
  return request != nullptr && request->session ? request : nullptr;
}

// False after a warning in the words of the files handler. May longjmp.
bool parse_or_warn(const zend_string* key, SessionId& id) {
  const Error error = compute([&]() -> Error {
    auto parsed = SessionId::parse(text_of(key));
    if (!parsed) return parsed.error();
    id = *parsed;
    return {};
  });
  if (error.message == Msg::session_id_invalid) {  // PHP's own words, as its files handler has them
    php_error_docref(nullptr, E_WARNING,
                     "Session ID is too long or contains illegal characters. "
                     "Only the A-Z, a-z, 0-9, \"-\", and \",\" characters are allowed");
  } else if (error) {
    warn(error);
  }
  return !error;
}

Seconds lifetime_of(zend_long gc_maxlifetime) noexcept {
  return Seconds(std::clamp<zend_long>(gc_maxlifetime, 1, INT32_MAX));
}

void close_session(void** mod_data) noexcept {
  if (Request* const request = open_request(mod_data)) {
    request->inherited = called_to_regenerate() ? request->session->binding() : std::nullopt;
    request->session->close();
    request->session.reset();
  }
  *mod_data = nullptr;
}

PS_OPEN_FUNC(usersync) {
  (void)session_name;
#if PHP_VERSION_ID >= 80600
  const char* const path = ZSTR_VAL(save_path);
#else
  const char* const path = save_path;
#endif
  close_session(mod_data);  // session_reset() opens again under its own lock
  Request* const request = this_request();
  if (request == nullptr) return FAILURE;
  const auto inherited = std::exchange(request->inherited, std::nullopt);
  if (!open_session(*request, path, called_to_read_and_close())) return FAILURE;
  if (inherited && called_to_regenerate()) request->session->inherit_binding(inherited);
  *mod_data = request;
  return SUCCESS;
}

PS_CLOSE_FUNC(usersync) {
  close_session(mod_data);
  return SUCCESS;
}

PS_CREATE_SID_FUNC(usersync) { return php_session_create_id(mod_data); }

PS_VALIDATE_SID_FUNC(usersync) {
  Request* const request = open_request(mod_data);
  if (request == nullptr) return FAILURE;
  bool exists = false;
  const Error error = compute([&]() -> Error {
    auto id = SessionId::parse(text_of(key));
    if (!id) return {};
    auto answer = request->session->exists(*id);
    if (!answer) return answer.error();
    exists = *answer;
    return {};
  });
  if (error) warn(error);
  return exists ? SUCCESS : FAILURE;
}

PS_READ_FUNC(usersync) {
  Request* const request = open_request(mod_data);
  SessionId id;
  if (request == nullptr || !parse_or_warn(key, id)) return FAILURE;
  (void)maxlifetime;
  View data;
  const Error error = compute([&]() -> Error {
    auto read = request->session->read(id);
    if (!read) return read.error();
    data = *read;
    return {};
  });
  if (error) {
    warn(error);
    return FAILURE;
  }
  *val = data.empty() ? ZSTR_EMPTY_ALLOC() : to_zend_string(data);
  if (request->session->read_only()) {
    report(E_NOTICE, Error{Msg::session_read_only});
  }
  return SUCCESS;
}

template <class Step>
zend_result store_session(void** mod_data, const zend_string* key, Step step) {
  Request* const request = open_request(mod_data);
  if (request == nullptr) return FAILURE;
  const SessionId& open = request->session->id();
  const bool known = !open.empty() && open.text() == text_of(key);  // already parsed by read
  SessionId id;
  if (!known && !parse_or_warn(key, id)) return FAILURE;
  const Error error = compute([&]() -> Error {
    const Status stored = step(*request->session, known ? open : id);
    return stored ? Error{} : stored.error();
  });
  if (error) warn(error);
  return error ? FAILURE : SUCCESS;
}

PS_WRITE_FUNC(usersync) {
  return store_session(mod_data, key, [&](Session& session, const SessionId& id) {
    return session.write(id, view_of(val), lifetime_of(maxlifetime));
  });
}

PS_UPDATE_TIMESTAMP_FUNC(usersync) {
  return store_session(mod_data, key, [&](Session& session, const SessionId& id) {
    return session.touch(id, view_of(val), lifetime_of(maxlifetime));
  });
}

PS_DESTROY_FUNC(usersync) {
  return store_session(mod_data, key,
                       [](Session& session, const SessionId& id) { return session.destroy(id); });
}

PS_GC_FUNC(usersync) {
  (void)maxlifetime;  // each record carries its own expiry
  *nrdels = -1;
  Request* const request = open_request(mod_data);
  if (request == nullptr) return FAILURE;
  std::int64_t removed = 0;
  const Error error = compute([&]() -> Error {
    auto collected = request->session->gc(kCollect);
    if (!collected) return collected.error();
    removed = *collected;
    return {};
  });
  *nrdels = error ? -1 : removed;  // session_gc() returns false for -1
  if (error) warn(error);
  return *nrdels;
}

}  // namespace

bool register_save_handler() noexcept { return php_session_register_module(&kSaveHandler) == SUCCESS; }

}  // namespace usersync
