// What a commit appends to the write-ahead log, written by one system call. SQLite hands over each frame as
// its header and its page, two calls each; they follow one another in the file, so they are gathered until
// the frame that completes the commit (docs/decisions/0024).
//
// Nothing is held back across the end of a transaction: the frame that completes it is written before SQLite
// tells anybody of it, and its failure is SQLite's to see.
//
// A layer over SQLite's own file system, for one connection. Ownership: outlives the connection opened
// through it. Threading: the connection's.
#pragma once

#include <sqlite3.h>

#include <string>

#include "base/bytes.h"

namespace usersync {

class GatheredLog {
 public:
  GatheredLog();
  GatheredLog(const GatheredLog&) = delete;
  GatheredLog& operator=(const GatheredLog&) = delete;

  int open(const std::string& path, int flags, sqlite3** handle);  // sqlite3_open_v2 through the layer

  // After every statement. What a transaction under way has written early goes to the file; what is left of
  // one that was rolled back must not, since another process may already have written there.
  void end_statement(sqlite3* handle) noexcept {
    if (pending_.empty()) return;
    if (sqlite3_get_autocommit(handle) == 0) (void)flush();
    pending_.clear();
  }

 private:
  struct File;
  struct Layer;  // the functions that SQLite calls
  int write(const void* bytes, int size, sqlite3_int64 at) noexcept;
  int settle() noexcept { return pending_.empty() ? SQLITE_OK : flush(); }
  int flush() noexcept;

  sqlite3_vfs vfs_;  // first: SQLite hands its address back
  sqlite3_vfs* real_;
  std::string name_;
  sqlite3_file* log_ = nullptr;  // the real one, while it is open
  Bytes pending_;
  sqlite3_int64 begin_ = 0;     // where the pending bytes belong
  sqlite3_int64 read_at_ = -1;  // a frame that was just read is being rewritten, not appended
  bool commits_ = false;        // the frame begun last ends a transaction
};

}  // namespace usersync
