// The private directory that holds an sqlite store.
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace usersync {

// Returns `parent`/usersync-<effective uid>, made with mode 0700 unless it exists. An error names the path
// unless it is a directory (no link), owned by us, with mode 0700, on a local file system: in a shared sticky
// directory (Debian's /var/lib/php/sessions has mode 1733) another user can create any name. Code::denied,
// read_only, full, unavailable, unsupported.
Result<std::string> private_directory(const std::string& parent);

// Tells whether files may have been added, removed or replaced in the directory since the last check: one
// system call, no path lookup. The kernel updates a directory's time when an entry is made, removed or
// renamed, and when the directory itself is renamed (docs/decisions/0022).
class DirectoryWatch {
 public:
  static Result<DirectoryWatch> open(const std::string& path);
  DirectoryWatch(DirectoryWatch&& other) noexcept;
  DirectoryWatch& operator=(DirectoryWatch&&) = delete;
  ~DirectoryWatch();

  // False: nothing has changed since the last mark_unchanged(). True: check the files, and call
  // mark_unchanged() if they are the ones that are open.
  bool changed(Clock& clock) noexcept;
  void mark_unchanged(Clock& clock) noexcept;

 private:
  explicit DirectoryWatch(int fd) noexcept : fd_(fd) {}

  int fd_;
  struct timespec seen_ {};   // the directory's time at the last call of changed()
  struct timespec known_ {};  // its time at the last mark_unchanged(); 0: never, or too recent to rely on
  Millis looked_{0};          // the last mark_unchanged()
};

}  // namespace usersync
