// The layout of mysql://: {table_prefix}usersync_sessions, _nonces and _locks. docs/formats.md, "SQL schema".
#pragma once

#include "store/mysql/layout.h"
#include "store/mysql/schema.h"

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
  Result<std::string> gc_part(MysqlConnection& connection, std::int64_t limit, std::uint64_t dice,
                              const Wait& wait) override;
  std::int64_t gc_part_done(std::uint64_t affected) noexcept override;
  Result<Census> census(MysqlConnection& connection, const Wait& wait) override;

 private:
  std::string named(std::string_view pattern) const;  // SESSIONS, NONCES and LOCKS become quoted names

  std::string prefix_;
  MysqlSchema schema_;
  std::optional<std::string> found_;
  SqlText collect_records_, collect_tombstones_, collect_names_, collect_leases_;

  SqlText part_of_records_, part_of_tombstones_;
  std::uint64_t parts_ = 0;  // gc_part() calls
  std::uint64_t rows_ = 0;   // in the table, as the server estimates
  bool counts_ = false;      // the last part deleted records, not tombstones or names
  bool idle_ = false;        // the last part that did found none
};

}  // namespace usersync
