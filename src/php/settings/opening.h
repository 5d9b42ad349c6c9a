// From settings, usersync_configure() and session.save_path to an open Session or Store, in the three steps
// of the boundary.
#pragma once

#include "php/request.h"

namespace usersync {

// Chooses the store: that of usersync_configure(), else session.save_path when it holds a scheme, else
// usersync.store. A plain directory in save_path is the directory of an sqlite store without a path. Warns
// and returns false when nothing can be opened; may longjmp.
bool open_session(Request& request, const char* save_path, bool only_reads);

// For functions that use the store without a session. First the address, outside compute(), because PHP's
// check of open_basedir may longjmp; then the connection, inside.
Error resolve_store(Request& request);
Error connect_store(Request& request, std::shared_ptr<Store>& store);

// A second Session beside the request's, which stays as it is. After resolve_store(); makes no Zend call.
Error make_session(Request& request, bool only_reads, std::unique_ptr<Session>& session);

// Both, then `body(session)`, inside compute(): for work on other sessions than the request's.
template <class Body>
Error with_session(Request* request, Body body) {
  Error error{Msg::out_of_memory};
  if (request != nullptr) error = resolve_store(*request);
  if (error) return error;
  return compute([&]() -> Error {
    std::unique_ptr<Session> session;
    if (Error failed = make_session(*request, false, session)) return failed;
    return body(*session);
  });
}

// resolve_store(), then inside compute() connect_store() and `body(store)`.
template <class Body>
Error with_store(Request* request, Body body) {
  Error error{Msg::out_of_memory};
  if (request != nullptr) error = resolve_store(*request);
  if (error) return error;
  return compute([&]() -> Error {
    std::shared_ptr<Store> store;
    if (Error failed = connect_store(*request, store)) return failed;
    return body(*store);
  });
}

// These make no Zend call.
Error effective_settings(Request& request);  // into request.settings
using SharedKeys = std::shared_ptr<TenantKeys>;
Error tenant_keys(const Request& request, SharedKeys& keys);  // for sessions; null: nothing is sealed
Error data_keys(Request& request, SharedKeys& keys);          // for all other records; Code::no_keyring
Terms record_terms(const Request& request);                   // for all other records: always locked

}  // namespace usersync
