// Records in tables of our own: {table_prefix}usersync_sessions, _nonces and _locks. docs/formats.md, "SQL
// schema".
#pragma once

#include "store/mysql_layout.h"
#include "store/mysql_schema.h"

namespace usersync {

class MysqlTable final : public MysqlLayout {
 public:
  explicit MysqlTable(const MysqlAddress& address);

  std::string_view kind() const noexcept override { return "mysql"; }
  std::string inspect() const override { return schema_.inspect(); }
  void inspected(const MysqlRow& row) override { found_ = std::string(row.text(0)); }
  Status prepare(MysqlConnection& connection, const Wait& wait) override;
  Status create(MysqlConnection& connection, const Wait& wait) override;
  View to_column(View data, std::string& scratch) const override;
  MysqlFound found(const MysqlRow& row, Bytes& data) const override;
  Result<std::int64_t> gc(MysqlConnection& connection, std::int64_t limit, const Wait& wait) override;
  Result<Census> census(MysqlConnection& connection, const Wait& wait) override;

 private:
  std::string named(std::string_view pattern) const;  // SESSIONS, NONCES and LOCKS become quoted names

  std::string prefix_;
  MysqlSchema schema_;
  std::optional<std::string> found_;
  SqlText collect_records_, collect_tombstones_, collect_rest_;
};

}  // namespace usersync
