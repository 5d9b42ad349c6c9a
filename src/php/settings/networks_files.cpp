#include "php/settings/networks_files.h"

#include <map>
#include <mutex>
#include <string>

#include "sync/network/networks_file.h"

namespace usersync {
namespace {

std::mutex guard;
std::map<std::string, Result<std::vector<Network>>, std::less<>> loaded;

// A function's caller did not write the file: an error in it is a KeyringException, not a ValueError about an
// argument.
Error as_fault_of_the_file(Error error) {
  error.annotate("setting", "usersync.networks");
  if (error.code == Code::invalid_argument) error.code = Code::bad_key;
  if (error.code == Code::unavailable) error.code = Code::no_keyring;
  return error;
}

}  // namespace

Result<const std::vector<Network>*> load_networks(std::string_view path) noexcept {
  try {
    const std::lock_guard lock(guard);
    auto found = loaded.find(path);
    if (found == loaded.end()) {
      const std::string file(path);
      found = loaded.emplace(file, read_networks_file(file)).first;
    }
    if (!found->second) return as_fault_of_the_file(found->second.error());
    return &found->second.value();
  } catch (...) {
    return Error{Msg::out_of_memory};
  }
}

void forget_networks() noexcept { loaded.clear(); }

}  // namespace usersync
