// The files of one sqlite store: the private directory, the lock file and the database, opened together and
// replaced together.
//
// Ownership: all three. Threading: one thread. Errors: those of private_directory, LockFile and Database.
#pragma once

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

  Status open();    // makes what is missing
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
  Result<std::unique_ptr<Database>> open_database();

  const std::string parent_;
  const StoreConfig& config_;
  std::string path_;
  std::optional<LockFile> lock_;  // all three, or none
  std::unique_ptr<Database> database_;
  std::optional<DirectoryWatch> watch_;
  const std::uint32_t fork_generation_ = fork_generation();
};

}  // namespace usersync
