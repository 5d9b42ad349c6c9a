#include "crypto/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "crypto/secret.h"

namespace usersync {
namespace {

constexpr std::size_t kLargest = 64 * 1024;

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

Error opening_failed(int reason, const std::string& path) {
  switch (reason) {
    case ELOOP:
      return {Code::unsafe_file, "a file of keys may not be a symbolic link", path, reason};
    case ENOENT:
      return {Code::unavailable, "the file of keys does not exist", path, reason};
    case EACCES:
      return {Code::unavailable, "the file of keys may not be read by this user", path, reason};
    default:
      return {Code::unavailable, "the file of keys could not be opened", path, reason};
  }
}

Status judge(const struct stat& file, const std::string& path) {
  if (!S_ISREG(file.st_mode)) return Error{Code::unsafe_file, "a file of keys must be a regular file", path};
  if ((file.st_mode & (S_IROTH | S_IWOTH)) != 0) {
    return Error{Code::unsafe_file, "the file of keys is open to every user (chmod 0400 or 0440)", path};
  }
  if ((file.st_mode & S_IWGRP) != 0) {
    return Error{Code::unsafe_file, "the file of keys may be written by its group (chmod 0400 or 0440)",
                 path};
  }
  if (file.st_size > static_cast<off_t>(kLargest)) {
    return Error{Code::unsafe_file, "the file of keys is larger than 64 KiB", path};
  }
  return {};
}

}  // namespace

Result<Bytes> read_secret_file(const std::string& path) {
  // O_NONBLOCK: a FIFO put in the file's place must not hang the server's start.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return opening_failed(errno, path);
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return opening_failed(errno, path);
  if (const Status safe = judge(status, path); !safe) return safe.error();

  Bytes text(kLargest + 1);  // in one piece: growing would leave copies of the keys behind
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t got = read(file.get(), text.data() + length, text.size() - length);
    if (got == 0) break;
    if (got > 0) {
      length += static_cast<std::size_t>(got);
    } else if (errno != EINTR) {
      const int reason = errno;
      wipe(text);
      return Error{Code::unavailable, "the file of keys could not be read", path, reason};
    }
  }
  if (length > kLargest) {
    wipe(text);
    return Error{Code::unsafe_file, "the file of keys is larger than 64 KiB", path};
  }
  text.resize(length);
  return text;
}

}  // namespace usersync
