#include "php/functions/networks_of.h"

#include "php/settings/ini.h"
#include "php/settings/networks_files.h"

namespace usersync {

Result<Networks*> networks_of(Request* request) {
  if (request == nullptr) return Error{Msg::out_of_memory};
  request->networks.set_file(nullptr);
  if (!ini_networks().empty()) {
    // The names of the file's networks are reserved. As long as they are unknown, none can be defined or
    // used.
    const auto file = load_networks(ini_networks());
    if (!file) return file.error();
    request->networks.set_file(*file);
  }
  return &request->networks;
}

Result<const Network*> network_of(Request* request, std::string_view name) {
  const auto networks = networks_of(request);
  if (!networks) return networks.error();
  const Network* const network = (*networks)->find(name);
  if (network == nullptr) return Error{Msg::network_unknown, name};
  return network;
}

}  // namespace usersync
