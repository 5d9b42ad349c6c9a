// How a MysqlStore destroys: one statement for as many names as fit.
#include "store/mysql/mysql_store.h"

namespace usersync {
namespace {

constexpr std::uint64_t kLongestStatement = 1U << 20;  // bytes; beyond, parsing takes longer than writing

}  // namespace

Status MysqlStore::destroy(const RecordName& name, const Terms& terms) {
  return destroy_all({&name, 1}, terms);
}

// In the order of their names, so that two requests that destroy the same records cannot deadlock.
Status MysqlStore::destroy_all(std::span<const RecordName> names, const Terms& terms) {
  std::vector<RecordName> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const RecordName& a, const RecordName& b) { return a.bytes < b.bytes; });
  for (std::span<const RecordName> rest = sorted; !rest.empty();) {
    std::size_t done = 0;
    auto destroyed = link_.run(terms.interrupted, [&](MysqlConnection& connection) {
      return destroy_some(connection, rest, sql_seconds(terms.tombstone), done);
    });
    if (!destroyed) return destroyed;
    rest = rest.subspan(done);
  }
  return {};
}

// Destroys as many as fit into one statement; `done` counts them.
Status MysqlStore::destroy_some(MysqlConnection& connection, std::span<const RecordName> names,
                                std::uint64_t seconds, std::size_t& done) {
  const std::size_t room = std::min<std::uint64_t>(connection.max_packet() / 2, kLongestStatement);
  std::string sql = layout_->sql().destroy_begin;
  done = 0;
  for (const RecordName& name : names) {
    if (done > 0 && sql.size() >= room) break;
    SqlValues values{.id = name.view()};
    values.seconds = seconds;
    const auto version = random_.version();
    if (!version) return version.error();
    values.version = *version;
    if (done++ > 0) sql.push_back(',');
    sql += layout_->sql().destroy_row.text(values);
  }
  sql += layout_->sql().destroy_end;
  auto destroyed = connection.query(sql, patience());
  return destroyed ? Status{} : Status{destroyed.error()};
}

}  // namespace usersync
