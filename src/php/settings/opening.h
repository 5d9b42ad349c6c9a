// From settings, usersync_configure() and session.save_path to an open Session or Store, in the three steps
// of the boundary.
#pragma once

#include "php/request.h"

namespace usersync {

// Where sessions go: what usersync_configure() said, else session.save_path when it holds a scheme, else
// usersync.store, with a plain directory in save_path as the place of an sqlite store. Reports and returns
// false when nothing can be opened; may longjmp.
bool open_session(Request& request, const char* save_path, bool only_reads);

// For functions that work on the store without a session. First the place, outside compute(), since
// open_basedir is Zend's and may longjmp; then the connection, inside.
Error place_store(Request& request);
Error connect_store(Request& request, std::shared_ptr<Store>& store);

// A Session of its own beside the request's, which stays as it is; makes no Zend call. After place_store().
Error make_session(Request& request, bool only_reads, std::unique_ptr<Session>& session);

// Both in turn, then `body(session)`, inside as well: for work on other sessions than the request's.
template <class Body>
Error with_session(Request* request, Body body) {
  Error error{Code::no_memory, "out of memory"};
  if (request != nullptr) error = place_store(*request);
  if (error) return error;
  return compute([&]() -> Error {
    std::unique_ptr<Session> session;
    if (Error failed = make_session(*request, false, session)) return failed;
    return body(*session);
  });
}

// Both in turn, then `body(store)`, inside as well.
template <class Body>
Error with_store(Request* request, Body body) {
  Error error{Code::no_memory, "out of memory"};
  if (request != nullptr) error = place_store(*request);
  if (error) return error;
  return compute([&]() -> Error {
    std::shared_ptr<Store> store;
    if (Error failed = connect_store(*request, store)) return failed;
    return body(*store);
  });
}

// The rest makes no Zend call.
Error effective_settings(Request& request);                    // into request.settings
Error tenant_keys(const Request& request, TenantKeys*& keys);  // for sessions; null: nothing is sealed
Error data_keys(Request& request, TenantKeys*& keys);          // for everything else; Code::no_keyring
Terms record_terms(const Request& request);  // for records other than sessions; always a lock

}  // namespace usersync
