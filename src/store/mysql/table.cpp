#include "store/mysql/table.h"

namespace usersync {
namespace {

// Times are seconds since 1970 by the server's clock: date arithmetic costs more than the rest of a
// statement. A row has expired when `expires` is past. `data` is the last column, behind those that are
// compared.
constexpr const char* kCreateSessions =
    "CREATE TABLE IF NOT EXISTS SESSIONS ("
    " id BINARY(24) NOT NULL,"
    " version BIGINT UNSIGNED NOT NULL,"
    " expires BIGINT NOT NULL COMMENT 'seconds since 1970',"
    " parent BINARY(24) NULL COMMENT 'the id whose tombstone ends this one',"
    " data LONGBLOB NULL COMMENT 'NULL: destroyed',"
    " PRIMARY KEY (id), KEY expires (expires)"
    ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COMMENT='usersync schema 2'";
constexpr const char* kFrom1 =
    "ALTER TABLE SESSIONS"
    " ADD parent BINARY(24) NULL COMMENT 'the id whose tombstone ends this one' AFTER expires,"
    " COMMENT='usersync schema 2'";
constexpr const char* kCreateNonces =
    "CREATE TABLE IF NOT EXISTS NONCES ("
    " name BINARY(32) NOT NULL,"
    " owner BINARY(16) NOT NULL,"
    " expires BIGINT NOT NULL,"
    " PRIMARY KEY (name), KEY expires (expires)"
    ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
constexpr const char* kCreateLocks =
    "CREATE TABLE IF NOT EXISTS LOCKS ("
    " id BINARY(24) NOT NULL,"
    " token BINARY(16) NOT NULL,"
    " expires DATETIME(6) NOT NULL,"
    " PRIMARY KEY (id), KEY expires (expires)"
    ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";

constexpr std::string_view kLease =
    "EXISTS(SELECT 1 FROM LOCKS WHERE id={id} AND token={token} AND expires>NOW(6) FOR UPDATE)";

// Expired rows are read too: checking the expiry is cheaper on this side.
constexpr const char* kPlain =
    "SELECT version,expires-UNIX_TIMESTAMP(),parent,data FROM SESSIONS WHERE id={id}";
// The parent is '' where it was destroyed. A join, because the server reads both rows by their keys before it
// plans anything (docs/decisions/0044).
constexpr const char* kSelect =
    "SELECT s.version,s.expires-UNIX_TIMESTAMP(),IF(cut.id IS NULL,s.parent,''),s.data FROM SESSIONS s"
    " LEFT JOIN SESSIONS cut ON cut.id=s.parent AND cut.data IS NULL AND cut.expires>=UNIX_TIMESTAMP()"
    " WHERE s.id={id}";

constexpr const char* kReplace =
    "UPDATE SESSIONS SET data={data},version={version},expires=UNIX_TIMESTAMP()+{seconds},parent={parent}"
    " WHERE id={id} AND version={read} AND ({force} OR expires>=UNIX_TIMESTAMP()) AND GUARD";

// `version` is assigned first and decides; the other columns follow it. MySQL and MariaDB both document that
// assignments run from left to right. When the guard fails, the key is NULL: error 1048.
constexpr const char* kPut =
    "INSERT INTO SESSIONS (id,version,expires,parent,data) VALUES"
    " (IF(GUARD,{id},NULL),{version},UNIX_TIMESTAMP()+{seconds},{parent},{data})"
    " ON DUPLICATE KEY UPDATE"
    " version=IF(({force} AND (version={read} OR data IS NOT NULL OR expires<UNIX_TIMESTAMP()))"
    "            OR ({read}=0 AND expires<UNIX_TIMESTAMP()),VALUES(version),version),"
    " data=IF(version=VALUES(version),VALUES(data),data),"
    " parent=IF(version=VALUES(version),VALUES(parent),parent),"
    " expires=IF(version=VALUES(version),VALUES(expires),expires)";

constexpr const char* kTouch =
    "UPDATE SESSIONS SET expires=UNIX_TIMESTAMP()+{seconds}"
    " WHERE id={id} AND data IS NOT NULL AND expires>=UNIX_TIMESTAMP()"
    " AND IF(version={read},parent<=>{parent},{force}) AND GUARD";

constexpr const char* kDestroyBegin = "INSERT INTO SESSIONS (id,version,expires,data) VALUES ";
constexpr const char* kDestroyRow = "({id},{version},UNIX_TIMESTAMP()+{seconds},NULL)";
constexpr const char* kDestroyEnd =
    " ON DUPLICATE KEY UPDATE version=VALUES(version),parent=NULL,"
    " expires=IF(data IS NULL,GREATEST(expires,VALUES(expires)),VALUES(expires)),data=NULL";

constexpr const char* kClaim =
    "INSERT INTO NONCES (name,owner,expires) VALUES ({nonce},{token},UNIX_TIMESTAMP()+{seconds})"
    " ON DUPLICATE KEY UPDATE owner=IF(expires<UNIX_TIMESTAMP(),VALUES(owner),owner),"
    " expires=IF(owner=VALUES(owner),VALUES(expires),expires);"
    "SELECT owner={token} FROM NONCES WHERE name={nonce}";

constexpr const char* kTake =
    "INSERT INTO LOCKS (id,token,expires) VALUES ({id},{token},NOW(6)+INTERVAL {seconds} SECOND)"
    " ON DUPLICATE KEY UPDATE token=IF(expires<=NOW(6),VALUES(token),token),"
    " expires=IF(token=VALUES(token),VALUES(expires),expires);"
    "SELECT token={token} FROM LOCKS WHERE id={id}";
constexpr const char* kRenew =
    "UPDATE LOCKS SET expires=NOW(6)+INTERVAL {seconds} SECOND"
    " WHERE id={id} AND token={token} AND expires>NOW(6);"
    "SELECT token={token} AND expires>NOW(6) FROM LOCKS WHERE id={id}";
constexpr const char* kDrop = "DELETE FROM LOCKS WHERE id={id} AND token={token}";

constexpr const char* kCollectRecords =
    "DELETE FROM SESSIONS WHERE expires<UNIX_TIMESTAMP() AND data IS NOT NULL ORDER BY expires LIMIT {limit}";
constexpr const char* kCollectTombstones =
    "DELETE FROM SESSIONS WHERE expires<UNIX_TIMESTAMP() AND data IS NULL ORDER BY expires LIMIT {limit}";
constexpr const char* kCollectNames =
    "DELETE FROM NONCES WHERE expires<UNIX_TIMESTAMP() ORDER BY expires LIMIT {limit}";
constexpr const char* kCollectLeases =
    "DELETE FROM LOCKS WHERE expires<=NOW(6) ORDER BY expires LIMIT {limit}";

// Deletes within a narrow range of names, which are neighbours on disk; rows of similar expiry are not.
// `expires+0` keeps the server from using the other index.
constexpr const char* kPartOfRecords =
    "DELETE FROM SESSIONS WHERE id BETWEEN {id} AND {token} AND expires+0<UNIX_TIMESTAMP() AND data IS NOT "
    "NULL"
    " LIMIT {limit}";
constexpr const char* kPartOfTombstones =
    "DELETE FROM SESSIONS WHERE id BETWEEN {id} AND {token} AND expires+0<UNIX_TIMESTAMP() AND data IS NULL"
    " LIMIT {limit}";
// Reads no record's data: whether it is NULL is stored in front of it. The sample follows the primary key,
// which no write changes. For the rest there are only InnoDB's estimates, which on MySQL may be as old as
// information_schema_stats_expiry allows, a day by default.
constexpr std::int64_t kCounted = 10'000;
constexpr const char* kSample =
    "SELECT COUNT(*),SUM(alive AND NOT past),SUM(alive AND past),SUM(NOT alive),0 FROM"
    " (SELECT data IS NOT NULL AS alive,expires<UNIX_TIMESTAMP() AS past FROM SESSIONS ORDER BY id"
    " LIMIT {limit}) AS counted";
constexpr std::string_view kWhole =
    "SELECT TABLE_ROWS,DATA_LENGTH+INDEX_LENGTH FROM information_schema.TABLES"
    " WHERE TABLE_SCHEMA=DATABASE() AND TABLE_NAME='";

std::array<std::uint8_t, 24> name_at(std::uint64_t position, std::uint8_t rest) noexcept {
  std::array<std::uint8_t, 24> name;
  name.fill(rest);
  for (int i = 0; i < 8; ++i)
    name[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(position >> (56 - 8 * i));
  return name;
}

}  // namespace

MysqlTable::MysqlTable(const MysqlAddress& address)
    : MysqlLayout(address.tables(), address.row_lock), prefix_(address.table_prefix) {
  schema_.table = prefix_ + "usersync_sessions";
  schema_.creation = {named(kCreateNonces), named(kCreateLocks), named(kCreateSessions)};
  schema_.upgrades = {named(kFrom1)};
  const std::string lease = named(kLease);
  sql_.select = SqlText(named(kSelect));
  sql_.plain = SqlText(named(kPlain));
  const auto with_guard = [&](const char* pattern) {
    return guarded([&](std::string_view guard) { return replaced(named(pattern), "GUARD", guard); }, lease);
  };
  sql_.replace = with_guard(kReplace);
  sql_.put = with_guard(kPut);
  sql_.touch = with_guard(kTouch);
  sql_.destroy_begin = named(kDestroyBegin);
  sql_.destroy_row = SqlText(kDestroyRow);
  sql_.destroy_end = kDestroyEnd;
  sql_.claim = SqlText(named(kClaim));
  sql_.take = SqlText(named(kTake));
  sql_.renew = SqlText(named(kRenew));
  sql_.drop = SqlText(named(kDrop));
  collect_records_ = SqlText(named(kCollectRecords));
  collect_tombstones_ = SqlText(named(kCollectTombstones));
  collect_names_ = SqlText(named(kCollectNames));
  collect_leases_ = SqlText(named(kCollectLeases));
  part_of_records_ = SqlText(named(kPartOfRecords));
  part_of_tombstones_ = SqlText(named(kPartOfTombstones));
}

std::string MysqlTable::named(std::string_view pattern) const {
  const auto quoted = [this](const char* name) { return "`" + prefix_ + name + "`"; };
  std::string sql = replaced(std::string(pattern), "SESSIONS", quoted("usersync_sessions"));
  sql = replaced(std::move(sql), "NONCES", quoted("usersync_nonces"));
  return replaced(std::move(sql), "LOCKS", quoted("usersync_locks"));
}

Status MysqlTable::prepare(MysqlConnection& connection, const Wait& wait) {
  return schema_.bring_up(connection, std::exchange(found_, std::nullopt), wait);
}

Status MysqlTable::create(MysqlConnection& connection, const Wait& wait) {
  return schema_.bring_up(connection, std::nullopt, wait);
}

View MysqlTable::to_column(View data, std::string&) const { return data; }

MysqlFound MysqlTable::found(const MysqlRow& row, Bytes& data) const {
  MysqlFound found;
  found.version = static_cast<Version>(row.number(0));
  found.remaining = Seconds(row.number(1));
  found.tombstone = row.null(3);
  if (const View parent = view_of(row.text(2)); parent.size() == sizeof(RecordName)) {
    found.parent.emplace();
    std::copy(parent.begin(), parent.end(), found.parent->bytes.begin());
  }
  found.cut = !row.null(2) && !found.parent;
  if (found.remaining.count() >= 0 && !found.tombstone && !found.cut) row.take(3, data);
  return found;
}

Result<std::int64_t> MysqlTable::gc(MysqlConnection& connection, std::int64_t limit, const Wait& wait) {
  SqlValues values;
  values.limit = static_cast<std::uint64_t>(std::max<std::int64_t>(0, limit));
  const auto removed = connection.query(collect_records_.text(values), wait);
  if (!removed) return removed.error();
  // Only once no expired session is left: finding a few tombstones among a million of those takes long.
  if (*removed < values.limit) {
    if (auto collected = connection.query(collect_tombstones_.text(values), wait); !collected)
      return collected.error();
  }
  for (const SqlText* rest : {&collect_names_, &collect_leases_}) {
    if (auto collected = connection.query(rest->text(values), wait); !collected) return collected.error();
  }
  return static_cast<std::int64_t>(*removed);
}

// Picks a random range: names are hashes, so all ranges are alike, and two collectors rarely overlap. The
// width of the range follows from the server's estimate of the table's rows; other rows in it are read too.
Result<std::string> MysqlTable::gc_part(MysqlConnection& connection, std::int64_t limit, std::uint64_t dice,
                                        const Wait& wait) {
  constexpr std::uint64_t kReadPerDeleted = 5;      // rows
  constexpr std::uint64_t kPartsPerEstimate = 128;  // asks the server anew how large the table is
  constexpr std::uint64_t kFewestRows = 200;
  const std::uint64_t kind = dice % 16;
  if (idle_ && dice / 16 % 4 != 0) return std::string();  // finding nothing costs as much as a deletion
  if (parts_++ % kPartsPerEstimate == 0) {
    auto asked = connection.query(std::string(kWhole) + schema_.table + "'", wait,
                                  [&](std::size_t, const MysqlRow& row) { rows_ = row.number(0); });
    if (!asked) return asked.error();
  }
  SqlValues values;
  values.limit = static_cast<std::uint64_t>(std::max<std::int64_t>(0, limit));
  const std::uint64_t rows = std::max(kFewestRows, rows_);
  const std::uint64_t middle = dice << 1;
  const std::uint64_t half = UINT64_MAX / rows * std::min(rows, values.limit * kReadPerDeleted) / 2;
  const auto from = name_at(middle < half ? 0 : middle - half, 0);
  const auto to = name_at(middle > UINT64_MAX - half ? UINT64_MAX : middle + half, 255);
  values.id = from, values.token = to;
  counts_ = kind > 3;
  if (kind == 0) return collect_names_.text(values);
  if (kind == 1 && row_lock()) return collect_leases_.text(values);
  return (counts_ ? part_of_records_ : part_of_tombstones_).text(values);
}

std::int64_t MysqlTable::gc_part_done(std::uint64_t affected) noexcept {
  if (counts_) idle_ = affected == 0;
  return counts_ ? static_cast<std::int64_t>(affected) : 0;
}

Result<Census> MysqlTable::census(MysqlConnection& connection, const Wait& wait) {
  return census_of(connection, SqlText(named(kSample)), kCounted, std::string(kWhole) + schema_.table + "'",
                   wait);
}

}  // namespace usersync
