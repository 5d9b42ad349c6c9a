// Reads the row of one record, with or without following its parent (rule W9).
//
// The join that follows a parent costs more than the plain SELECT, so it is used only after a record with a
// parent was seen (docs/decisions/0101). Ownership: borrows layout and link; owns a spare buffer. One thread.
// Errors: those of the connection.
#pragma once

#include "store/mysql/link.h"

namespace usersync {

// What is stored under a name: nothing, something expired or destroyed (a version, no record), or a record.
struct StoredState {
  Version version = 0;
  std::optional<RecordName> parent;
  std::optional<Record> record;
  bool unreadable = false;  // a row that this store did not write
};

class MysqlReader {
 public:
  MysqlReader(const MysqlLayout& layout, const MysqlLink& link) : layout_(layout), link_(link) {}
  MysqlReader(const MysqlReader&) = delete;
  MysqlReader& operator=(const MysqlReader&) = delete;

  // Reads what is stored under values.id. One trip; two after the first record with a parent.
  Status read(MysqlConnection& connection, const SqlValues& values, StoredState& state);

  // The same in three parts, for a SELECT that travels with other statements: the call, what to do with its
  // row, and whether the answer is complete. When it is not, call read().
  MysqlCall select(const SqlValues& values) noexcept;
  void receive(const MysqlRow& row, StoredState& state);
  bool is_complete(const StoredState& state) noexcept;

  // Takes back the memory of a record that was handed out.
  void recycle(Bytes&& memory) noexcept;

 private:
  const MysqlLayout& layout_;
  const MysqlLink& link_;
  int joins_ahead_ = 0;  // how many more records are read with the join
  bool joined_ = false;  // the last select() was the join
  Bytes spare_;          // kept between reads
};

}  // namespace usersync
