#include "store/wp_options/layout.h"

#include "base/hex.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

// LENGTH() reads a long value whole, so the sample is smaller than a table's.
constexpr std::int64_t kSampleRows = 2000;
constexpr std::int64_t kPageFactor = 4, kSmallestPage = 100, kLargestPage = 2000;  // rows

std::int64_t digits(std::string_view text) noexcept {  // 0 when it does not begin with any
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Names come from the table and become SQL again: only those that this store wrote may.
bool plain(std::string_view name) noexcept {
  return std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

}  // namespace

WpOptionsLayout::WpOptionsLayout(const MysqlAddress& address)
    : MysqlLayout(address.tables(), address.row_lock), table_("`" + address.table_prefix + "options`") {
  write_statements();
}

void WpOptionsLayout::write_statements() {
  const WpOptionsStatements sql = statements();
  const std::string lease = sql.lease();
  sql_.select = SqlText(sql.select());
  sql_.plain = SqlText(sql.plain());
  sql_.replace = guarded([&](std::string_view guard) { return sql.replace(guard); }, lease);
  sql_.put = guarded([&](std::string_view guard) { return sql.put(guard); }, lease);
  sql_.touch = guarded([&](std::string_view guard) { return sql.touch(guard); }, lease);
  sql_.destroy_begin = sql.destroy_begin();
  sql_.destroy_row = SqlText(sql.destroy_row());
  sql_.destroy_end = sql.destroy_end();
  sql_.claim = SqlText(sql.own(sql.kNonce));
  sql_.take = SqlText(sql.own(sql.kLock));
  sql_.renew = SqlText(sql.renew(sql.kLock));
  sql_.drop = SqlText(sql.drop(sql.kLock));
}

std::string WpOptionsLayout::inspect() const { return statements().inspect(); }

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

// Reads a page of names after `after`, which is SQL, until it has found `limit` expired records.
Result<WpOptionsLayout::Page> WpOptionsLayout::read_page(MysqlConnection& connection, std::string_view after,
                                                         std::int64_t size, std::int64_t limit,
                                                         const Wait& wait) const {
  Page page;
  SqlValues values;
  values.limit = static_cast<std::uint64_t>(size);
  const SqlText sql(statements().page(after));
  auto read = connection.query(sql.text(values), wait, [&](std::size_t, const MysqlRow& row) {
    if (page.records >= limit) return;  // the next pass continues here
    ++page.seen;
    page.last = row.text(0);
    if (row.number(1) == 0 || !plain(page.last)) return;
    page.expired.append(page.expired.empty() ? "'" : ",'").append(page.last).push_back('\'');
    page.records += row.number(2) != 0 ? 1 : 0;
  });
  if (!read) return read.error();
  return page;
}

Result<std::int64_t> WpOptionsLayout::gc(MysqlConnection& connection, std::int64_t limit, const Wait& wait) {
  const std::int64_t size = std::clamp(limit * kPageFactor, kSmallestPage, kLargestPage);
  auto page = read_page(connection, statements().cursor(), size, limit, wait);
  if (!page) return page.error();

  const bool at_end = page->seen < size && page->records < limit;
  std::string sql = statements().set_cursor(
      at_end ? "'_usersync_l'" : "CONVERT(x'" + to_hex(view_of(page->last)) + "' USING utf8mb4)");
  if (!page->expired.empty()) sql += ";" + statements().remove(page->expired);
  auto removed = connection.query(sql, wait);
  if (!removed) return removed.error();
  if (page->expired.empty()) return 0;
  return std::min(page->records, static_cast<std::int64_t>(*removed));
}

// A small page after a random name, most often among the sessions. Names are hashes, so all pages are alike,
// and no position need be remembered.
Result<std::string> WpOptionsLayout::gc_part(MysqlConnection& connection, std::int64_t limit,
                                             std::uint64_t dice, const Wait& wait) {
  if (idle_ && (dice >> 40) % 4 != 0) return std::string();
  constexpr std::string_view kKinds[] = {"lock", "nonce"};
  const std::size_t kind = dice % 16;
  const std::uint8_t position[] = {
      static_cast<std::uint8_t>(dice >> 8), static_cast<std::uint8_t>(dice >> 16),
      static_cast<std::uint8_t>(dice >> 24), static_cast<std::uint8_t>(dice >> 32)};
  const std::string after = "'_usersync_" + std::string(kind < std::size(kKinds) ? kKinds[kind] : "session") +
                            "_" + to_hex(position) + "'";
  auto page = read_page(connection, after, limit * kPageFactor, limit, wait);
  if (!page) return page.error();
  part_records_ = page->records;
  idle_ = page->expired.empty();
  return page->expired.empty() ? std::string() : statements().remove(page->expired);
}

std::int64_t WpOptionsLayout::gc_part_done(std::uint64_t affected) noexcept {
  return std::min(part_records_, static_cast<std::int64_t>(affected));
}

Result<Census> WpOptionsLayout::census(MysqlConnection& connection, const Wait& wait) {
  return census_of(connection, SqlText(statements().sample()), kSampleRows, statements().whole(), wait);
}

}  // namespace usersync
