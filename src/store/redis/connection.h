// One connection to one Redis server. Connects when first used; login, database and scripts travel with the
// first commands. After any failure it is closed, and the next use connects anew.
//
// Each command that is sent queues the one function that handles its reply. Replies are read in that order.
//
// Threading and ownership: as the route that owns it. `access` outlives it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "wire/resp_reader.h"
#include "wire/resp_writer.h"
#include "wire/tls.h"

namespace usersync {

struct RedisAddress {
  std::string host;
  std::uint16_t port = 0;
  std::string path;  // of a unix socket; host and port are then empty

  std::string text() const;  // "host:port", "[v6]:port" or the path
  bool operator==(const RedisAddress&) const = default;
};

// How to log in, the same for every server of a store.
struct RedisAccess {
  std::string user;
  std::string password;
  std::int64_t database = 0;
  std::shared_ptr<TlsContext> tls;  // null: in clear
  Clock* clock = nullptr;
  Millis connect_timeout{1000};
  bool bare = false;             // a Sentinel: neither database nor scripts
  bool must_be_primary = false;  // ask ROLE, and refuse a replica
  bool name_holders = false;     // ask for what identity() returns
};

class RedisConnection {
 public:
  RedisConnection(RedisAddress address, const RedisAccess& access, std::string description);
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;
  ~RedisConnection() { close(); }

  // Runs commands [from, to): command i is answered in replies[i]. An error reply is a reply, not a failure;
  // a refused login is a failure.
  Status run(const RespWriter& commands, std::size_t from, std::size_t to, std::vector<Reply>& replies,
             const Wait& wait);

  // Runs command `at` alone behind ASKING, for a slot that is moving to this node.
  Status run_asking(const RespWriter& commands, std::size_t at, std::vector<Reply>& replies,
                    const Wait& wait);

  // Sends one command and does not wait: its reply is read before those of the next run(). `tag` is the
  // session it belongs to.
  Status send(std::string_view tag, const RespWriter& command, const Wait& wait);

  // A sent command that the server refused, because its slot moves or has moved.
  struct Redirect {
    std::string tag;
    RespWriter command;
  };
  std::optional<Redirect> take_redirect() noexcept { return std::exchange(redirect_, std::nullopt); }

  void reload_scripts();  // they travel ahead of the next commands
  void close() noexcept;

  bool connected() const noexcept { return stream_ != nullptr; }
  bool reached() const noexcept { return reached_; }  // the last use found or made a connection
  const RedisAddress& address() const noexcept { return address_; }
  // "run_id/client id": this connection among all that the server has had since it started. Empty: not
  // connected, or the server did not tell.
  std::string identity() const;
  const std::string& eviction_policy() const noexcept { return eviction_policy_; }  // empty: not known
  bool lacks_scripts() const noexcept { return scripts_by_ == ScriptsBy::nothing; }

 private:
  enum class ScriptsBy : std::uint8_t { script_load, eval, nothing };  // what makes scripts known here

  using Handler = Status (RedisConnection::*)(const Reply&);
  struct Expected {
    Handler handle;
    Reply* into;  // null: the reply is read aside, and only handled
  };

  Status ensure_connected(const Wait& wait);
  Result<std::unique_ptr<Stream>> connect(const Wait& wait) const;
  void introduce();
  template <class... Args>
  void send_ahead(Handler handle, const Args&... args);

  Status write(const RespWriter& commands, std::size_t from, std::size_t to, const Wait& wait);
  Status read_replies(const Wait& wait);
  Status exchange(const RespWriter& commands, std::size_t from, std::size_t to, std::vector<Reply>& replies,
                  const Wait& wait);
  Error failed(Error error) noexcept;

  // handshake.cpp
  Status on_login(const Reply& reply);
  Status on_role(const Reply& reply);
  Status on_policy(const Reply& reply);
  Status on_client_id(const Reply& reply);
  Status on_server_info(const Reply& reply);
  Status on_script_load(const Reply& reply);
  Status on_script_eval(const Reply& reply);
  // connection.cpp
  Status on_result(const Reply& reply);
  Status on_ignored(const Reply& reply);
  Status on_sent(const Reply& reply);

  const RedisAddress address_;
  const RedisAccess& access_;
  const std::string description_;

  std::unique_ptr<Stream> stream_;
  RespReader reader_;
  std::uint32_t fork_generation_ = 0;
  bool reached_ = false;

  RespWriter ahead_;                      // goes out in front of the next commands
  std::vector<Expected> ahead_expected_;  // one for each command of ahead_
  std::vector<Expected> expected_;        // one for each command whose reply is still to be read
  Reply aside_;
  std::vector<View> pieces_;  // kept for its memory

  RespWriter sent_;  // the last send(): kept until its reply was read, and then for its memory
  std::string sent_tag_;
  std::optional<Redirect> redirect_;

  std::int64_t client_id_ = 0;  // 0: not known
  std::string run_id_;
  std::string eviction_policy_;
  ScriptsBy scripts_by_ = ScriptsBy::script_load;
};

template <class... Args>
void RedisConnection::send_ahead(Handler handle, const Args&... args) {
  ahead_.add(args...);
  ahead_expected_.push_back({handle, nullptr});
}

}  // namespace usersync
