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
      return {Code::unsafe_file, "the password file is a symbolic link", path, failure.native};
    case Reason::not_regular:
    case Reason::open_to_others:
    case Reason::group_may_write:
    case Reason::foreign_owner:
      return {Code::unsafe_file,
              "the password file must be a plain file of this user or root that others cannot read and "
              "the group cannot write",
              path};
    case Reason::too_large:
      return {Code::invalid_argument, "the password file is too long", path};
    case Reason::not_opened:
    case Reason::not_read:
      break;
  }
  return {failure.native == ENOENT ? Code::unavailable : Code::denied, "the password file cannot be read",
          path, failure.native};
}

Result<std::string> from_file(const std::string& path) {
  auto bytes = read_secret_file(path, kRules);
  if (!bytes) return worded(bytes.error(), path);
  const WipeOnExit wiped(*bytes);
  std::string_view text = text_of(*bytes);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) return Error{Code::invalid_argument, "the password file is empty", path};
  if (text.find_first_of(std::string_view("\0\n", 2)) != std::string_view::npos) {
    return Error{Code::invalid_argument, "the password file holds more than one line", path};
  }
  return std::string(text);
}

Result<std::string> from_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') {
    return Error{Code::unavailable, "the environment has no password under this name", name};
  }
  return std::string(value);
}

}  // namespace

Status resolve_password(Dsn& dsn) {
  const std::string file(dsn.param("password_file")), variable(dsn.param("password_env"));
  if (file.empty() && variable.empty()) return {};
  if (!file.empty() && !variable.empty()) {
    return Error{Code::invalid_argument,
                 "a password comes from password_file or from password_env, not both"};
  }
  auto password = file.empty() ? from_environment(variable) : from_file(file);
  if (!password) return password.error();
  dsn.password = std::move(*password);
  std::erase_if(dsn.params, [](const auto& parameter) {
    return parameter.first == "password_file" || parameter.first == "password_env";
  });
  return {};
}

}  // namespace usersync
