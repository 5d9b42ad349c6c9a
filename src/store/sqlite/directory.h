// The private directory that holds an sqlite store.
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace usersync {

// `parent`/usersync-<effective uid>, made with mode 0700 unless it is there. Refused by its path unless it is
// a real directory, ours, closed to everybody else, on a local file system: in a shared sticky directory
// (Debian's /var/lib/php/sessions has mode 1733) a neighbour could plant any name. Code::denied, read_only,
// full, unavailable, unsupported.
Result<std::string> private_directory(const std::string& parent);

// Whether files may have come or gone in the directory since they were looked at: one system call, no path
// walked. The kernel dates a directory when an entry of it is made, removed or renamed, and when it is
// renamed itself (docs/decisions/0022).
class DirectoryWatch {
 public:
  static Result<DirectoryWatch> open(const std::string& path);
  DirectoryWatch(DirectoryWatch&& other) noexcept;
  DirectoryWatch& operator=(DirectoryWatch&&) = delete;
  ~DirectoryWatch();

  // False: nothing has come or gone since a look that found everything in its place. True: look, and if all
  // is in its place, say so by settled().
  bool changed(Clock& clock) noexcept;
  void mark_unchanged(Clock& clock) noexcept;

 private:
  explicit DirectoryWatch(int fd) noexcept : fd_(fd) {}

  int fd_;
  struct timespec seen_ {};   // the directory's date at the last call of stirred()
  struct timespec known_ {};  // as it was at a look that found everything in its place; 0: never
  Millis looked_{0};
};

}  // namespace usersync
