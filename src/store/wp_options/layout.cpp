#include "store/wp_options/layout.h"

#include "base/hex.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

// A value is "us1.", 13 digits of expiry (ms since the epoch), ".", 19 digits of version, then ":" and the
// record in base64url, or "=", 48 digits of a leash, ":" and the record, or "-" for a tombstone. Digits are
// fixed in number so that SQL finds them by position. The server counts whole seconds: arithmetic with its
// milliseconds would be decimal, and slow.
constexpr std::string_view kNow = "UNIX_TIMESTAMP()*1000";
constexpr std::string_view kExpires = "CAST(SUBSTRING(option_value,5,13) AS UNSIGNED)";
constexpr std::string_view kVersion = "SUBSTRING(option_value,19,19)";  // compared as digits
constexpr std::string_view kKind = "SUBSTRING(option_value,38,1)";
constexpr std::string_view kMark =
    "IF(SUBSTRING(option_value,38,1)='=',SUBSTRING(option_value,38,50),SUBSTRING(option_value,38,1))";
constexpr std::string_view kOurs = "LEFT(option_value,4)='us1.'";

// The words in capitals that the statements below are written with.
std::string spelled(std::string_view pattern, const std::string& table, std::string_view autoload) {
  std::string sql(pattern);
  const std::pair<std::string_view, std::string> words[] = {
      {"HEADER", "'us1.',LPAD(NOW_MS+{seconds}*1000,13,'0'),'.',LPAD({version},19,'0')"},
      {"READ", "LPAD({read},19,'0')"},
      {"THEIRS", replaced(std::string(kExpires), "option_value", "VALUES(option_value)")},
      {"LEASH", std::string(kMark)},
      {"OPTIONS", table},
      {"AUTOLOAD", "'" + std::string(autoload) + "'"},
      {"NOW_MS", std::string(kNow)},
      {"EXPIRES", std::string(kExpires)},
      {"VERSION", std::string(kVersion)},
      {"KIND", std::string(kKind)},
      {"OURS", std::string(kOurs)},
  };
  for (const auto& [word, sense] : words) sql = replaced(std::move(sql), word, sense);
  return sql;
}

// In a table of its own for the moment: MySQL lets no statement read what it writes (error 1093).
constexpr std::string_view kLease =
    "EXISTS(SELECT 1 FROM (SELECT 1 FROM OPTIONS WHERE option_name={'_usersync_lock_'}"
    " AND SUBSTRING(option_value,39)={t''} AND EXPIRES>=NOW_MS LIMIT 1 FOR UPDATE) AS lease)";

// The value as it is: SUBSTRING() would count its characters, which costs the server more than all the rest.
// A join tells whether the leash was cut, as in the table.
constexpr std::string_view kPlain =
    "SELECT NOW_MS,0,option_value FROM OPTIONS WHERE option_name={'_usersync_session_'}";
constexpr std::string_view kSelect =
    "SELECT NOW_MS,cut.option_id IS NOT NULL,s.option_value FROM OPTIONS s LEFT JOIN OPTIONS cut"
    " ON SUBSTRING(s.option_value,38,1)='='"
    " AND cut.option_name=CONCAT('_usersync_session_',SUBSTRING(s.option_value,39,48))"
    " AND LEFT(cut.option_value,4)='us1.' AND SUBSTRING(cut.option_value,38,1)='-'"
    " AND CAST(SUBSTRING(cut.option_value,5,13) AS UNSIGNED)>=NOW_MS"
    " WHERE s.option_name={'_usersync_session_'}";

constexpr std::string_view kReplace =
    "UPDATE OPTIONS SET option_value=CONCAT(HEADER,{mark},{data})"
    " WHERE option_name={'_usersync_session_'} AND OURS AND VERSION=READ AND ({force} OR EXPIRES>=NOW_MS)"
    " AND GUARD";

// A guard that does not hold makes the name NULL: error 1048.
constexpr std::string_view kPut =
    "INSERT INTO OPTIONS (option_name,option_value,autoload) VALUES"
    " (IF(GUARD,{'_usersync_session_'},NULL),CONCAT(HEADER,{mark},{data}),AUTOLOAD)"
    " ON DUPLICATE KEY UPDATE option_value=IF(OURS AND"
    " (({force} AND (VERSION=READ OR KIND IN(':','=') OR EXPIRES<NOW_MS)) OR ({read}=0 AND EXPIRES<NOW_MS)),"
    " VALUES(option_value),option_value)";

constexpr std::string_view kTouch =
    "UPDATE OPTIONS SET "
    "option_value=CONCAT('us1.',LPAD(NOW_MS+{seconds}*1000,13,'0'),SUBSTRING(option_value,18))"
    " WHERE option_name={'_usersync_session_'} AND OURS AND KIND IN(':','=') AND EXPIRES>=NOW_MS"
    " AND IF(VERSION=READ,LEASH={mark},{force}) AND GUARD";

constexpr std::string_view kDestroyBegin = "INSERT INTO OPTIONS (option_name,option_value,autoload) VALUES ";
constexpr std::string_view kDestroyRow = "({'_usersync_session_'},CONCAT(HEADER,'-'),AUTOLOAD)";
constexpr std::string_view kDestroyEnd =
    " ON DUPLICATE KEY UPDATE option_value=IF(OURS AND KIND='-',"
    "CONCAT('us1.',LPAD(GREATEST(EXPIRES,THEIRS),13,'0'),SUBSTRING(VALUES(option_value),18)),"
    "VALUES(option_value))";

// One-time names and leases are the same shape, with version 0 and their owner after the ":".
constexpr std::string_view kOwn =
    "INSERT INTO OPTIONS (option_name,option_value,autoload) VALUES"
    " (NAME,CONCAT('us1.',LPAD(NOW_MS+{seconds}*1000,13,'0'),'.',REPEAT('0',19),':',{t''}),AUTOLOAD)"
    " ON DUPLICATE KEY UPDATE option_value=IF(EXPIRES<NOW_MS OR SUBSTRING(option_value,39)={t''},"
    " VALUES(option_value),option_value);"
    "SELECT SUBSTRING(option_value,39)={t''} FROM OPTIONS WHERE option_name=NAME";
constexpr std::string_view kRenew =
    "UPDATE OPTIONS SET "
    "option_value=CONCAT('us1.',LPAD(NOW_MS+{seconds}*1000,13,'0'),SUBSTRING(option_value,18))"
    " WHERE option_name=NAME AND SUBSTRING(option_value,39)={t''} AND EXPIRES>=NOW_MS;"
    "SELECT SUBSTRING(option_value,39)={t''} AND EXPIRES>=NOW_MS FROM OPTIONS WHERE option_name=NAME";
constexpr std::string_view kDrop =
    "DELETE FROM OPTIONS WHERE option_name=NAME AND SUBSTRING(option_value,39)={t''}";

// Expiry has no index here: a pass reads a page of names behind the cursor, living rows too.
constexpr std::string_view kPage =
    "SELECT option_name,EXPIRES<NOW_MS AND OURS AND option_name REGEXP "
    "'^_usersync_(session|nonce|lock)_[0-9a-f]+$',option_name LIKE '\\_usersync\\_session\\_%' AND KIND<>'-'"
    " FROM OPTIONS WHERE option_name>BEHIND AND option_name<'_usersync_t' ORDER BY option_name LIMIT {limit}";
constexpr std::string_view kCursor =
    "COALESCE((SELECT option_value FROM OPTIONS WHERE option_name='_usersync_gc'),'_usersync_l')";
constexpr std::string_view kRemember =
    "INSERT INTO OPTIONS (option_name,option_value,autoload) VALUES ('_usersync_gc',CURSOR,AUTOLOAD)"
    " ON DUPLICATE KEY UPDATE option_value=VALUES(option_value)";

// LENGTH() reads a long value whole, so that fewer are looked at than in a table.
constexpr std::int64_t kCounted = 2000;
constexpr std::string_view kSample =
    "SELECT COUNT(*),SUM(alive AND NOT past),SUM(alive AND past),SUM(NOT alive),SUM(size) FROM"
    " (SELECT KIND<>'-' AS alive,EXPIRES<NOW_MS AS past,LENGTH(option_name)+LENGTH(option_value) AS size"
    " FROM OPTIONS WHERE option_name LIKE '\\_usersync\\_session\\_%' AND OURS ORDER BY option_name"
    " LIMIT {limit}) AS counted";
constexpr std::string_view kWhole =
    "SELECT COUNT(*),0 FROM OPTIONS WHERE option_name LIKE '\\_usersync\\_session\\_%'";

constexpr std::int64_t kPageFactor = 4, kSmallestPage = 100, kLargestPage = 2000;

std::int64_t digits(std::string_view text) noexcept {  // 0 when it does not begin with any
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Names come back from the table and become SQL again: only ours do.
bool plain(std::string_view name) noexcept {
  return std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

}  // namespace

WpOptionsLayout::WpOptionsLayout(const MysqlAddress& address)
    : MysqlLayout(address.place(), address.row_lock), table_("`" + address.table_prefix + "options`") {
  write_statements();
}

void WpOptionsLayout::write_statements() {
  const auto sql = [this](std::string_view pattern, std::string_view name = {}) {
    return spelled(replaced(std::string(pattern), "NAME", name), table_, speaks_off_ ? "off" : "no");
  };
  const std::string lease = sql(kLease);
  sql_.select = SqlText(sql(kSelect));
  sql_.plain = SqlText(sql(kPlain));
  sql_.replace = guarded(sql(kReplace), lease);
  sql_.put = guarded(sql(kPut), lease);
  sql_.touch = guarded(sql(kTouch), lease);
  sql_.destroy_begin = sql(kDestroyBegin);
  sql_.destroy_row = SqlText(sql(kDestroyRow));
  sql_.destroy_end = sql(kDestroyEnd);
  sql_.claim = SqlText(sql(kOwn, "{n'_usersync_nonce_'}"));
  sql_.take = SqlText(sql(kOwn, "{'_usersync_lock_'}"));
  sql_.renew = SqlText(sql(kRenew, "{'_usersync_lock_'}"));
  sql_.drop = SqlText(sql(kDrop, "{'_usersync_lock_'}"));
}

// WordPress 6.6 writes on, off and auto where older versions wrote yes and no; each understands both. Any row
// with a new word shows which; db_version does not tell 6.5 from 6.6. The index on autoload answers.
std::string WpOptionsLayout::inspect() const {
  return "SELECT EXISTS(SELECT 1 FROM " + table_ +
         " WHERE autoload IN ('on','off','auto','auto-on','auto-off'))";
}

Status WpOptionsLayout::prepare(MysqlConnection&, const Wait&) {
  write_statements();
  return {};
}

Status WpOptionsLayout::create(MysqlConnection&, const Wait&) {
  return Error{Msg::wp_options_no_table, table_};
}

View WpOptionsLayout::to_column(View data, std::string& scratch) const {
  scratch.clear();
  append_base64url(scratch, data);
  return view_of(scratch);
}

MysqlFound WpOptionsLayout::found(const MysqlRow& row, Bytes& data) const {
  constexpr std::size_t kHeader = 37, kParent = 2 * sizeof(RecordName);  // "us1.", 13 digits, ".", 19 digits
  const std::string_view value = row.text(2);
  if (value.size() <= kHeader || !value.starts_with("us1.")) return {};
  const auto expires = digits(value.substr(4, 13)), version = digits(value.substr(18, 19));
  MysqlFound found;
  found.remaining = Seconds((expires - row.number(0)) / 1000);
  found.cut = row.number(1) != 0;
  std::string_view rest = value.substr(kHeader);
  found.tombstone = rest[0] == '-';
  if (found.remaining.count() < 0 || found.tombstone || found.cut) {
    found.version = static_cast<Version>(version);
    return found;
  }
  if (rest[0] == '=') {
    if (rest.size() < 1 + kParent || !from_hex(rest.substr(1, kParent), found.parent.emplace().bytes))
      return {};
    rest.remove_prefix(1 + kParent);
  }
  if (!rest.starts_with(':')) return {};
  auto decoded = from_base64url(rest.substr(1));
  if (!decoded) return {};
  data = std::move(*decoded);
  found.version = static_cast<Version>(version);
  return found;
}

// A page of names behind `behind`, which is SQL: which of them have ended, until `limit` of those are
// records.
Result<WpOptionsLayout::Page> WpOptionsLayout::look_through(MysqlConnection& connection,
                                                            const std::string& behind, std::int64_t size,
                                                            std::int64_t limit, const Wait& wait) const {
  Page page;
  SqlValues values;
  values.limit = static_cast<std::uint64_t>(size);
  const std::string sql = replaced(spelled(kPage, table_, {}), "BEHIND", behind);
  auto looked = connection.query(SqlText(sql).text(values), wait, [&](std::size_t, const MysqlRow& row) {
    if (page.records >= limit) return;  // the next pass goes on here
    ++page.seen;
    page.last = row.text(0);
    if (row.number(1) == 0 || !plain(page.last)) return;
    page.doomed.append(page.doomed.empty() ? "'" : ",'").append(page.last).push_back('\'');
    page.records += row.number(2) != 0 ? 1 : 0;
  });
  if (!looked) return looked.error();
  return page;
}

// Whoever was stored anew since the page was read lives on.
std::string WpOptionsLayout::removal(const Page& page) const {
  return spelled("DELETE FROM OPTIONS WHERE option_name IN (" + page.doomed + ") AND EXPIRES<NOW_MS", table_,
                 {});
}

Result<std::int64_t> WpOptionsLayout::gc(MysqlConnection& connection, std::int64_t limit, const Wait& wait) {
  const std::int64_t size = std::clamp(limit * kPageFactor, kSmallestPage, kLargestPage);
  const std::string cursor = spelled(kCursor, table_, {});
  auto page = look_through(connection, cursor, size, limit, wait);
  if (!page) return page.error();

  const bool at_end = page->seen < size && page->records < limit;
  std::string sql =
      replaced(spelled(kRemember, table_, speaks_off_ ? "off" : "no"), "CURSOR",
               at_end ? "'_usersync_l'" : "CONVERT(x'" + to_hex(view_of(page->last)) + "' USING utf8mb4)");
  if (!page->doomed.empty()) sql += ";" + removal(*page);
  auto removed = connection.query(sql, wait);
  if (!removed) return removed.error();
  if (page->doomed.empty()) return 0;
  return std::min(page->records, static_cast<std::int64_t>(*removed));
}

// A small page somewhere, most often among the sessions: names are hashes, so that anywhere is as good, and
// no place need be remembered.
Result<std::string> WpOptionsLayout::gc_part(MysqlConnection& connection, std::int64_t limit,
                                             std::uint64_t dice, const Wait& wait) {
  if (idle_ && (dice >> 40) % 4 != 0) return std::string();  // the last page was of the living
  constexpr std::string_view kKinds[] = {"lock", "nonce"};
  const std::size_t kind = dice % 16;
  const std::uint8_t place[] = {static_cast<std::uint8_t>(dice >> 8), static_cast<std::uint8_t>(dice >> 16),
                                static_cast<std::uint8_t>(dice >> 24), static_cast<std::uint8_t>(dice >> 32)};
  const std::string behind = "'_usersync_" +
                             std::string(kind < std::size(kKinds) ? kKinds[kind] : "session") + "_" +
                             to_hex(place) + "'";
  auto page = look_through(connection, behind, limit * kPageFactor, limit, wait);
  if (!page) return page.error();
  part_records_ = page->records;
  idle_ = page->doomed.empty();
  return page->doomed.empty() ? std::string() : removal(*page);
}

std::int64_t WpOptionsLayout::gc_part_done(std::uint64_t affected) noexcept {
  return std::min(part_records_, static_cast<std::int64_t>(affected));
}

Result<Census> WpOptionsLayout::census(MysqlConnection& connection, const Wait& wait) {
  return census_of(connection, SqlText(spelled(kSample, table_, {})), kCounted, spelled(kWhole, table_, {}),
                   wait);
}

}  // namespace usersync
