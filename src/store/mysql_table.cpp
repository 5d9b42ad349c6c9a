#include "store/mysql_table.h"

namespace usersync {
namespace {

// Times are seconds since 1970 by the server's clock: a date costs a statement more than the rest of its
// arithmetic. Something is gone when `expires` is past. The record stands last, behind what is compared.
constexpr const char* kCreateSessions =
    "CREATE TABLE IF NOT EXISTS SESSIONS ("
    " id BINARY(24) NOT NULL,"
    " version BIGINT UNSIGNED NOT NULL,"
    " expires BIGINT NOT NULL COMMENT 'seconds since 1970',"
    " data LONGBLOB NULL COMMENT 'NULL: destroyed',"
    " PRIMARY KEY (id), KEY expires (expires)"
    ") ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COMMENT='usersync schema 1'";
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

// An expired row is read too: telling is cheaper here than there.
constexpr const char* kSelect = "SELECT version,expires-UNIX_TIMESTAMP(),data FROM SESSIONS WHERE id={id}";

constexpr const char* kReplace =
    "UPDATE SESSIONS SET data={data},version={version},expires=UNIX_TIMESTAMP()+{seconds}"
    " WHERE id={id} AND version={read} AND ({force} OR expires>=UNIX_TIMESTAMP()) AND GUARD";

// `version` is assigned first and decides; the other columns follow it. Assignments run from left to right,
// which MySQL and MariaDB both document. A guard that does not hold makes the key NULL: error 1048.
constexpr const char* kPut =
    "INSERT INTO SESSIONS (id,version,expires,data) VALUES"
    " (IF(GUARD,{id},NULL),{version},UNIX_TIMESTAMP()+{seconds},{data})"
    " ON DUPLICATE KEY UPDATE"
    " version=IF(({force} AND (version={read} OR data IS NOT NULL OR expires<UNIX_TIMESTAMP()))"
    "            OR ({read}=0 AND expires<UNIX_TIMESTAMP()),VALUES(version),version),"
    " data=IF(version=VALUES(version),VALUES(data),data),"
    " expires=IF(version=VALUES(version),VALUES(expires),expires)";

constexpr const char* kTouch =
    "UPDATE SESSIONS SET expires=UNIX_TIMESTAMP()+{seconds}"
    " WHERE id={id} AND data IS NOT NULL AND expires>=UNIX_TIMESTAMP() AND (version={read} OR {force}) AND "
    "GUARD";

constexpr const char* kDestroy =
    "INSERT INTO SESSIONS (id,version,expires,data) VALUES"
    " ({id},{version},UNIX_TIMESTAMP()+{seconds},NULL)"
    " ON DUPLICATE KEY UPDATE data=NULL,version=VALUES(version),expires=VALUES(expires)";

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
constexpr const char* kCollectRest =
    "DELETE FROM NONCES WHERE expires<UNIX_TIMESTAMP() ORDER BY expires LIMIT {limit};"
    "DELETE FROM LOCKS WHERE expires<=NOW(6) ORDER BY expires LIMIT {limit}";

}  // namespace

MysqlTable::MysqlTable(const MysqlAddress& address)
    : MysqlLayout(address.place(), address.row_lock), prefix_(address.table_prefix) {
  schema_.table = prefix_ + "usersync_sessions";
  schema_.creation = {named(kCreateNonces), named(kCreateLocks), named(kCreateSessions)};
  const std::string lease = named(kLease);
  sql_.select = SqlText(named(kSelect));
  sql_.replace = guarded(named(kReplace), lease);
  sql_.put = guarded(named(kPut), lease);
  sql_.touch = guarded(named(kTouch), lease);
  sql_.destroy = SqlText(named(kDestroy));
  sql_.claim = SqlText(named(kClaim));
  sql_.take = SqlText(named(kTake));
  sql_.renew = SqlText(named(kRenew));
  sql_.drop = SqlText(named(kDrop));
  collect_records_ = SqlText(named(kCollectRecords));
  collect_tombstones_ = SqlText(named(kCollectTombstones));
  collect_rest_ = SqlText(named(kCollectRest));
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
  MysqlFound found{static_cast<Version>(row.number(0)), Seconds(row.number(1)), row.null(2)};
  if (found.remaining.count() >= 0 && !found.tombstone) row.take(2, data);
  return found;
}

Result<std::int64_t> MysqlTable::gc(MysqlConnection& connection, std::int64_t limit, const Wait& wait) {
  SqlValues values;
  values.limit = static_cast<std::uint64_t>(std::max<std::int64_t>(0, limit));
  const auto removed = connection.query(collect_records_.text(values), wait);
  if (!removed) return removed.error();
  // Only once no expired session is left: among a million of them the few tombstones would be searched for
  // each time.
  if (*removed < values.limit) {
    if (auto buried = connection.query(collect_tombstones_.text(values), wait); !buried)
      return buried.error();
  }
  if (auto rest = connection.query(collect_rest_.text(values), wait); !rest) return rest.error();
  return static_cast<std::int64_t>(*removed);
}

}  // namespace usersync
