// Where a store's password comes from when its address only names the place.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "store/address/dsn.h"

namespace usersync {
namespace {

constexpr std::size_t kLongest = 4096;

Error refused(const std::string& path) {
  return Error{errno == ENOENT ? Code::unavailable : Code::denied, "the password file cannot be read", path,
               errno};
}

// The rules of the keyring file (docs/formats.md): others may not read it, the group may not write it, and
// nobody may put a link or a pipe in its place.
Status check_file(int fd, const std::string& path) {
  struct stat file {};
  if (fstat(fd, &file) != 0) return refused(path);
  const bool ours = file.st_uid == geteuid() || file.st_uid == 0;
  if (!S_ISREG(file.st_mode) || !ours || (file.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    return Error{Code::unsafe_file,
                 "the password file must be a plain file of this user or root that others cannot read and "
                 "the group cannot write",
                 path};
  }
  return {};
}

Result<std::string> read_all(int fd, const std::string& path) {
  std::array<char, kLongest + 1> buffer;
  std::size_t size = 0;
  for (;;) {
    const ssize_t got = read(fd, buffer.data() + size, buffer.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused(path);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > kLongest) return Error{Code::invalid_argument, "the password file is too long", path};
  }
  std::string_view text(buffer.data(), size);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  std::string password(text);
  explicit_bzero(buffer.data(), size);
  if (password.empty()) return Error{Code::invalid_argument, "the password file is empty", path};
  if (password.find_first_of(std::string_view("\0\n", 2)) != std::string::npos) {
    return Error{Code::invalid_argument, "the password file holds more than one line", path};
  }
  return password;
}

Result<std::string> from_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0 && errno == ELOOP) {
    return Error{Code::unsafe_file, "the password file is a symbolic link", path, ELOOP};
  }
  if (fd < 0) return refused(path);
  const auto checked = check_file(fd, path);
  auto password = checked.ok() ? read_all(fd, path) : Result<std::string>(checked.error());
  close(fd);
  return password;
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
