#include "store/sqlite/log.h"

#include <new>

namespace usersync {
namespace {

// sqlite.org/fileformat2.html, "The Write-Ahead Log": page number, then the size of the database in a
// commit's last frame and 0 in all others.
constexpr int kFrameHeader = 24;
// SQLite's own layer takes no more in one call: it keeps 17 bits of the count.
constexpr std::size_t kMost = 0x1ffff;

bool ends_transaction(const void* header) noexcept {
  const auto* bytes = static_cast<const std::uint8_t*>(header);
  return (bytes[4] | bytes[5] | bytes[6] | bytes[7]) != 0;
}

}  // namespace

struct GatheredLog::File {
  sqlite3_file base;
  GatheredLog* log;
  sqlite3_file* real() noexcept { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

struct GatheredLog::Layer {
  static File& file(sqlite3_file* base) noexcept { return *reinterpret_cast<File*>(base); }

  // Everything but a write finds the file as if nothing had been held back.
  template <class Call>
  static int mark_unchanged(sqlite3_file* base, Call call) noexcept {
    if (const int code = file(base).log->settle(); code != SQLITE_OK) return code;
    sqlite3_file* const real = file(base).real();
    return call(real, *real->pMethods);
  }

  static int close(sqlite3_file* base) {
    file(base).log->pending_.clear();  // of a transaction that has not ended
    file(base).log->log_ = nullptr;
    return file(base).real()->pMethods->xClose(file(base).real());
  }
  static int read(sqlite3_file* base, void* to, int size, sqlite3_int64 at) {
    file(base).log->read_at_ = at;
    return mark_unchanged(
        base, [=](sqlite3_file* real, const auto& call) { return call.xRead(real, to, size, at); });
  }
  static int write(sqlite3_file* base, const void* from, int size, sqlite3_int64 at) {
    return file(base).log->write(from, size, at);
  }
  static int truncate(sqlite3_file* base, sqlite3_int64 size) {
    return mark_unchanged(base,
                          [=](sqlite3_file* real, const auto& call) { return call.xTruncate(real, size); });
  }
  static int sync(sqlite3_file* base, int flags) {
    return mark_unchanged(base,
                          [=](sqlite3_file* real, const auto& call) { return call.xSync(real, flags); });
  }
  static int size(sqlite3_file* base, sqlite3_int64* out) {
    return mark_unchanged(base,
                          [=](sqlite3_file* real, const auto& call) { return call.xFileSize(real, out); });
  }
  static int lock(sqlite3_file* base, int level) {
    return mark_unchanged(base,
                          [=](sqlite3_file* real, const auto& call) { return call.xLock(real, level); });
  }
  static int unlock(sqlite3_file* base, int level) {
    return mark_unchanged(base,
                          [=](sqlite3_file* real, const auto& call) { return call.xUnlock(real, level); });
  }
  static int reserved(sqlite3_file* base, int* out) {
    return mark_unchanged(
        base, [=](sqlite3_file* real, const auto& call) { return call.xCheckReservedLock(real, out); });
  }
  static int control(sqlite3_file* base, int what, void* argument) {
    return mark_unchanged(
        base, [=](sqlite3_file* real, const auto& call) { return call.xFileControl(real, what, argument); });
  }
  static int sector(sqlite3_file* base) {
    return file(base).real()->pMethods->xSectorSize(file(base).real());
  }
  static int traits(sqlite3_file* base) {
    return file(base).real()->pMethods->xDeviceCharacteristics(file(base).real());
  }

  static constexpr sqlite3_io_methods kMethods = {
      1,       close,  read,   write,   truncate, sync,    size,    lock,    unlock,  reserved,
      control, sector, traits, nullptr, nullptr,  nullptr, nullptr, nullptr, nullptr,
  };

  // All files but the log are the real ones.
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* base, int flags, int* out) {
    auto& self = *reinterpret_cast<GatheredLog*>(vfs);
    if ((flags & SQLITE_OPEN_WAL) == 0) return self.real_->xOpen(self.real_, path, base, flags, out);
    File& opened = file(base);
    opened.base.pMethods = nullptr;
    opened.log = &self;
    const int code = self.real_->xOpen(self.real_, path, opened.real(), flags, out);
    if (code != SQLITE_OK) return code;
    opened.base.pMethods = &kMethods;
    self.log_ = opened.real();
    return code;
  }
};

// The rest of the real layer's functions are called as they are: none looks at the object it is called on.
GatheredLog::GatheredLog() : vfs_(*sqlite3_vfs_find(nullptr)), real_(sqlite3_vfs_find(nullptr)) {
  name_ = "usersync-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
  vfs_.zName = name_.c_str();
  vfs_.pNext = nullptr;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.xOpen = Layer::open;
}

// Known to SQLite by name only while it opens: what it keeps is the address.
int GatheredLog::open(const std::string& path, int flags, sqlite3** handle) {
  if (const int code = sqlite3_vfs_register(&vfs_, 0); code != SQLITE_OK) return code;
  const int code = sqlite3_open_v2(path.c_str(), handle, flags, name_.c_str());
  sqlite3_vfs_unregister(&vfs_);
  return code;
}

int GatheredLog::write(const void* bytes, int size, sqlite3_int64 at) noexcept {
  const bool follows = at == begin_ + static_cast<sqlite3_int64>(pending_.size());
  if (!follows || pending_.size() + static_cast<std::size_t>(size) > kMost) {
    if (const int code = settle(); code != SQLITE_OK) return code;
  }
  const bool header = size == kFrameHeader;
  const bool appends = !pending_.empty() || (header && at != read_at_);
  read_at_ = -1;
  if (!appends) return log_->pMethods->xWrite(log_, bytes, size, at);
  if (pending_.empty()) begin_ = at;
  if (header) commits_ = ends_transaction(bytes);
  const auto* from = static_cast<const std::uint8_t*>(bytes);
  try {
    pending_.insert(pending_.end(), from, from + size);
  } catch (const std::bad_alloc&) {
    if (const int code = settle(); code != SQLITE_OK) return code;
    return log_->pMethods->xWrite(log_, bytes, size, at);
  }
  return !header && commits_ ? flush() : SQLITE_OK;
}

int GatheredLog::flush() noexcept {
  const int code = log_->pMethods->xWrite(log_, pending_.data(), static_cast<int>(pending_.size()), begin_);
  pending_.clear();
  return code;
}

}  // namespace usersync
