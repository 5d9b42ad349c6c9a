#include "store/mysql/client/gather.h"

#if USERSYNC_MARIADB_INTERNALS
#include <algorithm>
#include <utility>

namespace usersync {

MysqlGather::MysqlGather(MYSQL* mysql) noexcept : mysql_(mysql), socket_(mysql->net.pvio) {
  if (socket_ == nullptr) return;
  own_ = socket_->methods;
  ours_ = {*own_, this};
  ours_.methods.write = keep;
  socket_->methods = &ours_.methods;
}

MysqlGather::~MysqlGather() {
  const bool open = socket_ != nullptr && mysql_->net.pvio == socket_;  // a failed call may have closed it
  if (open) socket_->methods = own_;
}

bool MysqlGather::write(const unsigned char* bytes, std::size_t size) noexcept {
  while (size > 0) {
    const ssize_t written = own_->write(socket_, bytes, size);
    if (written <= 0) return false;
    bytes += written, size -= static_cast<std::size_t>(written);
  }
  return true;
}

bool MysqlGather::send() noexcept { return kept_ == 0 || write(buffer_, std::exchange(kept_, 0)); }

ssize_t MysqlGather::keep(MARIADB_PVIO* socket, const unsigned char* bytes, std::size_t size) {
  MysqlGather& self = *reinterpret_cast<Methods*>(socket->methods)->self;
  if (self.kept_ + size > sizeof self.buffer_ && !self.send()) return -1;
  if (size > sizeof self.buffer_) return self.own_->write(socket, bytes, size);
  std::copy_n(bytes, size, self.buffer_ + self.kept_);
  self.kept_ += size;
  return static_cast<ssize_t>(size);
}

}  // namespace usersync
#endif
