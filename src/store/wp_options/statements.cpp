#include "store/wp_options/statements.h"

namespace usersync {
namespace {

// A value is "us1.", 13 digits of expiry (ms since 1970), ".", 19 digits of version, then ":" and the record
// in base64url, or "=", 48 digits of the parent, ":" and the record, or "-" for a tombstone. The numbers of
// digits are fixed so that SQL finds them by position. The server counts whole seconds: its milliseconds
// would be decimal arithmetic, which is slow.
constexpr std::string_view kNow = "UNIX_TIMESTAMP()*1000";
constexpr std::string_view kExpires = "CAST(SUBSTRING(option_value,5,13) AS UNSIGNED)";
constexpr std::string_view kNewExpires = "CAST(SUBSTRING(VALUES(option_value),5,13) AS UNSIGNED)";
constexpr std::string_view kVersion = "SUBSTRING(option_value,19,19)";  // compared as digits
constexpr std::string_view kRead = "LPAD({read},19,'0')";
constexpr std::string_view kKind = "SUBSTRING(option_value,38,1)";
constexpr std::string_view kMark =
    "IF(SUBSTRING(option_value,38,1)='=',SUBSTRING(option_value,38,50),SUBSTRING(option_value,38,1))";
constexpr std::string_view kOwner = "SUBSTRING(option_value,39)";  // of a one-time name or a lease
constexpr std::string_view kOurs = "LEFT(option_value,4)='us1.'";
constexpr std::string_view kLater = "LPAD(UNIX_TIMESTAMP()*1000+{seconds}*1000,13,'0')";
constexpr std::string_view kHeader =
    "'us1.',LPAD(UNIX_TIMESTAMP()*1000+{seconds}*1000,13,'0'),'.',LPAD({version},19,'0')";
constexpr std::string_view kMoved =
    "CONCAT('us1.',LPAD(UNIX_TIMESTAMP()*1000+{seconds}*1000,13,'0'),SUBSTRING(option_value,18))";
constexpr std::string_view kSessions = "option_name LIKE '\\_usersync\\_session\\_%'";
constexpr std::string_view kColumns = " (option_name,option_value,autoload) VALUES ";

}  // namespace

// The value as a whole: SUBSTRING() would count its characters, which costs more than the rest of the query.
std::string WpOptionsStatements::plain() const {
  return concat({"SELECT ", kNow, ",0,option_value FROM ", table_, " WHERE option_name=", kSession});
}

// The join finds out whether the parent was destroyed, as in MysqlTable.
std::string WpOptionsStatements::select() const {
  return concat({"SELECT ", kNow, ",cut.option_id IS NOT NULL,s.option_value FROM ", table_, " s LEFT JOIN ",
                 table_,
                 " cut ON SUBSTRING(s.option_value,38,1)='='"
                 " AND cut.option_name=CONCAT('_usersync_session_',SUBSTRING(s.option_value,39,48))"
                 " AND LEFT(cut.option_value,4)='us1.' AND SUBSTRING(cut.option_value,38,1)='-'"
                 " AND CAST(SUBSTRING(cut.option_value,5,13) AS UNSIGNED)>=",
                 kNow, " WHERE s.option_name=", kSession});
}

std::string WpOptionsStatements::replace(std::string_view guard) const {
  return concat({"UPDATE ", table_, " SET option_value=CONCAT(", kHeader, ",{mark},{data})",
                 " WHERE option_name=", kSession, " AND ", kOurs, " AND ", kVersion, "=", kRead,
                 " AND ({force} OR ", kExpires, ">=", kNow, ") AND ", guard});
}

// When the guard fails, the name is NULL: error 1048.
std::string WpOptionsStatements::put(std::string_view guard) const {
  return concat({"INSERT INTO ",
                 table_,
                 kColumns,
                 "(IF(",
                 guard,
                 ",",
                 kSession,
                 ",NULL),CONCAT(",
                 kHeader,
                 ",{mark},{data}),'",
                 autoload_,
                 "')",
                 " ON DUPLICATE KEY UPDATE option_value=IF(",
                 kOurs,
                 " AND (({force} AND (",
                 kVersion,
                 "=",
                 kRead,
                 " OR ",
                 kKind,
                 " IN(':','=') OR ",
                 kExpires,
                 "<",
                 kNow,
                 ")) OR ({read}=0 AND ",
                 kExpires,
                 "<",
                 kNow,
                 ")),VALUES(option_value),option_value)"});
}

std::string WpOptionsStatements::touch(std::string_view guard) const {
  return concat({"UPDATE ",
                 table_,
                 " SET option_value=",
                 kMoved,
                 " WHERE option_name=",
                 kSession,
                 " AND ",
                 kOurs,
                 " AND ",
                 kKind,
                 " IN(':','=') AND ",
                 kExpires,
                 ">=",
                 kNow,
                 " AND IF(",
                 kVersion,
                 "=",
                 kRead,
                 ",",
                 kMark,
                 "={mark},{force}) AND ",
                 guard});
}

std::string WpOptionsStatements::destroy_begin() const { return concat({"INSERT INTO ", table_, kColumns}); }

std::string WpOptionsStatements::destroy_row() const {
  return concat({"(", kSession, ",CONCAT(", kHeader, ",'-'),'", autoload_, "')"});
}

std::string WpOptionsStatements::destroy_end() const {
  return concat({" ON DUPLICATE KEY UPDATE option_value=IF(", kOurs, " AND ", kKind,
                 "='-',CONCAT('us1.',LPAD(GREATEST(", kExpires, ",", kNewExpires,
                 "),13,'0'),SUBSTRING(VALUES(option_value),18)),VALUES(option_value))"});
}

// One-time names and leases have the same shape, with version 0 and their owner after the ":".
std::string WpOptionsStatements::own(std::string_view name) const {
  return concat({"INSERT INTO ",
                 table_,
                 kColumns,
                 "(",
                 name,
                 ",CONCAT('us1.',",
                 kLater,
                 ",'.',REPEAT('0',19),':',{t''}),'",
                 autoload_,
                 "')",
                 " ON DUPLICATE KEY UPDATE option_value=IF(",
                 kExpires,
                 "<",
                 kNow,
                 " OR ",
                 kOwner,
                 "={t''},VALUES(option_value),option_value);SELECT ",
                 kOwner,
                 "={t''} FROM ",
                 table_,
                 " WHERE option_name=",
                 name});
}

std::string WpOptionsStatements::renew(std::string_view name) const {
  return concat({"UPDATE ",
                 table_,
                 " SET option_value=",
                 kMoved,
                 " WHERE option_name=",
                 name,
                 " AND ",
                 kOwner,
                 "={t''} AND ",
                 kExpires,
                 ">=",
                 kNow,
                 ";SELECT ",
                 kOwner,
                 "={t''} AND ",
                 kExpires,
                 ">=",
                 kNow,
                 " FROM ",
                 table_,
                 " WHERE option_name=",
                 name});
}

std::string WpOptionsStatements::drop(std::string_view name) const {
  return concat({"DELETE FROM ", table_, " WHERE option_name=", name, " AND ", kOwner, "={t''}"});
}

// The inner SELECT makes a derived table: MySQL lets no statement read the table it writes (error 1093).
std::string WpOptionsStatements::lease() const {
  return concat({"EXISTS(SELECT 1 FROM (SELECT 1 FROM ", table_, " WHERE option_name=", kLock, " AND ",
                 kOwner, "={t''} AND ", kExpires, ">=", kNow, " LIMIT 1 FOR UPDATE) AS lease)"});
}

// WordPress 6.6 writes on, off and auto where older versions wrote yes and no; each understands both. Any row
// with a new word shows which; db_version does not tell 6.5 from 6.6. The index on autoload answers.
std::string WpOptionsStatements::inspect() const {
  return concat({"SELECT EXISTS(SELECT 1 FROM ", table_,
                 " WHERE autoload IN ('on','off','auto','auto-on','auto-off'))"});
}

// Expiry has no index here: a pass reads a page of names, those of live rows too.
std::string WpOptionsStatements::page(std::string_view after) const {
  return concat({"SELECT option_name,", kExpires, "<", kNow, " AND ", kOurs,
                 " AND option_name REGEXP '^_usersync_(session|nonce|lock)_[0-9a-f]+$',", kSessions, " AND ",
                 kKind, "<>'-' FROM ", table_, " WHERE option_name>", after,
                 " AND option_name<'_usersync_t' ORDER BY option_name LIMIT {limit}"});
}

std::string WpOptionsStatements::cursor() const {
  return concat(
      {"COALESCE((SELECT option_value FROM ", table_, " WHERE option_name='_usersync_gc'),'_usersync_l')"});
}

std::string WpOptionsStatements::set_cursor(std::string_view to) const {
  return concat({"INSERT INTO ", table_, kColumns, "('_usersync_gc',", to, ",'", autoload_,
                 "') ON DUPLICATE KEY UPDATE option_value=VALUES(option_value)"});
}

std::string WpOptionsStatements::remove(std::string_view names) const {
  return concat({"DELETE FROM ", table_, " WHERE option_name IN (", names, ") AND ", kExpires, "<", kNow});
}

std::string WpOptionsStatements::sample() const {
  return concat(
      {"SELECT COUNT(*),SUM(alive AND NOT past),SUM(alive AND past),SUM(NOT alive),SUM(size) FROM"
       " (SELECT ",
       kKind, "<>'-' AS alive,", kExpires, "<", kNow,
       " AS past,LENGTH(option_name)+LENGTH(option_value) AS size FROM ", table_, " WHERE ", kSessions,
       " AND ", kOurs, " ORDER BY option_name LIMIT {limit}) AS counted"});
}

std::string WpOptionsStatements::whole() const {
  return concat({"SELECT COUNT(*),0 FROM ", table_, " WHERE ", kSessions});
}

}  // namespace usersync
