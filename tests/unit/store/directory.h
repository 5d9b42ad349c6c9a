// A temporary directory, removed at the end of its scope.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace usersync::test {

class Directory {
 public:
  Directory() : owner_(getpid()) {
    char name[] = "/tmp/usersync-test-XXXXXX";
    if (mkdtemp(name) == nullptr) std::abort();
    path_ = name;
  }
  ~Directory() {
    std::error_code ignored;
    if (owner_ == getpid()) std::filesystem::remove_all(path_, ignored);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  const std::string& path() const noexcept { return path_; }

 private:
  pid_t owner_;
  std::string path_;
};

}  // namespace usersync::test
