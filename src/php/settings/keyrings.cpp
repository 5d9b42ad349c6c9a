#include "php/settings/keyrings.h"

#include <map>
#include <mutex>
#include <string>

namespace usersync {
namespace {

std::mutex guard;
std::map<std::string, Result<Keyring>, std::less<>> loaded;

}  // namespace

Result<const Keyring*> load_keyring(std::string_view path) noexcept {
  try {
    const std::lock_guard lock(guard);
    auto found = loaded.find(path);
    if (found == loaded.end()) {
      const std::string file(path);
      found = loaded.emplace(file, Keyring::from_file(file)).first;
    }
    if (!found->second) {
      Error error = found->second.error();
      error.annotate("setting", "usersync.keyring");
      return error;
    }
    return &found->second.value();
  } catch (...) {
    return Error{Msg::out_of_memory};
  }
}

void forget_keyrings() noexcept { loaded.clear(); }

}  // namespace usersync
