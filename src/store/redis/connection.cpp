#include "store/redis/connection.h"

#include "base/fork.h"
#include "store/redis/error.h"
#include "store/redis/script.h"

namespace usersync {
namespace {

constexpr std::string_view kAsking = "*1\r\n$6\r\nASKING\r\n";

bool lacks_script(const Reply& reply) noexcept {
  return reply.is(Reply::Kind::error) && reply.text().starts_with("NOSCRIPT");
}

bool out_of_place(const Reply& reply) noexcept {
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
  owing_ = false;
  pending_failed_ = false;
}

Error RedisConnection::failed(Error error) noexcept {
  close();
  if (error.detail[0] == '\0') error.set_detail(description_);
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
  if (stream_) return {};
  auto stream = connect(wait.within(access_.connect_timeout));
  if (!stream) return failed(stream.error());
  stream_ = std::move(*stream);
  fork_generation_ = fork_generation();
  scripts_loaded_ = false;
  greeted_ = false;
  return {};
}

// Fills greeting_ with what the server has not been told yet on this connection.
void RedisConnection::greet() {
  greeting_.clear();
  greetings_.clear();
  const auto expect = [this](Greeting what) { greetings_.push_back(what); };
  if (!greeted_) {
    if (!access_.password.empty() || !access_.user.empty()) {
      expect(Greeting::login);
      if (access_.user.empty()) {
        greeting_.add("AUTH", access_.password);
      } else {
        greeting_.add("AUTH", access_.user, access_.password);
      }
    }
    if (access_.database != 0 && !access_.bare) {
      expect(Greeting::database);
      greeting_.add("SELECT", access_.database);
    }
    if (access_.must_be_primary) {
      expect(Greeting::role);
      greeting_.add("ROLE");
    }
    if (!access_.bare) {
      expect(Greeting::policy);
      greeting_.add("CONFIG", "GET", "maxmemory-policy");
    }
    greeted_ = true;
  }
  if (!scripts_loaded_ && !access_.bare) {
    for (const RedisScript* script : kRedisScripts) {
      expect(Greeting::script);
      if (load_by_eval_) {
        greeting_.add("EVAL", script->text, "0");  // fails for want of keys, and is known from then on
      } else {
        greeting_.add("SCRIPT", "LOAD", script->text);
      }
    }
    scripts_loaded_ = true;
  }
}

Status RedisConnection::handle_greeting(Greeting greeting, const Reply& reply) {
  const bool refused = reply.is(Reply::Kind::error);
  switch (greeting) {
    case Greeting::login:
    case Greeting::database:
      if (refused) return redis_error(reply.text());
      break;
    case Greeting::role:
      if (refused) return redis_error(reply.text());
      if (reply.elements.empty() || reply.elements[0].text() != "master") {
        return Error{Code::read_only, "the server is a replica and takes no writes"};
      }
      break;
    case Greeting::policy:  // not allowed to look is no reason to fail
      if (reply.elements.size() == 2) eviction_policy_ = reply.elements[1].text();
      break;
    case Greeting::script:
      if (!refused || !is_unknown_command(reply.text())) break;
      lacks_scripts_ = load_by_eval_;
      scripts_loaded_ = load_by_eval_;  // else another way is tried at once
      break;
  }
  return {};
}

Status RedisConnection::exchange(const RespWriter& commands, std::size_t from, std::size_t to, bool asking,
                                 std::vector<Reply>& replies, const Wait& wait) {
  greet();
  pieces_.clear();
  greeting_.pieces(0, greeting_.size(), pieces_);
  for (std::size_t i = from; asking && i < to; ++i) {
    pieces_.push_back(view_of(kAsking));
    commands.pieces(i, i + 1, pieces_);
  }
  if (!asking) commands.pieces(from, to, pieces_);
  if (Status sent = stream_->write(pieces_, wait); !sent) {
    // Hung up on already: what it said before may still lie there.
    Reply last;
    const bool said = sent.error().code == Code::unavailable && reader_.read(last, *stream_, wait).ok();
    return said && last.is(Reply::Kind::error) ? redis_error(last.text()) : sent;
  }

  if (owing_) {
    if (Status taken = take_pending(wait); !taken) return taken;
  }
  // A server that refuses a client says why and hangs up: the word counts, not the silence after it.
  Status word;
  const auto next = [&](Reply& reply) -> Status {
    Status heard = reader_.read(reply, *stream_, wait);
    if (!heard && heard.error().code == Code::unavailable && !word) return word;
    if (heard && reply.is(Reply::Kind::error) && word) word = redis_error(reply.text());
    return heard;
  };
  Status greeted;
  Reply aside;
  for (const Greeting greeting : greetings_) {
    if (Status heard = next(aside); !heard) return heard;
    if (Status handled = handle_greeting(greeting, aside); !handled && greeted) greeted = handled;
  }
  if (!greeted) return greeted;
  if (!scripts_loaded_ && !access_.bare) load_by_eval_ = true;
  word = {};
  for (std::size_t i = from; i < to; ++i) {
    if (asking) {
      if (Status allowed = next(aside); !allowed) return allowed;
    }
    if (Status heard = next(replies[i]); !heard) return heard;
  }
  return {};
}

// The answers to send(), in front of all others.
Status RedisConnection::take_pending(const Wait& wait) {
  Status greeted;
  Reply reply;
  for (const Greeting greeting : pending_greetings_) {
    if (Status heard = reader_.read(reply, *stream_, wait); !heard) return heard;
    if (Status handled = handle_greeting(greeting, reply); !handled && greeted) greeted = handled;
  }
  if (!greeted) return greeted;
  pending_greetings_.clear();
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    if (Status heard = reader_.read(reply, *stream_, wait); !heard) return heard;
    pending_failed_ = pending_failed_ || lacks_script(reply);
    if (out_of_place(reply)) redirect_ = Redirect{pending_tag_, pending_};
  }
  if (!pending_failed_) owing_ = false;
  return {};
}

// A release that met a server without scripts (SCRIPT FLUSH): said again, with the scripts.
Status RedisConnection::repeat_pending(const Wait& wait) {
  const RespWriter again = pending_;
  owing_ = false;
  pending_failed_ = false;
  reload_scripts();
  std::vector<Reply> ignored(again.size());
  return exchange(again, 0, again.size(), false, ignored, wait);
}

Status RedisConnection::run(const RespWriter& commands, std::size_t from, std::size_t to, bool asking,
                            std::vector<Reply>& replies, const Wait& wait) {
  reached_ = false;
  if (Status up = ensure_connected(wait); !up) return up;
  reached_ = true;
  if (Status done = exchange(commands, from, to, asking, replies, wait); !done) return failed(done.error());
  if (load_by_eval_ && !scripts_loaded_) {
    std::vector<Reply> none;
    if (Status done = exchange({}, 0, 0, false, none, wait); !done) return failed(done.error());
  }
  if (pending_failed_) {
    if (Status done = repeat_pending(wait); !done) return failed(done.error());
  }
  return {};
}

Status RedisConnection::send(std::string_view tag, const RespWriter& commands, const Wait& wait) {
  if (stream_ && owing_) {  // rare: answers are taken before more is owed
    std::vector<Reply> ignored(commands.size());
    return run(commands, 0, commands.size(), false, ignored, wait);
  }
  reached_ = false;
  if (Status up = ensure_connected(wait); !up) return up;
  reached_ = true;
  greet();
  pieces_.clear();
  greeting_.pieces(0, greeting_.size(), pieces_);
  commands.pieces(0, commands.size(), pieces_);
  if (Status sent = stream_->write(pieces_, wait); !sent) return failed(sent.error());
  pending_greetings_.swap(greetings_);
  pending_ = commands;
  owing_ = true;
  pending_tag_ = tag;
  return {};
}

}  // namespace usersync
