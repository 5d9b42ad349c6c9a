// From settings and session.save_path to an open Session, in the three steps of the boundary.
#pragma once

#include <string_view>

#include "php/request.h"

namespace usersync {

// Where sessions go: session.save_path when it holds a scheme, else usersync.store, with a plain directory in
// save_path as the place of an sqlite store. Reports and returns false when nothing can be opened; may
// longjmp.
bool open_session(Request& request, const char* save_path, bool only_reads);

// The store that functions without a session use (claims, codes, index): usersync.store in the place that
// session.save_path names. Leaves it in `store`; makes no Zend call.
Error open_store_of(Request& request, std::shared_ptr<Store>& store);

// The keys of this tenant; null when nothing is to be sealed. Makes no Zend call.
Error tenant_keys(const SessionSettings& settings, TenantKeys*& keys);

}  // namespace usersync
