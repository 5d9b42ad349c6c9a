#include "store/sqlite_directory.h"

#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>

namespace usersync {
namespace {

Error cannot_make(const std::string& path, int native) {
  const char* what = "the session directory cannot be made";
  switch (native) {
    case ENOENT:
    case ENOTDIR:
      return {Code::unavailable, "the directory that sessions live in does not exist", path, native};
    case EACCES:
    case EPERM:
      return {Code::denied, what, path, native};
    case EROFS:
      return {Code::read_only, what, path, native};
    case ENOSPC:
    case EDQUOT:
      return {Code::full, what, path, native};
    default:
      return {Code::unavailable, what, path, native};
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
    return Error{Code::denied, "something other than a directory stands where sessions should live", path};
  }
  if (found.st_uid != owner)
    return Error{Code::denied, "the session directory belongs to somebody else", path};
  if ((found.st_mode & 0777) != S_IRWXU) {
    return Error{Code::denied, "the session directory must have mode 0700", path};
  }
  if (is_remote(path)) {
    return Error{Code::unsupported, "an sqlite store needs a file system of this machine, not a network's",
                 path};
  }
  return path;
}

}  // namespace usersync
