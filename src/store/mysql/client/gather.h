// Statements that leave in one packet: while it lives, what the library writes to this connection is kept
// back, and gather's end sends it in one call. Between two calls the server would wake up, answer the first
// statement and go to sleep again (docs/decisions/0048).
//
// Ownership: borrows the connection, on the stack of one function. One thread.
#pragma once

#include <mysql.h>
// after mysql.h, whose types it uses
#include <ma_pvio.h>

#include <cstdint>

namespace usersync {

class MysqlGather {
 public:
  explicit MysqlGather(MYSQL* mysql) noexcept;  // does nothing where there is no connection any more
  MysqlGather(const MysqlGather&) = delete;
  MysqlGather& operator=(const MysqlGather&) = delete;
  ~MysqlGather();  // drops what was not sent

  bool send() noexcept;  // false: the connection is broken

 private:
  static ssize_t keep(MARIADB_PVIO* socket, const unsigned char* bytes, std::size_t size);
  bool write(const unsigned char* bytes, std::size_t size) noexcept;

  struct Methods {
    PVIO_METHODS methods;  // first: the library hands its address back
    MysqlGather* self;
  };
  MYSQL* mysql_;
  MARIADB_PVIO* socket_;
  PVIO_METHODS* own_ = nullptr;  // the library's
  Methods ours_;
  std::size_t kept_ = 0;
  unsigned char buffer_[8192];  // of the library's own size: more of a record than this goes out at once
};

}  // namespace usersync
