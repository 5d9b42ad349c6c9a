// The files of one sqlite store: the private directory, the lock file and the database, opened together and
// replaced together.
//
// Ownership: all three. Threading: one thread. Errors: those of private_directory, LockFile and Database.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>

#include "base/fork.h"
#include "store/config.h"
#include "store/sqlite/database.h"
#include "store/sqlite/directory.h"
#include "store/sqlite/lock.h"

namespace usersync {

class StoreFiles {
 public:
  StoreFiles(std::string parent, const StoreConfig& config) : parent_(std::move(parent)), config_(config) {}
  ~StoreFiles();
  StoreFiles(const StoreFiles&) = delete;
  StoreFiles& operator=(const StoreFiles&) = delete;

  Status open();  // makes what is missing
  // Call before every use. Opens the database again that a fork has closed. The lock file stays open across
  // the fork, with the locks that are held; when a file was replaced meanwhile, this is reopen().
  Status ready();
  Status reopen();  // closes, releasing every lock, and opens anew; closed after a failure
  void close() noexcept;
  bool is_open() const noexcept { return database_ != nullptr; }

  // True: the lock file or the database was removed or replaced, so that a lock of ours excludes nobody or
  // what we read and write is not what others do. One system call while the directory does not change.
  bool moved();

  LockFile& lock() noexcept { return *lock_; }
  Database& database() noexcept { return *database_; }
  const std::string& path() const noexcept { return path_; }  // of the database; empty until the first open()

 private:
  struct Identity {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const Identity&) const = default;
  };

  Result<std::unique_ptr<Database>> open_database();
  Identity database_on_disk() const noexcept;

  const std::string parent_;
  const StoreConfig& config_;
  std::string path_;
  std::optional<LockFile> lock_;  // all three, or none
  std::unique_ptr<Database> database_;
  Identity identity_;  // of the file that database_ has open, or had before a fork
  std::optional<DirectoryWatch> watch_;
  const std::uint32_t fork_generation_ = fork_generation();
};

}  // namespace usersync
