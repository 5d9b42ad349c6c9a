// A prepared statement of one connection: its parameters, and the rows of its answer.
//
// Where mariadb_internals_known(), sending and receiving are two calls, so that several statements can be
// sent before the first answer is read (docs/decisions/0043). Elsewhere the connection prepares and executes
// through handle(), and calls bind() before and receive_rows() after. Receiving blocks: the connection waits
// with poll() before the first answer of a batch. Buffers are kept between executions, so that a cycle
// allocates nothing.
// Ownership: borrows the connection's handle; must be gone before it. One thread.
#pragma once

#include "base/bytes.h"
#include "store/mysql/client/row.h"
#include "store/mysql/client/sql_text.h"

struct st_mysql;
struct st_mysql_stmt;
struct st_mysql_bind;

namespace usersync {

class MysqlPrepared {
 public:
  explicit MysqlPrepared(st_mysql* mysql);  // std::bad_alloc
  MysqlPrepared(const MysqlPrepared&) = delete;
  MysqlPrepared& operator=(const MysqlPrepared&) = delete;
  ~MysqlPrepared();  // tells the server to forget it

  // False: failed; error() has the number.
  bool send_preparation(const SqlText& sql);
  bool receive_preparation();
  bool send(const SqlText& sql, const SqlValues& values);
  bool receive(std::size_t statement, const OnRow& on_row);  // rethrows what on_row throws

  // With the library's public API alone.
  bool bind(const SqlText& sql, const SqlValues& values);
  bool receive_rows(std::size_t statement, const OnRow& on_row);  // rethrows what on_row throws
  st_mysql_stmt* handle() noexcept { return statement_; }

  std::uint64_t affected() const noexcept { return affected_; }  // by the last execution
  unsigned error() const noexcept;                               // the server's number, or the library's

 private:
  bool bind_columns();
  void grow(std::size_t column);

  st_mysql* mysql_;
  st_mysql_stmt* statement_;
  std::vector<SqlBound> values_;
  std::vector<st_mysql_bind> parameters_, columns_;
  std::vector<Bytes> cells_;
  std::vector<unsigned long> lengths_;
  std::vector<char*> texts_;
  std::uint64_t affected_ = 0;
  bool typed_ = false;  // the server knows the types of the parameters, which never change
};

}  // namespace usersync
