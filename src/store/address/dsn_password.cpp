// Where a store's password comes from when its address names a file or a variable of the environment.
#include <cerrno>
#include <cstdlib>

#include "base/secret_file.h"
#include "base/wipe.h"
#include "store/address/dsn.h"

namespace usersync {
namespace {

constexpr SecretFileRules kRules{.most = 4096, .ours_or_roots = true};

Error worded(const SecretFileFailure& failure, const std::string& path) {
  using Reason = SecretFileFailure::Reason;
  switch (failure.reason) {
    case Reason::symbolic_link:
      return {Msg::password_file_symlink, path, failure.native};
    case Reason::not_regular:
    case Reason::open_to_others:
    case Reason::group_may_write:
    case Reason::foreign_owner:
      return {Msg::password_file_unsafe, path};
    case Reason::too_large:
      return {Msg::password_file_too_long, path};
    case Reason::not_opened:
    case Reason::not_read:
      break;
  }
  return {failure.native == ENOENT ? Msg::password_file_missing : Msg::password_file_unreadable, path,
          failure.native};
}

Result<std::string> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') {
    return Error{Msg::password_env_missing, name};
  }
  return std::string(value);
}

}  // namespace

Result<std::string> read_password_file(const std::string& path) {
  auto bytes = read_secret_file(path, kRules);
  if (!bytes) return worded(bytes.error(), path);
  const WipeOnExit wiped(*bytes);
  std::string_view text = text_of(*bytes);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) return Error{Msg::password_file_empty, path};
  if (text.find_first_of(std::string_view("\0\n", 2)) != std::string_view::npos) {
    return Error{Msg::password_file_lines, path};
  }
  return std::string(text);
}

Status resolve_password(Dsn& dsn) {
  const std::string file(dsn.param("password_file")), variable(dsn.param("password_env"));
  if (file.empty() && variable.empty()) return {};
  if (!file.empty() && !variable.empty()) {
    return Error{Msg::password_twice};
  }
  auto password = file.empty() ? from_environment(variable) : read_password_file(file);
  if (!password) return password.error();
  dsn.password = std::move(*password);
  std::erase_if(dsn.params, [](const auto& parameter) {
    return parameter.first == "password_file" || parameter.first == "password_env";
  });
  return {};
}

}  // namespace usersync
