// Which server keeps a session, and what to do when that server fails or refuses: one server, the primary
// behind Sentinels, or a node of a cluster. RedisLink asks; a route neither sends commands of a store nor
// waits between tries.
//
// Threading and ownership: as the link that owns it. A connection stays valid until the next node_for().
#pragma once

#include <memory>

#include "store/redis/connection.h"

namespace usersync {

// How a pipeline goes on after a server failed or refused a command.
struct Next {
  enum class Step : std::uint8_t {
    done,         // no other server and no second try helps: the caller gets the failure or the error reply
    retry,        // at once, on whichever server node_for() names now
    retry_later,  // the same after a short pause, while there is time
    move_to,      // this one command belongs on `node`, behind ASKING
  };
  Step step = Step::done;
  RedisConnection* node = nullptr;

  static Next done() noexcept { return {}; }
  static Next retry() noexcept { return {Step::retry, nullptr}; }
  static Next retry_later() noexcept { return {Step::retry_later, nullptr}; }
  static Next move_to(RedisConnection& node) noexcept { return {Step::move_to, &node}; }
};

class RedisRoute {
 public:
  RedisRoute() = default;
  RedisRoute(const RedisRoute&) = delete;
  RedisRoute& operator=(const RedisRoute&) = delete;
  virtual ~RedisRoute() = default;

  // The server that keeps the session `tag`, connected or not. Code::unavailable: nobody knows at the moment,
  // try again later.
  virtual Result<RedisConnection*> node_for(std::string_view tag, const Wait& wait) = 0;

  // `node` failed with `error`, for the `times`-th time within one pipeline: no connection, a broken one, or
  // no answer in time. Called also when the caller gives up, so that the next pipeline may go elsewhere.
  virtual Next after_failure(RedisConnection& node, const Error& error, int times) = 0;

  // `node` answered a command with this error reply, the `times`-th in one pipeline, which is about the place
  // and not about the command (MOVED, ASK, TRYAGAIN, CLUSTERDOWN, READONLY). An Error: the reply makes no
  // sense.
  virtual Result<Next> after_refusal(RedisConnection& node, std::string_view refusal, int times) = 0;

  // A number for each server, equal for sessions that live together: where node_for() succeeded.
  virtual std::size_t index_of(std::string_view tag) const noexcept = 0;
  // The same without asking anybody: null when no server is known to keep it.
  virtual const RedisConnection* known_node(std::string_view tag) const noexcept = 0;

  virtual bool is_single_node() const noexcept = 0;  // all sessions live on one server

  virtual std::string_view eviction_policy() const noexcept = 0;  // empty: not known, or none
};

// One server at a fixed address.
std::unique_ptr<RedisRoute> route_to_server(RedisAddress address, RedisAccess access,
                                            std::string description);

// The primary that the Sentinels name. `sentinel` is how to log in there.
std::unique_ptr<RedisRoute> route_by_sentinel(std::vector<RedisAddress> sentinels, std::string primary,
                                              RedisAccess sentinel, RedisAccess access,
                                              std::string description);

// A cluster, known by some of its nodes.
std::unique_ptr<RedisRoute> route_in_cluster(std::vector<RedisAddress> seeds, RedisAccess access,
                                             std::string description);

}  // namespace usersync
