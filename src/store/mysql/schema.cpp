#include "store/mysql/schema.h"

#include <charconv>

namespace usersync {
namespace {

constexpr std::string_view kMark = "usersync schema ";

unsigned version_of(std::string_view comment) noexcept {  // 0: not ours
  unsigned version = 0;
  if (!comment.starts_with(kMark)) return 0;
  comment.remove_prefix(kMark.size());
  std::from_chars(comment.data(), comment.data() + comment.size(), version);
  return version;
}

}  // namespace

std::string MysqlSchema::inspect() const {
  return "SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA=DATABASE() AND "
         "TABLE_NAME='" +
         table + "'";
}

Status MysqlSchema::bring_up(MysqlConnection& connection, std::optional<std::string> found,
                             const Wait& wait) const {
  if (found && version_of(*found) == version()) return {};

  // Also when creating, so that a worker of an older version never finds tables half created.
  const std::string seconds = std::to_string(std::chrono::ceil<Seconds>(wait.deadline.left()).count());
  const std::string lock = "CONCAT('us:schema:',LEFT(SHA2(CONCAT(DATABASE(),'/','" + table + "'),256),40))";
  bool mine = false;
  found.reset();
  auto looked = connection.query("SELECT GET_LOCK(" + lock + "," + seconds + ");" + inspect(), wait,
                                 [&](std::size_t statement, const MysqlRow& row) {
                                   if (statement == 0) mine = row.number(0) == 1;
                                   if (statement == 1) found = std::string(row.text(0));
                                 });
  if (!looked) return looked.error();
  if (!mine) return Error{Msg::mysql_upgrade_busy, table};

  Status done;
  const auto run = [&](const std::string& statement) {
    if (!done) return;
    if (auto ran = connection.query(statement, wait); !ran) done = ran.error();
  };
  const unsigned at = found ? version_of(*found) : version();
  if (found && at == 0) {
    done = Error{Msg::mysql_table_foreign, table};
  } else if (at > version()) {
    done = Error{Msg::mysql_tables_newer, table};
  } else {
    for (unsigned step = at; step < version(); ++step) run(upgrades[step - 1]);
    for (const std::string& statement : creation) run(statement);
  }
  const auto freed = connection.query("DO RELEASE_LOCK(" + lock + ")", wait);
  if (done && !freed) return freed.error();
  return done;
}

}  // namespace usersync
