#include "store/sqlite/directory.h"

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace usersync {
namespace {

Error cannot_make(const std::string& path, int native) {
  switch (native) {
    case ENOENT:
    case ENOTDIR:
      return {Msg::sqlite_no_directory, path, native};
    case EACCES:
    case EPERM:
      return {Msg::sqlite_denied, path, native};
    case EROFS:
      return {Msg::sqlite_read_only, path, native};
    case ENOSPC:
    case EDQUOT:
      return {Msg::sqlite_full, path, native};
    default:
      return {Msg::sqlite_unavailable, path, native};
  }
}

// SQLite's write-ahead log needs memory that every process of the file maps, and the kernel's locks: both end
// at the edge of one machine (sqlite.org/wal.html). Numbers from linux/magic.h and fs/smb/client.
bool is_remote(const std::string& path) {
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return false;
  switch (static_cast<std::uint32_t>(system.f_type)) {
    case 0x6969:      // NFS
    case 0x517B:      // SMB
    case 0xFF534D42:  // CIFS
    case 0xFE534D42:  // SMB2
    case 0x5346414F:  // AFS
    case 0x00C36400:  // Ceph
      return true;
    default:
      return false;
  }
}

// File systems take times from a clock that ticks every few milliseconds, some every second. A later change
// may get the same time as long as it is younger than this.
constexpr Millis kTick{20}, kCoarseTick{2100};
// A rename of a directory above ours changes no time here, so the files are checked anyway after this long.
constexpr Millis kCheckAnyway{1000};

bool same(const timespec& a, const timespec& b) noexcept {
  return a.tv_nsec == b.tv_nsec && a.tv_sec == b.tv_sec;
}

}  // namespace

Result<std::string> private_directory(const std::string& parent) {
  const uid_t owner = geteuid();
  std::string path = parent;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  path += "/usersync-" + std::to_string(owner);
  if (mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) return cannot_make(path, errno);

  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return cannot_make(path, errno);
  if (!S_ISDIR(found.st_mode)) {
    return Error{Msg::sqlite_not_a_directory, path};
  }
  if (found.st_uid != owner) return Error{Msg::sqlite_directory_owner, path};
  if ((found.st_mode & 0777) != S_IRWXU) {
    return Error{Msg::sqlite_directory_mode, path};
  }
  if (is_remote(path)) {
    return Error{Msg::sqlite_network_file_system, path};
  }
  return path;
}

Result<DirectoryWatch> DirectoryWatch::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return cannot_make(path, errno);
  return DirectoryWatch(fd);
}

DirectoryWatch::DirectoryWatch(DirectoryWatch&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), seen_(other.seen_), known_(other.known_), looked_(other.looked_) {}

DirectoryWatch::~DirectoryWatch() {
  if (fd_ >= 0) close(fd_);
}

bool DirectoryWatch::changed(Clock& clock) noexcept {
  struct stat directory {};
  if (fstat(fd_, &directory) != 0) return true;
  seen_ = directory.st_ctim;
  return !same(seen_, known_) || clock.monotonic() - looked_ >= kCheckAnyway;
}

void DirectoryWatch::mark_unchanged(Clock& clock) noexcept {
  looked_ = clock.monotonic();
  const auto dated =
      std::chrono::duration_cast<Millis>(Seconds(seen_.tv_sec) + std::chrono::nanoseconds(seen_.tv_nsec));
  const Millis tick = seen_.tv_nsec == 0 ? kCoarseTick : kTick;
  known_ = dated + tick <= clock.wall() ? seen_ : timespec{};
}

}  // namespace usersync
