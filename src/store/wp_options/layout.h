// Records as WordPress options: _usersync_session_<hex>, _usersync_nonce_<hex>, _usersync_lock_<hex>.
// docs/formats.md, "WordPress options rows". Nothing here goes through WordPress or its object cache.
#pragma once

#include "store/mysql/layout.h"

namespace usersync {

class WpOptionsLayout final : public MysqlLayout {
 public:
  explicit WpOptionsLayout(const MysqlAddress& address);

  std::string_view kind() const noexcept override { return "wp-options"; }
  std::string inspect() const override;
  void inspected(const MysqlRow& row) override { speaks_off_ = row.number(0) != 0; }
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
  struct Page {
    std::string last, doomed;  // a name, and names as a list of SQL
    std::int64_t seen = 0, records = 0;
  };
  void write_statements();
  Result<Page> look_through(MysqlConnection& connection, const std::string& behind, std::int64_t size,
                            std::int64_t limit, const Wait& wait) const;
  std::string removal(const Page& page) const;

  std::string table_;  // quoted
  std::int64_t part_records_ = 0;
  bool idle_ = false;        // the last part found nothing
  bool speaks_off_ = false;  // this WordPress writes "off" where older ones wrote "no"
};

}  // namespace usersync
