#include "store/redis/connection.h"

#include "base/assert.h"
#include "base/fork.h"
#include "store/redis/error.h"

namespace usersync {
namespace {

// Exchanges after the first that one run() may need: scripts by EVAL, then the command that lacked them.
constexpr int kMaxFollowUps = 3;
constexpr std::size_t kMaxExpected = 1024;  // replies due at once: the longest pipeline has 501 commands

bool lacks_script(const Reply& reply) noexcept {
  return reply.is(Reply::Kind::error) && reply.text().starts_with("NOSCRIPT");
}

bool is_redirection(const Reply& reply) noexcept {
  const std::string_view text = reply.text();
  return reply.is(Reply::Kind::error) &&
         (text.starts_with("MOVED") || text.starts_with("ASK ") || text.starts_with("TRYAGAIN"));
}

}  // namespace

std::string RedisAddress::text() const {
  if (!path.empty()) return path;
  const bool v6 = host.find(':') != host.npos;
  return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

RedisConnection::RedisConnection(RedisAddress address, const RedisAccess& access, std::string description)
    : address_(std::move(address)), access_(access), description_(std::move(description)) {}

void RedisConnection::close() noexcept {
  if (stream_ && fork_generation_ != fork_generation()) stream_->abandon();  // the parent's (rule W8)
  stream_.reset();
  reader_.reset();
  ahead_.clear();
  ahead_expected_.clear();
  expected_.clear();
  client_id_ = 0;
  run_id_.clear();
}

std::string RedisConnection::identity() const {
  if (client_id_ == 0 || run_id_.empty() || fork_generation_ != fork_generation()) return {};
  return run_id_ + "/" + std::to_string(client_id_);
}

Error RedisConnection::failed(Error error) noexcept {
  close();
  error.annotate("server", description_);
  return error;
}

Result<std::unique_ptr<Stream>> RedisConnection::connect(const Wait& wait) const {
  auto socket = address_.path.empty() ? Socket::connect_tcp(address_.host, address_.port, wait)
                                      : Socket::connect_unix(address_.path, wait);
  if (!socket) return socket.error();
  if (access_.tls) return access_.tls->connect(std::move(*socket), address_.host, wait);
  return std::unique_ptr<Stream>(std::move(*socket));
}

Status RedisConnection::ensure_connected(const Wait& wait) {
  if (stream_ && fork_generation_ != fork_generation()) close();
  reached_ = stream_ != nullptr;
  if (reached_) return {};
  auto stream = connect(wait.within(access_.connect_timeout));
  if (!stream) return failed(stream.error());
  stream_ = std::move(*stream);
  reached_ = true;
  fork_generation_ = fork_generation();
  introduce();
  return {};
}

// What is to go ahead, and commands [from, to), in one write. Their replies are queued by the caller.
Status RedisConnection::write(const RespWriter& commands, std::size_t from, std::size_t to,
                              const Wait& wait) {
  USERSYNC_ASSERT(ahead_expected_.empty());
  USERSYNC_ASSERT(expected_.size() >= ahead_.size() + (to - from));
  pieces_.clear();
  ahead_.pieces(0, ahead_.size(), pieces_);
  commands.pieces(from, to, pieces_);
  const Status sent = stream_->write(pieces_, wait);
  ahead_.clear();
  if (sent || sent.error().code != Code::unavailable) return sent;
  // The server hung up already: its reason may still lie in the socket.
  const bool read = reader_.read(aside_, *stream_, wait).ok();
  return read && aside_.is(Reply::Kind::error) ? redis_error(aside_.text()) : sent;
}

// A server that refuses a client states why and hangs up: its last reply counts, not the silence after it.
Status RedisConnection::read_replies(const Wait& wait) {
  USERSYNC_ASSERT(expected_.size() <= kMaxExpected);
  Status last;
  for (const Expected& expected : expected_) {
    Reply& reply = expected.into != nullptr ? *expected.into : aside_;
    if (Status read = reader_.read(reply, *stream_, wait); !read) {
      return read.error().code == Code::unavailable && !last ? last : read;
    }
    last = reply.is(Reply::Kind::error) ? redis_error(reply.text()) : Status{};
    if (Status handled = (this->*expected.handle)(reply); !handled) return handled;
  }
  expected_.clear();
  return {};
}

Status RedisConnection::exchange(const RespWriter& commands, std::size_t from, std::size_t to,
                                 std::vector<Reply>& replies, const Wait& wait) {
  USERSYNC_ASSERT(from <= to && to <= commands.size() && (from == to || to <= replies.size()));
  USERSYNC_ASSERT(ahead_.size() == ahead_expected_.size());
  expected_.insert(expected_.end(), ahead_expected_.begin(), ahead_expected_.end());
  ahead_expected_.clear();
  for (std::size_t i = from; i < to; ++i) expected_.push_back({&RedisConnection::on_result, &replies[i]});
  if (Status sent = write(commands, from, to, wait); !sent) return sent;
  return read_replies(wait);
}

Status RedisConnection::run(const RespWriter& commands, std::size_t from, std::size_t to,
                            std::vector<Reply>& replies, const Wait& wait) {
  if (Status up = ensure_connected(wait); !up) return up;
  if (Status done = exchange(commands, from, to, replies, wait); !done) return failed(done.error());
  for (int follow_ups = 0; ahead_.size() > 0; ++follow_ups) {  // a handler wants more to be sent
    if (follow_ups == kMaxFollowUps) return failed({Msg::redis_refused});
    if (Status done = exchange({}, 0, 0, replies, wait); !done) return failed(done.error());
  }
  return {};
}

Status RedisConnection::run_asking(const RespWriter& commands, std::size_t at, std::vector<Reply>& replies,
                                   const Wait& wait) {
  if (Status up = ensure_connected(wait); !up) return up;
  send_ahead(&RedisConnection::on_ignored, "ASKING");
  return run(commands, at, at + 1, replies, wait);
}

Status RedisConnection::send(std::string_view tag, const RespWriter& command, const Wait& wait) {
  if (stream_ && !expected_.empty()) {  // rare: at most one reply is left unread
    std::vector<Reply> ignored(command.size());
    return run(command, 0, command.size(), ignored, wait);
  }
  if (Status up = ensure_connected(wait); !up) return up;
  USERSYNC_ASSERT(expected_.empty());
  expected_.swap(ahead_expected_);
  for (std::size_t i = 0; i < command.size(); ++i) expected_.push_back({&RedisConnection::on_sent, nullptr});
  if (Status sent = write(command, 0, command.size(), wait); !sent) return failed(sent.error());
  sent_ = command;
  sent_tag_ = tag;
  return {};
}

Status RedisConnection::on_result(const Reply&) { return {}; }
Status RedisConnection::on_ignored(const Reply&) { return {}; }

// A release that met a server without scripts (SCRIPT FLUSH) is sent again, behind the scripts.
Status RedisConnection::on_sent(const Reply& reply) {
  if (lacks_script(reply)) {
    reload_scripts();
    ahead_.append(sent_);
    ahead_expected_.insert(ahead_expected_.end(), sent_.size(),
                           Expected{&RedisConnection::on_ignored, nullptr});
  }
  if (is_redirection(reply)) redirect_ = Redirect{sent_tag_, sent_};
  return {};
}

}  // namespace usersync
