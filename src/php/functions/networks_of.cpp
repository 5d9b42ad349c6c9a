#include "php/functions/networks_of.h"

#include "php/settings/ini.h"
#include "php/settings/networks_files.h"

namespace usersync {

Networks* networks_of(Request* request, Error& error) {
  if (request == nullptr) {
    error = Error{Code::no_memory, "out of memory"};
    return nullptr;
  }
  request->networks.set_file(nullptr);
  if (!ini_networks().empty()) {
    const auto file = load_networks(ini_networks());
    if (!file) {
      // The names of the file's networks are reserved. As long as they are unknown, none can be defined or
      // used.
      error = file.error();
      return nullptr;
    }
    request->networks.set_file(*file);
  }
  return &request->networks;
}

const Network* network_of(Request* request, std::string_view name, Error& error) {
  const Networks* const networks = networks_of(request, error);
  if (networks == nullptr) return nullptr;
  const Network* const network = networks->find(name);
  if (network == nullptr) error = Error{Code::invalid_argument, "there is no such network", name};
  return network;
}

}  // namespace usersync
