#include "store/sqlite/files.h"

#include <sys/stat.h>

namespace usersync {

StoreFiles::~StoreFiles() {
  if (fork_generation_ != fork_generation()) Database::abandon(std::move(database_));
}

Status StoreFiles::open() {
  const auto directory = private_directory(parent_);
  if (!directory) return directory.error();
  path_ = *directory + "/sessions.db";

  auto lock = LockFile::open(*directory + "/lock");
  if (!lock) return lock.error();
  lock_.emplace(std::move(*lock));
  auto database = open_database();
  if (!database) return database.error();
  auto watch = DirectoryWatch::open(*directory);
  if (!watch) return watch.error();
  database_ = std::move(*database);
  identity_ = database_on_disk();
  watch_.emplace(std::move(*watch));
  return {};
}

// Several processes may meet a new or an old database at once: one of them sets it up, under a lock.
Result<std::unique_ptr<Database>> StoreFiles::open_database() {
  auto database = Database::open(path_, config_.timeout, *config_.clock, false);
  if (database || database.error().code != Code::conflict) return database;
  Terms terms;
  terms.wait = config_.timeout;
  const auto locked = lock_->try_lock(LockFile::kSetup);
  if (!locked) return locked.error();
  if (!*locked) {
    if (const auto waited = lock_->wait_for(LockFile::kSetup, terms, *config_.clock); !waited.ok()) {
      return Error{Msg::sqlite_setting_up, path_};
    }
  }
  database = Database::open(path_, config_.timeout, *config_.clock, true);
  lock_->unlock(LockFile::kSetup);
  return database;
}

StoreFiles::Identity StoreFiles::database_on_disk() const noexcept {
  struct stat file {};
  if (stat(path_.c_str(), &file) != 0) return {};
  return {file.st_dev, file.st_ino};
}

Status StoreFiles::ready() {
  if (database_ == nullptr) return reopen();
  if (database_->is_open()) return {};
  if (lock_->deleted() || database_on_disk() != identity_) return reopen();
  auto database = open_database();
  if (!database) return database.error();
  database_ = std::move(*database);
  return database_on_disk() == identity_ ? Status{} : reopen();
}

Status StoreFiles::reopen() {
  close();
  ++config_.counters->reconnects;
  auto opened = open();
  if (!opened.ok()) close();
  return opened;
}

void StoreFiles::close() noexcept {
  database_.reset();
  lock_.reset();
  watch_.reset();
}

bool StoreFiles::moved() {
  if (!watch_->changed(*config_.clock)) return false;
  if (lock_->deleted() || database_->moved()) return true;
  watch_->mark_unchanged(*config_.clock);
  return false;
}

}  // namespace usersync
