#include "store/redis/link.h"

#include "store/redis/error.h"

namespace usersync {
namespace {

constexpr int kMaxRounds = 1000;  // the deadline ends it first: every round but a few pauses
constexpr Millis kPause{25};

// An error reply that is mended by going elsewhere, or by trying again.
bool to_be_mended(const Reply& reply, RedisLink::Redirected redirected) noexcept {
  if (!reply.is(Reply::Kind::error)) return false;
  if (reply.text().starts_with("NOSCRIPT")) return true;
  if (redirected == RedisLink::Redirected::leave) return false;
  for (const std::string_view word : {"MOVED", "ASK ", "TRYAGAIN", "CLUSTERDOWN", "READONLY"}) {
    if (reply.text().starts_with(word)) return true;
  }
  return false;
}

class ServerLink final : public RedisLink {
 public:
  ServerLink(RedisAddress address, RedisAccess access, std::string description, Counters& counters,
             Millis timeout)
      : RedisLink(std::move(access), counters, timeout),
        server_(std::move(address), access_, std::move(description)) {}

  std::string_view eviction_policy() const noexcept override { return server_.eviction_policy(); }

 private:
  Result<RedisConnection*> node_for(std::string_view, const Wait&) override { return &server_; }

  bool lost(std::string_view, RedisConnection&, const Error& error, int times, const Wait&) override {
    return error.code == Code::unavailable && server_.reached() && times == 1;
  }

  Result<bool> redirect(std::string_view, RedisConnection&, const RespWriter&, std::size_t&,
                        std::vector<Reply>&, const Wait&) override {
    return false;
  }

  RedisConnection server_;
};

}  // namespace

bool RedisLink::pause(const Wait& wait) const noexcept {
  if (wait.deadline.passed() || (wait.interrupted != nullptr && wait.interrupted())) return false;
  access_.clock->pause(std::min(kPause, wait.deadline.left()));
  return true;
}

// A release that met a cluster on the move is said again, and waited for, once that is known.
Status RedisLink::run(std::string_view tag, const RespWriter& commands, std::vector<Reply>& replies,
                      const Wait& wait, Loss loss, Redirected redirected) {
  const Status done = inherit_binding(tag, commands, replies, wait, loss, redirected);
  if (auto redirect = std::exchange(redirect_, std::nullopt)) {
    std::vector<Reply> ignored;
    (void)inherit_binding(redirect->tag, redirect->commands, ignored, wait, Loss::retry, Redirected::redirect)
        .ok();
  }
  return done;
}

Status RedisLink::inherit_binding(std::string_view tag, const RespWriter& commands,
                                  std::vector<Reply>& replies, const Wait& wait, Loss loss,
                                  Redirected redirected) {
  if (replies.size() < commands.size()) replies.resize(commands.size());  // more are kept, for their memory
  for (Reply& reply : replies) reply.clear();
  std::size_t from = 0;
  int losses = 0;
  int scripts_missing = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    auto node = node_for(tag, wait);
    if (!node) return node.error();
    if (Status done = (*node)->run(commands, from, commands.size(), false, replies, wait); !done) {
      if (loss == Loss::give_up || !lost(tag, **node, done.error(), ++losses, wait)) return done;
      ++counters_.reconnects;
      continue;
    }
    if (auto redirect = (*node)->take_redirect()) redirect_ = std::move(redirect);
    if ((*node)->lacks_scripts()) {
      return Error{Code::unsupported,
                   "the server or a proxy has no scripts (EVAL): sessions cannot be fenced"};
    }
    while (from < commands.size() && !to_be_mended(replies[from], redirected)) ++from;
    if (from == commands.size()) return {};
    if (replies[from].text().starts_with("NOSCRIPT")) {
      if (++scripts_missing > 3) return redis_error(replies[from].text());
      (*node)->reload_scripts();
      continue;
    }
    auto again = redirect(tag, **node, commands, from, replies, wait);
    if (!again) return again.error();
    if (!*again) return {};
    if (from == commands.size()) return {};
  }
  return Error{Code::unavailable, "no server would have this session"};
}

void RedisLink::send(std::string_view tag, const RespWriter& commands) {
  const Wait wait{{clock(), timeout_}};
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto node = node_for(tag, wait);
    if (!node || !(*node)->reached()) return;
    if ((*node)->send(tag, commands, wait).ok()) return;
  }
}

std::unique_ptr<RedisLink> link_to_server(RedisAddress address, RedisAccess access, std::string description,
                                          Counters& counters, Millis timeout) {
  return std::make_unique<ServerLink>(std::move(address), std::move(access), std::move(description), counters,
                                      timeout);
}

}  // namespace usersync
