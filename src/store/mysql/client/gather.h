// Sends several statements in one packet: as long as a MysqlGather exists, what the library writes to its
// connection is buffered, and send() writes it in one call. Between two writes the server would wake up,
// answer the first statement and go to sleep again (docs/decisions/0048).
//
// It replaces a function of the library's own connection struct, so it may be used only where
// mariadb_internals_known(). Ownership: borrows the connection, on the stack of one function. One thread.
// Errors: send() says whether the connection broke.
#pragma once

#include "store/mysql/client/library.h"

#if USERSYNC_MARIADB_INTERNALS
// after mysql.h, whose types it uses
#include <ma_pvio.h>

#include <cstdint>

namespace usersync {

class MysqlGather {
 public:
  explicit MysqlGather(MYSQL* mysql) noexcept;  // does nothing when the connection is closed
  MysqlGather(const MysqlGather&) = delete;
  MysqlGather& operator=(const MysqlGather&) = delete;
  ~MysqlGather();  // drops what was not sent

  bool send() noexcept;  // false: the connection broke

 private:
  static ssize_t keep(MARIADB_PVIO* socket, const unsigned char* bytes, std::size_t size);
  bool write(const unsigned char* bytes, std::size_t size) noexcept;

  struct Methods {
    PVIO_METHODS methods;  // first: the library passes its address to keep()
    MysqlGather* self;
  };
  MYSQL* mysql_;
  MARIADB_PVIO* socket_;
  PVIO_METHODS* own_ = nullptr;  // the library's
  Methods ours_;
  std::size_t kept_ = 0;
  unsigned char buffer_[8192];  // the size of the library's own buffer; larger writes are not buffered
};

}  // namespace usersync
#endif
