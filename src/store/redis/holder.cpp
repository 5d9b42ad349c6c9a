// Who holds a lock. The lock names the holder's connection, and a waiter asks the server whether that is
// still there: a request that died is noticed at once and not when its lease ends. docs/formats.md, "Redis
// keys".
#include "store/redis/redis_store.h"

namespace usersync {

std::string RedisStore::lock_value(const RedisKeys& keys, std::string_view token) const {
  const std::string identity = link_->identity(keys.tag);
  return identity.empty() ? std::string(token) : std::string(token) + "@" + identity;
}

// The lock was stored with the value `stored`. If that names no connection, or one that was replaced
// meanwhile, the lock gets the present one. The first case is not waited for. False: the lock was lost.
Result<bool> RedisStore::name_holder(const RedisKeys& keys, std::string_view token, std::string_view stored) {
  const std::string value = lock_value(keys, token);
  if (value == stored) return true;
  commands_.clear();
  call(kNameHolder, keys, 2).arg(token).arg(value);
  if (stored == token) {
    link_->send(keys.tag, commands_);
    return true;
  }
  if (Status done = run(keys.tag, step()); !done) return done.error();
  auto named = number_at(0);
  if (!named) return named.error();
  return *named == 1;
}

// True only if the server that this store is connected to is the one that the lock names, in the same run of
// its process, and has no such connection any more. In all other cases the lease decides.
bool RedisStore::holder_is_gone(const RedisKeys& keys, std::string_view lock) {
  const auto at = lock.find('@'), slash = lock.find('/');
  if (!may_list_clients_ || at == lock.npos || slash == lock.npos || slash < at) return false;
  const std::string own = link_->identity(keys.tag);
  const std::string_view holder = lock.substr(at + 1, lock.find('!') - at - 1);
  const std::string_view run = lock.substr(at + 1, slash - at);  // with the slash
  if (holder == own || !own.starts_with(run)) return false;

  commands_.clear();
  commands_.add("CLIENT", "LIST", "ID", holder.substr(run.size()));
  if (!this->run(keys.tag, step())) return false;
  const Reply& clients = replies_[0];
  if (clients.is(Reply::Kind::error)) may_list_clients_ = false;
  return clients.is(Reply::Kind::bulk) && clients.text().empty() && link_->identity(keys.tag) == own;
}

}  // namespace usersync
