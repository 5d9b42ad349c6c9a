#include "base/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/wipe.h"

namespace usersync {
namespace {

using Reason = SecretFileFailure::Reason;

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

Result<void, SecretFileFailure> check_file(int fd, const SecretFileRules& rules) {
  struct stat file {};
  if (fstat(fd, &file) != 0) return SecretFileFailure{Reason::not_opened, errno};
  if (!S_ISREG(file.st_mode)) return SecretFileFailure{Reason::not_regular};
  if (rules.ours_or_roots && file.st_uid != geteuid() && file.st_uid != 0) {
    return SecretFileFailure{Reason::foreign_owner};
  }
  if ((file.st_mode & S_IRWXO) != 0) return SecretFileFailure{Reason::open_to_others};
  if ((file.st_mode & S_IWGRP) != 0) return SecretFileFailure{Reason::group_may_write};
  if (file.st_size > static_cast<off_t>(rules.most)) return SecretFileFailure{Reason::too_large};
  return {};
}

// At most as many bytes as fit; the size may have changed since fstat().
Result<std::size_t, SecretFileFailure> read_into(int fd, Bytes& text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t got = read(fd, text.data() + length, text.size() - length);
    if (got == 0) break;
    if (got > 0) {
      length += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      return SecretFileFailure{Reason::not_read, errno};
    }
  }
  return length;
}

}  // namespace

Result<Bytes, SecretFileFailure> read_secret_file(const std::string& path, const SecretFileRules& rules) {
  // O_NONBLOCK: a FIFO put in the file's place must not hang the server's start.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0)
    return SecretFileFailure{errno == ELOOP ? Reason::symbolic_link : Reason::not_opened, errno};
  if (const auto checked = check_file(file.get(), rules); !checked) return checked.error();

  Bytes text(rules.most + 1);  // in one piece: growing would leave copies of the secret behind
  const auto length = read_into(file.get(), text);
  if (!length || *length > rules.most) {
    wipe(text);
    return length ? SecretFileFailure{Reason::too_large} : length.error();
  }
  text.resize(*length);
  return text;
}

}  // namespace usersync
