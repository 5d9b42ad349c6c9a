#include "store/mysql/layout.h"

#include "base/hex.h"

namespace usersync {
namespace {

// FNV-1a, 32 bits: keeps names apart; no security rests on it.
std::uint32_t fnv(std::string_view text) noexcept {
  std::uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619u;
  return hash;
}

}  // namespace

// "us", 8 digits of the tables' hash, ":", 48 digits of the id: 59 characters, which leaves five of MySQL's
// 64 for a waiter's slot. The server does not hash the name: with OpenSSL 3 a SHA2() costs as much as the
// whole SELECT, and the name is needed four times a cycle (docs/decisions/0040).
MysqlLayout::MysqlLayout(std::string_view tables, bool row_lock) : row_lock_(row_lock) {
  const std::uint32_t hash = fnv(tables);
  const std::uint8_t bytes[] = {static_cast<std::uint8_t>(hash >> 24), static_cast<std::uint8_t>(hash >> 16),
                                static_cast<std::uint8_t>(hash >> 8), static_cast<std::uint8_t>(hash)};
  lock_name_ = "{'us" + to_hex(bytes) + ":'}";
}

std::array<SqlText, 2> MysqlLayout::guarded(const std::function<std::string(std::string_view)>& text,
                                            std::string_view lease) const {
  const std::string held =
      row_lock_ ? std::string(lease) : "IS_USED_LOCK(" + lock_name_ + ")=CONNECTION_ID()";
  return {SqlText(text("TRUE")), SqlText(text(held))};
}

// Names are hashes, so the first ones in order are a random sample.
Result<Census> MysqlLayout::census_of(MysqlConnection& connection, const SqlText& sample, std::int64_t limit,
                                      const std::string& whole, const Wait& wait) {
  SqlValues values;
  values.limit = static_cast<std::uint64_t>(limit);
  std::array<std::int64_t, 5> seen{};  // in all, living, expired, tombstones, bytes
  std::int64_t count = 0, bytes = 0;
  auto asked = connection.query(sample.text(values) + ";" + whole, wait,
                                [&](std::size_t statement, const MysqlRow& row) {
                                  if (statement == 0) {
                                    for (std::size_t i = 0; i < seen.size(); ++i) seen[i] = row.number(i);
                                  } else {
                                    count = row.number(0), bytes = row.number(1);
                                  }
                                });
  if (!asked) return asked.error();
  const bool exact = seen[0] < limit;
  const auto of_all = [&](std::int64_t part) {
    if (exact) return part;
    return static_cast<std::int64_t>(static_cast<double>(part) *
                                     static_cast<double>(std::max(count, seen[0])) /
                                     static_cast<double>(seen[0]));
  };
  return Census{of_all(seen[1]), of_all(seen[2]), of_all(seen[3]), bytes != 0 ? bytes : of_all(seen[4]),
                exact};
}

}  // namespace usersync
