#include "php/request.h"

#include "php/settings/ini.h"

namespace usersync {

Request* this_request() noexcept {
  if (USERSYNC_G(request) == nullptr) USERSYNC_G(request) = new (std::nothrow) Request;
  return static_cast<Request*>(USERSYNC_G(request));
}

Worker* this_worker() noexcept {
  if (USERSYNC_G(worker) == nullptr) USERSYNC_G(worker) = new (std::nothrow) Worker;
  return static_cast<Worker*>(USERSYNC_G(worker));
}

void end_request() noexcept {
  delete static_cast<Request*>(USERSYNC_G(request));
  USERSYNC_G(request) = nullptr;
  if (USERSYNC_G(worker) != nullptr) this_worker()->pool.end_of_request(system_clock(), pool_limits());
}

void end_worker(void* worker, void* request) noexcept {
  delete static_cast<Request*>(request);
  delete static_cast<Worker*>(worker);
}

}  // namespace usersync
