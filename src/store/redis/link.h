// Runs pipelines of commands on whichever server a route names, and retries what rule W7 allows: everything
// that is sent through here may safely be sent twice.
//
// Threading and ownership: as the store that owns it.
#pragma once

#include "base/counters.h"
#include "store/redis/route/route.h"

namespace usersync {

class RedisLink {
 public:
  enum class Loss : std::uint8_t { retry, give_up };         // when the connection breaks on the way
  enum class Redirected : std::uint8_t { redirect, leave };  // when a reply is MOVED, READONLY and the like

  // `clock` and `counters` outlive it. `timeout` bounds a send().
  RedisLink(std::unique_ptr<RedisRoute> route, Clock& clock, Counters& counters, Millis timeout)
      : route_(std::move(route)), clock_(clock), counters_(counters), timeout_(timeout) {}

  // Runs the pipeline where the session `tag` lives: command i is answered in replies[i]; further replies are
  // kept for their memory. Error replies that no other server and no second try can cure are left in place;
  // with Redirected::leave, for the commands of several sessions, also those that are about the place.
  Status run(std::string_view tag, const RespWriter& commands, std::vector<Reply>& replies, const Wait& wait,
             Loss loss = Loss::retry, Redirected redirected = Redirected::redirect);

  // Sends one command without waiting for an answer. Best effort: a server that could not be reached just
  // before is not tried again.
  void send(std::string_view tag, const RespWriter& command);

  // Which of several servers keeps the session, as far as is known: a number that means nothing else.
  Result<std::size_t> server_of(std::string_view tag, const Wait& wait);

  // RedisConnection::identity() of the connection to the server that keeps the session, as far as is known.
  std::string identity(std::string_view tag) const {
    const RedisConnection* const node = route_->known_node(tag);
    return node != nullptr ? node->identity() : std::string{};
  }

  bool is_single_node() const noexcept { return route_->is_single_node(); }
  std::string_view eviction_policy() const noexcept { return route_->eviction_policy(); }
  Millis timeout() const noexcept { return timeout_; }

 private:
  Status run_once(std::string_view tag, const RespWriter& commands, std::vector<Reply>& replies,
                  const Wait& wait, Loss loss, Redirected redirected);
  Result<RedisConnection*> find_node(std::string_view tag, const Wait& wait);
  Result<bool> ask_once(RedisConnection& node, const RespWriter& commands, std::size_t at,
                        std::vector<Reply>& replies, const Wait& wait);
  bool may_go_on(Next::Step step, const Wait& wait) const noexcept;
  bool pause(const Wait& wait) const noexcept;

  const std::unique_ptr<RedisRoute> route_;
  Clock& clock_;
  Counters& counters_;
  const Millis timeout_;
  std::optional<RedisConnection::Redirect> redirect_;
};

}  // namespace usersync
