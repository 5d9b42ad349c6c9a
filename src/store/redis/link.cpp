#include "store/redis/link.h"

#include "store/redis/error.h"

namespace usersync {
namespace {

constexpr int kMaxRounds = 10'000;  // the deadline ends it first: nearly every round pauses
constexpr int kMaxScriptLoads = 3;
constexpr Millis kPause{25};  // for a failover or a migration to get on

// An error reply that another server or another try may cure.
bool is_curable(const Reply& reply, RedisLink::Redirected redirected) noexcept {
  if (!reply.is(Reply::Kind::error)) return false;
  if (reply.text().starts_with("NOSCRIPT")) return true;
  if (redirected == RedisLink::Redirected::leave) return false;
  for (const std::string_view prefix : {"MOVED", "ASK ", "TRYAGAIN", "CLUSTERDOWN", "READONLY"}) {
    if (redis_refusal(reply.text()).starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

// False when there is no time left.
bool RedisLink::pause(const Wait& wait) const noexcept {
  if (wait.deadline.passed() || (wait.interrupted != nullptr && wait.interrupted())) return false;
  clock_.pause(std::min(kPause, wait.deadline.left()));
  return true;
}

bool RedisLink::may_go_on(Next::Step step, const Wait& wait) const noexcept {
  return step == Next::Step::retry || (step == Next::Step::retry_later && pause(wait));
}

Result<RedisConnection*> RedisLink::find_node(std::string_view tag, const Wait& wait) {
  for (int round = 0;; ++round) {
    auto node = route_->node_for(tag, wait);
    if (node || node.error().code != Code::unavailable || round == kMaxRounds || !pause(wait)) return node;
  }
}

Result<std::size_t> RedisLink::server_of(std::string_view tag, const Wait& wait) {
  if (route_->is_single_node()) return std::size_t{0};
  auto node = find_node(tag, wait);
  if (!node) return node.error();
  return route_->index_of(tag);
}

// A release that met a moving slot is sent again, and waited for, once that is known.
Status RedisLink::run(std::string_view tag, const RespWriter& commands, std::vector<Reply>& replies,
                      const Wait& wait, Loss loss, Redirected redirected) {
  const Status done = run_once(tag, commands, replies, wait, loss, redirected);
  if (auto redirect = std::exchange(redirect_, std::nullopt)) {
    std::vector<Reply> ignored;
    (void)run_once(redirect->tag, redirect->command, ignored, wait, Loss::retry, Redirected::redirect).ok();
  }
  return done;
}

Status RedisLink::run_once(std::string_view tag, const RespWriter& commands, std::vector<Reply>& replies,
                           const Wait& wait, Loss loss, Redirected redirected) {
  if (replies.size() < commands.size()) replies.resize(commands.size());
  for (Reply& reply : replies) reply.clear();
  std::size_t from = 0;  // commands before it are answered
  int failures = 0;
  int refusals = 0;
  int script_loads = 0;
  for (int round = 0; round < kMaxRounds; ++round) {
    auto node = find_node(tag, wait);
    if (!node) return node.error();
    RedisConnection& server = **node;
    if (Status done = server.run(commands, from, commands.size(), replies, wait); !done) {
      const Next next = route_->after_failure(server, done.error(), ++failures);
      if (loss == Loss::give_up || !may_go_on(next.step, wait)) return done;
      ++counters_.reconnects;
      continue;
    }
    if (auto redirect = server.take_redirect()) redirect_ = std::move(redirect);
    if (server.lacks_scripts()) {
      return Error{Msg::redis_no_scripts};
    }
    while (from < commands.size() && !is_curable(replies[from], redirected)) ++from;
    if (from == commands.size()) return {};
    if (replies[from].text().starts_with("NOSCRIPT")) {
      if (++script_loads > kMaxScriptLoads) return redis_error(replies[from].text());
      server.reload_scripts();
      continue;
    }
    const auto next = route_->after_refusal(server, redis_refusal(replies[from].text()), ++refusals);
    if (!next) return next.error();
    if (next->step == Next::Step::move_to) {
      auto answered = ask_once(*next->node, commands, from, replies, wait);
      if (!answered) return answered.error();
      if (*answered && ++from == commands.size()) return {};
    } else if (!may_go_on(next->step, wait)) {
      return {};
    }
  }
  return Error{Msg::redis_too_many_redirections};
}

// Runs command `at` alone on the node that its slot moves to. What comes after it is sent to the owner again,
// because it may depend on this one (the lock first, then the record under it). False: not answered yet.
Result<bool> RedisLink::ask_once(RedisConnection& node, const RespWriter& commands, std::size_t at,
                                 std::vector<Reply>& replies, const Wait& wait) {
  if (Status asked = node.run_asking(commands, at, replies, wait); !asked) return asked.error();
  if (!replies[at].is(Reply::Kind::error)) return true;
  const std::string_view refusal = replies[at].text();
  if (refusal.starts_with("NOSCRIPT")) {
    node.reload_scripts();
    return false;
  }
  if (!refusal.starts_with("TRYAGAIN") && !refusal.starts_with("MOVED")) return true;
  if (!pause(wait)) return redis_error(refusal);
  return false;
}

void RedisLink::send(std::string_view tag, const RespWriter& command) {
  const Wait wait{{clock_, timeout_}};
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto node = find_node(tag, wait);
    if (!node || !(*node)->reached()) return;
    if ((*node)->send(tag, command, wait).ok()) return;
  }
}

}  // namespace usersync
