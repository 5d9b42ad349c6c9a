// The layout of wp-options+mysql://, rows of WordPress' options table: _usersync_session_<hex>,
// _usersync_nonce_<hex>, _usersync_lock_<hex>. docs/formats.md, "WordPress options rows". It uses neither
// WordPress nor its object cache.
#pragma once

#include "store/mysql/layout.h"
#include "store/wp_options/statements.h"

namespace usersync {

class WpOptionsLayout final : public MysqlLayout {
 public:
  explicit WpOptionsLayout(const MysqlAddress& address);

  std::string_view kind() const noexcept override { return "wp-options"; }
  std::string inspect() const override;
  void inspected(const MysqlRow& row) override { writes_off_ = row.number(0) != 0; }
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
    std::string last;          // the last name that was read
    std::string expired;       // names as a list in SQL
    std::int64_t seen = 0;     // rows
    std::int64_t records = 0;  // expired ones
  };
  WpOptionsStatements statements() const { return {table_, writes_off_ ? "off" : "no"}; }
  void write_statements();
  Result<Page> read_page(MysqlConnection& connection, std::string_view after, std::int64_t size,
                         std::int64_t limit, const Wait& wait) const;

  std::string table_;  // quoted
  std::int64_t part_records_ = 0;
  bool idle_ = false;        // the last part found nothing expired
  bool writes_off_ = false;  // this WordPress writes "off" where older ones wrote "no"
};

}  // namespace usersync
