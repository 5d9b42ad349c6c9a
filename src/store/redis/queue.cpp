// How a request that met a held lock waits for its turn: docs/decisions/0030.
#include <cstdio>

#include "store/redis/error.h"
#include "store/redis/redis_store.h"

namespace usersync {
namespace {

constexpr Millis kLongestBlock{10'000};  // then the lock is asked for again
constexpr Millis kLook{1000};            // between two looks whether the holder is still connected
constexpr Millis kGrace{5};              // added to a lease, so that the server has ended it by then
constexpr Millis kSlowestPoll{25};
constexpr int kMaxLosses = 8;          // of the server, while it waits
constexpr int kMaxRounds = 1'000'000;  // the deadline ends the wait first

std::string seconds_text(Millis span) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(span.count() / 1000),
                static_cast<long long>(span.count() % 1000));
  return text;
}

Error lock_timeout() noexcept { return {Msg::lock_timeout}; }

bool unusable(const Reply& blocked) noexcept {
  return blocked.is(Reply::Kind::error) &&
         (is_unknown_command(blocked.text()) || blocked.text().starts_with("NOPERM"));
}

}  // namespace

Result<RedisStore::Asked> RedisStore::ask_turn(const RedisKeys& keys, std::string_view token,
                                               const Terms& terms, Millis left, Millis block,
                                               std::string_view dead) {
  const bool blocking = block > Millis{0};
  const std::string value = lock_value(keys, token);
  commands_.clear();
  if (blocking) commands_.add("BLPOP", keys.wake, seconds_text(block));
  call(kClaim, keys, 7).arg(token).arg(milliseconds(terms.lease)).arg((left + Seconds{1}).count());
  commands_.arg(std::int64_t{terms.max_waiters}).arg(blocking ? "1" : "0").arg(value).arg(dead);
  if (blocking) ask_record(keys);

  const Wait wait{{clock_, block + link_->timeout()}, terms.interrupted};
  if (Status done = run(keys.tag, wait, blocking ? RedisLink::Loss::give_up : RedisLink::Loss::retry);
      !done) {
    return done.error();
  }
  if (blocking && unusable(replies_[0])) must_poll_ = true;
  const std::size_t at = blocking ? 1 : 0;
  const Reply& answer = replies_[at];
  if (answer.is(Reply::Kind::error)) return annotate(redis_error(answer.text()));
  const std::size_t size = answer.elements.size();
  if (!answer.is(Reply::Kind::array) || (size != 1 && size != 3)) {
    return annotate({Msg::redis_answer_unexpected});
  }
  const std::int64_t first = answer.elements[0].integer;
  if (size == 3) {
    return Asked{Turn::wait, Millis{first}, std::string(answer.elements[1].text()),
                 answer.elements[2].integer == 1};
  }
  if (first < 0) return Asked{Turn::too_many, Millis{0}, {}, false};
  if (!blocking) {  // the lock was freed between two steps: the record is still to be read
    commands_.clear();
    ask_record(keys);
    if (Status done = run(keys.tag, step(terms.interrupted)); !done) return done.error();
  }
  return Asked{Turn::ours, Millis{0}, value, false};
}

Result<Acquired> RedisStore::wait_for_turn(Grant grant, const Terms& terms) {
  const RedisKeys& keys = keys_of(grant.name());
  const std::string token = to_base64url(grant.token());
  const Deadline end(clock_, terms.wait);
  const Millis started = clock_.monotonic();
  ++counters_.lock_waits;
  const auto give_up = [&](Error error) {
    leave_queue(keys, token);
    counters_.lock_wait_us += std::uint64_t(std::chrono::microseconds(clock_.monotonic() - started).count());
    if (error.code == Code::lock_timeout) ++counters_.lock_timeouts;
    return annotate(error);
  };

  Millis block{0};  // the first step only asks for the lock, and enters the queue
  Millis poll{1};
  Millis next_look{0};  // whether the holder is still there
  bool queued = false;
  std::string dead;  // a lock whose holder is gone
  for (int losses = 0, cuts = 0, round = 0; round < kMaxRounds; ++round) {
    const Millis left = end.left();
    if (left == Millis{0}) return give_up(lock_timeout());
    auto asked = ask_turn(keys, token, terms, left, block, dead);
    dead.clear();
    if (!asked) {
      const Error error = asked.error();
      const bool gone = error.code == Code::unavailable || error.code == Code::timed_out;
      if (!queued || !gone || ++losses > kMaxLosses) return give_up(error);
      // Cut while waiting: ask again on a new connection. Cut twice: something in between ends idle
      // connections.
      if (block > Millis{0} && error.code == Code::unavailable && ++cuts > 1) must_poll_ = true;
      block = Millis{0};
      continue;
    }
    queued = true;
    if (asked->turn == Turn::too_many) return give_up({Msg::too_many_waiters});
    if (asked->turn == Turn::ours) {
      auto found = record();
      if (!found) return give_up(found.error());
      auto named = name_holder(keys, token, asked->holder);
      if (!named) return give_up(named.error());
      if (!*named) continue;
      counters_.lock_wait_us +=
          std::uint64_t(std::chrono::microseconds(clock_.monotonic() - started).count());
      return granted(grant, std::move(*found), terms);
    }
    if (const Millis now = clock_.monotonic(); now >= next_look) {
      next_look = now + kLook;
      if (holder_is_gone(keys, asked->holder)) {
        dead = std::move(asked->holder);
        block = Millis{0};
        continue;
      }
    }
    // The last in line looks again soon: blocking anew costs it no place.
    const bool looks = asked->last && may_list_clients_ && !link_->identity(keys.tag).empty();
    block = std::min({end.left(), asked->lease + kGrace, looks ? kLook : kLongestBlock});
    if (must_poll_) {
      const auto jitter = random_.byte();
      clock_.pause(
          std::min<std::chrono::microseconds>(end.left(), poll * (128 + (jitter ? *jitter : 0)) / 256));
      poll = std::min(2 * poll, kSlowestPoll);
      block = Millis{0};
      if (terms.interrupted != nullptr && terms.interrupted()) {
        return give_up({Msg::wait_interrupted});
      }
    }
  }
  return give_up(lock_timeout());
}

}  // namespace usersync
