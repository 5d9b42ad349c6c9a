// The SQL of an sqlite store: its tables and its statements. Rule W3 is checked in the WHERE clauses.
#pragma once

#include <cstdint>

namespace usersync {

inline constexpr std::int64_t kSchema = 2;
inline constexpr std::int64_t kApplication = 0x55534553;  // "USES", in PRAGMA application_id

// `due` holds the time at which gc looks at a row of `sessions` again. It is written once in a row's
// lifetime, by a trigger. An index on `expires`, which every write moves, would double the cost of a write
// (docs/decisions/0020).
inline constexpr const char* kCreate =
    "CREATE TABLE sessions(name BLOB PRIMARY KEY NOT NULL, version INTEGER NOT NULL, expires INTEGER NOT "
    "NULL,"
    " data BLOB, parent BLOB);"
    "CREATE TABLE due(at INTEGER NOT NULL, name BLOB NOT NULL, PRIMARY KEY(at, name)) WITHOUT ROWID;"
    "CREATE TRIGGER sessions_due AFTER INSERT ON sessions BEGIN"
    " INSERT OR IGNORE INTO due VALUES(new.expires, new.name); END;"
    "CREATE TABLE claims(name BLOB PRIMARY KEY NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX claims_expires ON claims(expires);"
    "PRAGMA application_id=1431520595; PRAGMA user_version=2;";

// From each older schema to the next. Existing rows have no parent. Workers of the older version go on, since
// their statements name their columns, but do not see a destroyed parent.
inline constexpr const char* kUpgrade[kSchema] = {
    nullptr,
    "ALTER TABLE sessions ADD COLUMN parent BLOB; PRAGMA user_version=2;",
};

static_assert(kApplication == 1431520595);

// Debian builds SQLite to overwrite what is deleted; FAST does so only where it costs no extra write.
inline constexpr const char* kConnectionSettings =
    "PRAGMA synchronous=NORMAL; PRAGMA secure_delete=FAST; PRAGMA journal_size_limit=67108864;"
    "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON;";

enum Statement : std::uint8_t {
  kSelect,
  kPutNoNewerTombstone,
  kPutSameOrMissing,
  kPutSame,
  kPutExisting,
  kExtend,
  kExtendSame,
  kPutTombstone,
  kBegin,
  kCommit,
  kCollectSessions,
  kCollectDefer,
  kCollectDue,
  kCollectNonces,
  kConsumeNonce,
  kStatementCount,
};

// ?1 name  ?2 new version  ?3 new expiry  ?4 data  ?5 the grant's version  ?6 now  ?7 limit
// ?8 parent
#define UPSERT                                                                                              \
  "INSERT INTO sessions(name, version, expires, data, parent) VALUES(?1, ?2, ?3, ?4, ?8) ON CONFLICT(name)" \
  " DO UPDATE SET version = excluded.version, expires = excluded.expires, data = excluded.data,"            \
  " parent = excluded.parent WHERE "
#define FIRST_DUE "(SELECT name FROM due WHERE at <= ?6 ORDER BY at LIMIT ?7)"

inline constexpr const char* kSql[kStatementCount] = {
    // The second lookup happens only for a record that has a parent.
    "SELECT version, expires, data, parent, CASE WHEN parent IS NOT NULL THEN EXISTS (SELECT 1 FROM sessions "
    "AS"
    " p WHERE p.name = sessions.parent AND p.data IS NULL AND p.expires > ?6) END"
    " FROM sessions WHERE name = ?1 AND expires > ?6",
    UPSERT "sessions.data IS NOT NULL OR sessions.version = ?5 OR sessions.expires <= ?6",
    UPSERT "sessions.version = ?5 OR sessions.expires <= ?6",
    "UPDATE sessions SET version = ?2, expires = ?3, data = ?4, parent = ?8 WHERE name = ?1 AND version = ?5"
    " AND expires > ?6",
    "UPDATE sessions SET version = ?2, expires = ?3, data = ?4, parent = ?8 WHERE name = ?1 AND data IS NOT "
    "NULL"
    " AND expires > ?6",
    // False where the stored parent is not the grant's and the version is the one it read: put() replaces it.
    "UPDATE sessions SET expires = ?3 WHERE name = ?1 AND data IS NOT NULL AND expires > ?6"
    " AND (parent IS ?8 OR version <> ?5)",
    "UPDATE sessions SET expires = ?3 WHERE name = ?1 AND data IS NOT NULL AND expires > ?6 AND version = ?5"
    " AND parent IS ?8",
    // A tombstone never ends earlier than one that is there already.
    "INSERT INTO sessions(name, version, expires, data) VALUES(?1, ?2, ?3, NULL) ON CONFLICT(name) DO UPDATE"
    " SET version = excluded.version, data = NULL, parent = NULL, expires ="
    " CASE WHEN data IS NULL THEN max(expires, excluded.expires) ELSE excluded.expires END",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "DELETE FROM sessions WHERE expires <= ?6 AND name IN " FIRST_DUE " RETURNING data IS NOT NULL",
    "UPDATE OR REPLACE due SET at = (SELECT expires FROM sessions WHERE name = due.name)"
    " WHERE at <= ?6 AND name IN " FIRST_DUE " AND EXISTS (SELECT 1 FROM sessions WHERE name = due.name)",
    "DELETE FROM due WHERE at <= ?6 AND name IN " FIRST_DUE
    " AND NOT EXISTS (SELECT 1 FROM sessions WHERE name = due.name)",
    "DELETE FROM claims WHERE name IN (SELECT name FROM claims WHERE expires <= ?6 LIMIT ?7)",
    "INSERT INTO claims(name, expires) VALUES(?1, ?3) ON CONFLICT(name) DO UPDATE SET expires ="
    " excluded.expires WHERE claims.expires <= ?6",
};

#undef UPSERT
#undef FIRST_DUE

}  // namespace usersync
