// Several redis-servers that belong together: watched by Sentinels, or a cluster. They listen on the loopback
// and find each other by port.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "redis_server.h"
#include "unit/store/process.h"
#include "wire/base64url.h"

namespace usersync::test {

inline std::string loopback(int port) { return "127.0.0.1:" + std::to_string(port); }

// One primary, one replica, three Sentinels.
class Watched {
 public:
  Watched() {
    for (int& port : ports_) port = free_port();
    REQUIRE(servers_[0].start({"--port", std::to_string(ports_[0])}).empty());
    REQUIRE(servers_[1]
                .start({"--port", std::to_string(ports_[1]), "--replicaof", "127.0.0.1",
                        std::to_string(ports_[0])})
                .empty());
    REQUIRE(eventually([&] {
      return servers_[0].ask({"INFO", "replication"}).find("state=online") != std::string::npos;
    }));
    for (std::size_t i = 0; i < sentinels_.size(); ++i) {
      REQUIRE(sentinels_[i].start_sentinel(ports_[2 + i], ports_[0], 2).empty());
    }
    REQUIRE(eventually([&] {
      const std::string known = sentinels_[0].ask({"INFO", "sentinel"});
      return known.find("slaves=1,sentinels=3") != std::string::npos;
    }));
  }

  std::string address() const {
    return "redis+sentinel://" + loopback(ports_[2]) + "," + loopback(ports_[3]) + "," + loopback(ports_[4]) +
           "/main";
  }
  RedisServer& primary() noexcept { return servers_[0]; }
  RedisServer& replica() noexcept { return servers_[1]; }
  int replica_port() const noexcept { return ports_[1]; }
  RedisServer& sentinel(std::size_t which) noexcept { return sentinels_[which]; }

 private:
  std::array<int, 5> ports_{};
  std::array<RedisServer, 2> servers_;
  std::array<RedisServer, 3> sentinels_;
};

// Six nodes: three primaries, each with a replica.
class Cluster {
 public:
  static constexpr std::size_t kNodes = 6;

  Cluster() {
    std::array<int, kNodes> buses{};
    for (std::size_t i = 0; i < kNodes; ++i) {
      ports_[i] = free_port();
      buses[i] = free_port();
      REQUIRE(nodes_[i]
                  .start({"--port", std::to_string(ports_[i]), "--cluster-enabled", "yes", "--cluster-port",
                          std::to_string(buses[i]), "--cluster-node-timeout", "1000", "--bind", "127.0.0.1"})
                  .empty());
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const int first = static_cast<int>(i) * 5461, last = i == 2 ? 16383 : first + 5460;
      REQUIRE(nodes_[i].ask({"CLUSTER", "ADDSLOTSRANGE", std::to_string(first), std::to_string(last)}) ==
              "OK");
    }
    for (std::size_t i = 0; i < kNodes; ++i) {
      nodes_[i].ask({"CLUSTER", "SET-CONFIG-EPOCH", std::to_string(i + 1)});
      nodes_[0].ask({"CLUSTER", "MEET", "127.0.0.1", std::to_string(ports_[i]), std::to_string(buses[i])});
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const std::string id = nodes_[i].ask({"CLUSTER", "MYID"});
      REQUIRE(eventually([&] { return nodes_[i + 3].ask({"CLUSTER", "REPLICATE", id}) == "OK"; }));
    }
    for (std::size_t i = 0; i < kNodes; ++i) {
      REQUIRE(eventually([&] {
        return nodes_[i].ask({"CLUSTER", "INFO"}).find("cluster_state:ok") != std::string::npos;
      }));
    }
    for (std::size_t i = 0; i < 3; ++i) {
      REQUIRE(eventually([&] {
        return nodes_[i].ask({"INFO", "replication"}).find("state=online") != std::string::npos;
      }));
    }
    REQUIRE(eventually([&] {  // each node knows all others, and which replicates which
      for (RedisServer& node : nodes_) {
        const std::string all = node.ask({"CLUSTER", "NODES"});
        std::size_t replicas = 0;
        for (std::size_t at = 0; (at = all.find("slave ", at)) != all.npos; ++at) ++replicas;
        if (replicas != 3) return false;
      }
      return true;
    }));
  }

  std::string address() const { return "redis+cluster://" + loopback(ports_[1]) + "," + loopback(ports_[0]); }
  RedisServer& node(std::size_t which) noexcept { return nodes_[which]; }
  int port(std::size_t which) const noexcept { return ports_[which]; }

  int slot(const RecordName& name) {
    return std::stoi(nodes_[0].ask({"CLUSTER", "KEYSLOT", "{" + to_base64url(name.view()) + "}"}));
  }
  static std::size_t owner(int slot) noexcept {
    return std::min<std::size_t>(static_cast<std::size_t>(slot) / 5461, 2);
  }

 private:
  std::array<int, kNodes> ports_{};
  std::array<RedisServer, kNodes> nodes_;
};

}  // namespace usersync::test
