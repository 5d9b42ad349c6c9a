// One connection to one Redis server. Connects when first used; login, database and scripts travel with the
// first commands. After any failure it is closed, and the next use connects anew.
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

// How to get in, the same for every server of a store.
struct RedisAccess {
  std::string user;
  std::string password;
  std::int64_t database = 0;
  std::shared_ptr<TlsContext> tls;  // null: in clear
  Clock* clock = nullptr;
  Millis connect_timeout{1000};
  bool bare = false;             // a Sentinel: neither database nor scripts
  bool must_be_primary = false;  // ROLE is asked along
};

class RedisConnection {
 public:
  RedisConnection(RedisAddress address, const RedisAccess& access, std::string description);
  ~RedisConnection() { close(); }

  // Runs commands [from, to): their replies go to the same places in `replies`. With `asking`, each behind an
  // ASKING. An error reply is a reply, not a failure; a login refused is a failure.
  Status run(const RespWriter& commands, std::size_t from, std::size_t to, bool asking,
             std::vector<Reply>& replies, const Wait& wait);

  // Sends and does not wait: the answers are taken in front of those of the next run(). `tag` says whose
  // they are.
  Status send(std::string_view tag, const RespWriter& commands, const Wait& wait);

  // What was sent so and, as is known by now, to the wrong node of a cluster or too early.
  struct Redirect {
    std::string tag;
    RespWriter commands;
  };
  std::optional<Redirect> take_redirect() noexcept { return std::exchange(redirect_, std::nullopt); }

  void reload_scripts() noexcept { scripts_loaded_ = false; }  // they travel with the next commands again
  void close() noexcept;

  bool reached() const noexcept { return reached_; }  // the last use got past connecting
  bool connected() const noexcept { return stream_ != nullptr; }
  const RedisAddress& address() const noexcept { return address_; }
  const std::string& eviction_policy() const noexcept { return eviction_policy_; }  // empty: not known
  bool lacks_scripts() const noexcept { return lacks_scripts_; }  // EVAL is no command of this server

 private:
  enum class Greeting : std::uint8_t { login, database, role, policy, script };

  Status ensure_connected(const Wait& wait);
  Result<std::unique_ptr<Stream>> connect(const Wait& wait) const;
  void greet();
  Status handle_greeting(Greeting greeting, const Reply& reply);
  Status exchange(const RespWriter& commands, std::size_t from, std::size_t to, bool asking,
                  std::vector<Reply>& replies, const Wait& wait);
  Status take_pending(const Wait& wait);
  Status repeat_pending(const Wait& wait);
  Error failed(Error error) noexcept;

  const RedisAddress address_;
  const RedisAccess& access_;
  const std::string description_;

  std::unique_ptr<Stream> stream_;
  RespReader reader_;
  std::uint32_t fork_generation_ = 0;
  bool scripts_loaded_ = false;
  bool reached_ = false;
  bool greeted_ = false;

  RespWriter greeting_;              // sent ahead of the next commands
  std::vector<Greeting> greetings_;  // what its replies answer
  bool owing_ = false;
  RespWriter pending_;                       // sent, and not heard of yet; kept for its memory
  std::vector<Greeting> pending_greetings_;  // went ahead of it
  std::string pending_tag_;
  std::optional<Redirect> redirect_;
  bool pending_failed_ = false;  // its script was not known
  std::vector<View> pieces_;     // kept for its memory

  std::string eviction_policy_;
  bool load_by_eval_ = false;   // SCRIPT is no command here
  bool lacks_scripts_ = false;  // and neither is EVAL
};

}  // namespace usersync
