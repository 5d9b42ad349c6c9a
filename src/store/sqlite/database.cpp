#include "store/sqlite/database.h"

#include <algorithm>
#include <cerrno>

#include "base/kept_memory.h"
#include "store/sqlite/statements.h"

namespace usersync {
namespace {

Code code_of(int code, int native) noexcept {
  if (native == ENOSPC || native == EDQUOT || native == EFBIG) return Code::full;
  if (native == EROFS) return Code::read_only;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Code::timed_out;
    case SQLITE_FULL:
      return Code::full;
    case SQLITE_READONLY:
      return code == SQLITE_READONLY_DBMOVED ? Code::unavailable : Code::read_only;
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Code::denied;
    case SQLITE_CANTOPEN:
      return native == EACCES || native == EPERM ? Code::denied : Code::unavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Code::corrupt;
    case SQLITE_TOOBIG:
      return Code::too_large;
    case SQLITE_NOMEM:
      return Code::no_memory;
    case SQLITE_IOERR:
      return code == SQLITE_IOERR_NOMEM ? Code::no_memory : Code::unavailable;
    default:
      return Code::internal;
  }
}

const char* words_for(Code code) noexcept {
  switch (code) {
    case Code::timed_out:
      return "another program holds the session database";
    case Code::full:
      return "no room left for the session database";
    case Code::read_only:
      return "the session database cannot be written";
    case Code::denied:
      return "the session database may not be opened";
    case Code::corrupt:
      return "the session database is damaged";
    case Code::too_large:
      return "the session is larger than the session database allows";
    case Code::no_memory:
      return "no memory for the session database";
    case Code::unavailable:
      return "the session database cannot be opened, read or written";
    default:
      return "the session database refused a statement";
  }
}

}  // namespace

// One execution of a kept statement. Blobs are bound where they lie: they outlive the Use, and the next Use
// binds its own.
class Database::Use {
 public:
  Use(Database& database, Statement which) : database_(database) {
    auto& kept = database.statements_[which];
    if (kept == nullptr) {
      auto prepared = database.prepare(kSql[which]);
      if (!prepared) failed_ = prepared.error();
      if (prepared) kept = *prepared;
    }
    statement_ = kept;
  }
  ~Use() {
    sqlite3_reset(statement_);
    database_.log_.end_statement(database_.handle_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  Use& name(View bytes) { return blob(1, bytes); }
  Use& fresh(Fresh fresh) {
    return number(2, static_cast<std::int64_t>(fresh.version)).expires(fresh.expires);
  }
  Use& expires(Millis at) { return number(3, at.count()); }
  Use& data(View bytes) { return blob(4, bytes); }
  Use& known(Version version) { return number(5, static_cast<std::int64_t>(version)); }
  Use& now(Millis at) { return number(6, at.count()); }
  Use& limit(std::int64_t count) { return number(7, count); }
  Use& parent(const std::optional<RecordName>& name) {
    if (name) return blob(8, name->view());
    if (!failed_) note(sqlite3_bind_null(statement_, 8));
    return *this;
  }

  Result<bool> step() {  // true: a row
    if (failed_) return failed_;
    errno = 0;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return database_.failure(code);
  }
  Result<bool> changed() {  // runs to the end; did it change a row?
    const auto stepped = step();
    if (!stepped) return stepped.error();
    return sqlite3_changes(database_.handle_) > 0;
  }
  std::int64_t column(int index) const { return sqlite3_column_int64(statement_, index); }
  bool stands(int index) const { return sqlite3_column_type(statement_, index) != SQLITE_NULL; }
  std::optional<RecordName> column_name(int index) const {
    RecordName name;
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, index));
    if (bytes == nullptr || sqlite3_column_bytes(statement_, index) != int{sizeof name.bytes}) return {};
    std::copy_n(bytes, sizeof name.bytes, name.bytes.begin());
    return name;
  }
  std::optional<Bytes> column_blob(int index) {
    if (!stands(index)) return std::nullopt;
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, index));
    Bytes copy = std::move(database_.spare_);
    copy.assign(bytes, bytes + sqlite3_column_bytes(statement_, index));
    return copy;
  }

 private:
  Use& number(int index, std::int64_t value) {
    if (!failed_) note(sqlite3_bind_int64(statement_, index, value));
    return *this;
  }
  Use& blob(int index, View bytes) {  // a null pointer would bind NULL, and NULL is a tombstone
    const void* at = bytes.empty() ? static_cast<const void*>("") : bytes.data();
    if (!failed_) note(sqlite3_bind_blob64(statement_, index, at, bytes.size(), SQLITE_STATIC));
    return *this;
  }
  void note(int code) {
    if (code != SQLITE_OK) failed_ = database_.failure(code);
  }

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  Error failed_;
};

Database::Database(std::string path, Millis timeout, Clock& clock)
    : path_(std::move(path)), timeout_(timeout), clock_(&clock) {
  static_assert(kStatementCount <= kStatements);
}

Database::~Database() {
  for (auto* statement : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

void Database::recycle(Bytes&& memory) noexcept {
  if (memory.capacity() > spare_.capacity() && is_kept(memory)) spare_ = std::move(memory);
}

// Kept in a list and not only dropped, so that a leak checker knows it from a leak.
void Database::abandon(std::unique_ptr<Database> database) noexcept {
  static Database* parents = nullptr;
  if (database == nullptr) return;
  database->next_abandoned_ = parents;
  parents = database.release();
}

Error Database::failure(int code) const {
  const int extended = handle_ != nullptr ? sqlite3_extended_errcode(handle_) : code;
  const bool speaks_of_this = (extended & 0xff) == (code & 0xff);
  // Only these come from a system call; SQLite does not remember errno for all of them, so look at errno
  // itself.
  const bool system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
  int native = system && handle_ != nullptr ? sqlite3_system_errno(handle_) : 0;
  if (system && native == 0) native = errno;
  const Code ours = code_of(speaks_of_this ? extended : code, native);
  return Error{ours, words_for(ours), path_, native};  // SQLite's own number would be read as an errno
}

// SQLite asks before every new try for a lock. True costs are tens of microseconds, so start short.
int Database::on_busy(void* self, int attempt) {
  auto& database = *static_cast<Database*>(self);
  const Millis now = database.clock_->monotonic();
  if (attempt == 0) database.busy_since_ = now;
  if (now - database.busy_since_ >= database.timeout_) return 0;
  const auto jitter = reinterpret_cast<std::uintptr_t>(self) / 64 * 2654435761U >> 16;
  const auto base = std::min(100 << std::min(attempt, 5), 2000);
  database.clock_->pause(
      std::chrono::microseconds{base / 2 + static_cast<int>(jitter + attempt * 37U) % base});
  return 1;
}

Result<sqlite3_stmt*> Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(code);
  return statement;
}

Status Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  const Error failed = code != SQLITE_OK ? failure(code) : Error{};
  log_.end_statement(handle_);
  if (failed) return failed;
  return {};
}

Result<std::int64_t> Database::number(const char* sql) {
  const auto statement = prepare(sql);
  if (!statement) return statement.error();
  const int code = sqlite3_step(*statement);
  const std::int64_t value = code == SQLITE_ROW ? sqlite3_column_int64(*statement, 0) : 0;
  const Error failed = code == SQLITE_ROW ? Error{} : failure(code);
  sqlite3_finalize(*statement);
  if (failed) return failed;
  return value;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Millis timeout, Clock& clock,
                                                 bool may_set_up) {
  std::unique_ptr<Database> database(new Database(path, timeout, clock));
  const int create = may_set_up ? SQLITE_OPEN_CREATE : 0;
  const int code =
      database->log_.open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | create, &database->handle_);
  const Error missing{Code::conflict, "the session database has to be set up", path};
  if (code != SQLITE_OK) {
    const Error failed = database->failure(code);
    return failed.native == ENOENT && !may_set_up ? missing : failed;
  }
  sqlite3_extended_result_codes(database->handle_, 1);
  sqlite3_busy_handler(database->handle_, on_busy, database.get());
  if (auto set = database->execute(kConnection); !set.ok()) return set.error();
  const auto schema = database->number("PRAGMA user_version");
  if (!schema) return schema.error();
  if (*schema > kSchema) {
    return Error{Code::unsupported, "the session database was made by a newer version", path};
  }
  if (*schema == kSchema) return database;
  if (!may_set_up) return missing;
  const Status made = *schema == 0 ? database->set_up() : database->upgrade(*schema);
  if (!made.ok()) return made.error();
  return database;
}

Status Database::use_write_ahead_log() {
  const auto statement = prepare("PRAGMA journal_mode=WAL");
  if (!statement) return statement.error();
  const int code = sqlite3_step(*statement);
  Error failed;
  if (code != SQLITE_ROW) {
    failed = failure(code);
  } else if (const auto* mode = sqlite3_column_text(*statement, 0);
             std::string_view(reinterpret_cast<const char*>(mode)) != "wal") {
    failed = {Code::unsupported, "the file system does not carry a write-ahead log", path_};
  }
  sqlite3_finalize(*statement);
  if (failed) return failed;
  return {};
}

// The caller holds the set-up lock, so nobody else is between two of these statements.
Status Database::set_up() {
  const auto tables = number("SELECT count(*) FROM sqlite_master");
  if (!tables) return tables.error();
  if (*tables != 0) return Error{Code::corrupt, "the file is not a session database", path_};
  if (auto paged = execute("PRAGMA page_size=4096"); !paged.ok()) return paged;
  if (auto logged = use_write_ahead_log(); !logged.ok()) return logged;
  return in_transaction(kCreate);
}

Status Database::upgrade(std::int64_t from) {
  const auto application = number("PRAGMA application_id");
  if (!application) return application.error();
  if (*application != kApplication || from < 0) {
    return Error{Code::corrupt, "the file is not a session database", path_};
  }
  for (auto schema = from; schema < kSchema; ++schema) {
    if (auto upgraded = in_transaction(kUpgrade[schema]); !upgraded.ok()) return upgraded;
  }
  return {};
}

Status Database::in_transaction(const char* sql) {
  if (auto begun = execute("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  auto done = execute(sql);
  if (done.ok()) done = execute("COMMIT");
  if (!done.ok()) (void)execute("ROLLBACK");
  return done;
}

Result<std::optional<Row>> Database::find(const RecordName& name, Millis now) {
  Use use(*this, kFind);
  const auto found = use.name(name.view()).now(now).step();
  if (!found) return found.error();
  if (!*found) return std::optional<Row>{};
  Row row{static_cast<Version>(use.column(0)), Millis{use.column(1)}, std::nullopt, std::nullopt};
  if (const bool cut = use.column(4) != 0; cut) return std::optional<Row>(std::move(row));
  row.data = use.column_blob(2);
  row.parent = use.column_name(3);
  if (!row.parent && use.stands(3)) return Error{Code::corrupt, words_for(Code::corrupt), path_};
  return std::optional<Row>(std::move(row));
}

Result<bool> Database::put(Guard guard, const Grant& grant, Fresh fresh, View data, Millis now) {
  const Statement which = guard == Guard::no_newer_tombstone                        ? kPutNoNewerTombstone
                          : guard == Guard::same_or_missing || grant.version() == 0 ? kPutSameOrMissing
                                                                                    : kPutSame;
  Use use(*this, which);
  use.name(grant.name().view()).fresh(fresh).data(data).parent(grant.parent());
  return use.known(grant.version()).now(now).changed();
}

Result<bool> Database::extend(Guard guard, const Grant& grant, Millis expires, Millis now) {
  Use use(*this, guard == Guard::same_version ? kExtendSame : kExtend);
  use.name(grant.name().view()).expires(expires).parent(grant.parent());
  return use.known(grant.version()).now(now).changed();
}

Status Database::put_tombstone(std::span<const RecordName> names, Fresh tombstone) {
  const auto put_tombstone_each = [&]() -> Status {
    for (const RecordName& name : names) {
      const auto buried = Use(*this, kPutTombstone).name(name.view()).fresh(tombstone).changed();
      if (!buried) return buried.error();
    }
    return {};
  };
  if (names.size() <= 1) return put_tombstone_each();
  if (const auto begun = Use(*this, kBegin).step(); !begun) return begun.error();
  Status buried = put_tombstone_each();
  if (buried.ok()) {
    if (const auto committed = Use(*this, kCommit).step(); !committed) buried = committed.error();
  }
  if (!buried.ok()) (void)execute("ROLLBACK");
  return buried;
}

Result<bool> Database::claim(const NonceName& nonce, Millis expires, Millis now) {
  return Use(*this, kClaim).name(nonce.view()).expires(expires).now(now).changed();
}

// One transaction: the first `limit` rows that are due go, or are put off to their new expiry.
Result<std::int64_t> Database::collect_batch(std::int64_t limit, Millis now, bool& more) {
  std::int64_t removed = 0;
  {
    Use use(*this, kCollectSessions);
    use.now(now).limit(limit);
    for (;;) {
      const auto row = use.step();
      if (!row) return row.error();
      if (!*row) break;
      removed += use.column(0);
    }
  }
  const auto deferred = Use(*this, kCollectDefer).now(now).limit(limit).changed();
  if (!deferred) return deferred.error();
  const auto dropped = Use(*this, kCollectDue).now(now).limit(limit).changed();
  if (!dropped) return dropped.error();
  more = *deferred || *dropped;
  return removed;
}

Result<std::int64_t> Database::collect(std::int64_t limit, Millis now) {
  constexpr int kBatches = 8;  // bounds the work when most of what is due lives on
  std::int64_t removed = 0;
  bool more = true;
  for (int batch = 0; batch < kBatches && more && removed < limit; ++batch) {
    if (const auto begun = Use(*this, kBegin).step(); !begun) return begun.error();
    auto collected = collect_batch(limit - removed, now, more);
    if (collected && batch == 0) {
      if (const auto claims = Use(*this, kCollectClaims).now(now).limit(limit).step(); !claims) {
        collected = claims.error();
      }
    }
    if (collected) {
      if (const auto committed = Use(*this, kCommit).step(); !committed) collected = committed.error();
    }
    if (!collected) {
      (void)execute("ROLLBACK");
      return collected.error();
    }
    removed += *collected;
  }
  return removed;
}

bool Database::moved() noexcept {
  int moved = 0;
  return sqlite3_file_control(handle_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

}  // namespace usersync
