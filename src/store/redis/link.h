// The way to whichever server keeps a session: one server, the primary behind Sentinels, or a node of a
// cluster. Retries what rule W7 allows; everything that is sent through here may safely be sent twice.
//
// Threading and ownership: as the store that owns it.
#pragma once

#include <memory>

#include "base/counters.h"
#include "store/redis/connection.h"

namespace usersync {

class RedisLink {
 public:
  enum class Loss : std::uint8_t { retry, give_up };  // when the connection breaks on the way
  enum class Redirected : std::uint8_t {
    redirect,
    leave
  };  // what is answered by MOVED, READONLY and the like

  RedisLink(RedisAccess access, Counters& counters, Millis timeout)
      : access_(std::move(access)), counters_(counters), timeout_(timeout) {}
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;
  virtual ~RedisLink() = default;

  // Runs the pipeline where the session `tag` lives: one reply a command, in front of what else `replies`
  // holds. Error replies that no other server and no second try can mend are left in place; with
  // Astray::leave, for the commands of several sessions, also those that say "not here".
  Status run(std::string_view tag, const RespWriter& commands, std::vector<Reply>& replies, const Wait& wait,
             Loss loss = Loss::retry, Redirected redirected = Redirected::redirect);

  // Which of several servers keeps the session, as far as is known: a number that means nothing else.
  virtual Result<std::size_t> node_for_slot(std::string_view, const Wait&) { return std::size_t{0}; }
  virtual bool is_single_node() const noexcept { return true; }  // the same for every session

  // Sends without waiting for an answer. Best effort: a server that could not be reached just before is not
  // tried again.
  void send(std::string_view tag, const RespWriter& commands);

  virtual std::string_view eviction_policy() const noexcept = 0;
  Clock& clock() const noexcept { return *access_.clock; }
  Millis timeout() const noexcept { return timeout_; }

 private:
  Status inherit_binding(std::string_view tag, const RespWriter& commands, std::vector<Reply>& replies,
                         const Wait& wait, Loss loss, Redirected redirected);
  std::optional<RedisConnection::Redirect> redirect_;

 protected:
  virtual Result<RedisConnection*> node_for(std::string_view tag, const Wait& wait) = 0;

  // The node failed under us, for the `times`-th time in this run. True: worth another try, somewhere else or
  // later.
  virtual bool lost(std::string_view tag, RedisConnection& node, const Error& error, int times,
                    const Wait& wait) = 0;

  // Command `at` was answered by an error that is about the place, not the command. True: go on from `at`,
  // which may have moved behind what was mended.
  virtual Result<bool> redirect(std::string_view tag, RedisConnection& node, const RespWriter& commands,
                                std::size_t& at, std::vector<Reply>& replies, const Wait& wait) = 0;

  // Sleeps a little, for a failover or a migration to get on; false when there is no time left.
  bool pause(const Wait& wait) const noexcept;

  const RedisAccess access_;
  Counters& counters_;
  const Millis timeout_;
};

// One server at a fixed address.
std::unique_ptr<RedisLink> link_to_server(RedisAddress address, RedisAccess access, std::string description,
                                          Counters& counters, Millis timeout);

// The primary that the Sentinels name. `sentinel` is how to get in there.
std::unique_ptr<RedisLink> link_by_sentinel(std::vector<RedisAddress> sentinels, std::string primary,
                                            RedisAccess sentinel, RedisAccess access, std::string description,
                                            Counters& counters, Millis timeout);

// A cluster, known by some of its nodes.
std::unique_ptr<RedisLink> link_to_cluster(std::vector<RedisAddress> seeds, RedisAccess access,
                                           std::string description, Counters& counters, Millis timeout);

}  // namespace usersync
