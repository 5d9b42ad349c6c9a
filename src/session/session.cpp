#include "session/session.h"

#include "base/assert.h"
#include "crypto/names.h"

namespace usersync {
namespace {

// "30 s", "0.5 s"
std::string seconds_text(Millis span) {
  std::string text = std::to_string(span.count() / 1000);
  if (const auto rest = span.count() % 1000; rest != 0) {
    text += '.' + std::to_string(1000 + rest).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + " s";
}

constexpr std::int64_t kCollectOnClose =
    50;  // rule W5: records that one of gc_divisor closes deletes at most

constexpr Error kTooLarge{Msg::session_too_large};

}  // namespace

Session::Session(SessionDependencies dependencies, SessionSettings settings)
    : dependencies_(std::move(dependencies)), settings_(std::move(settings)) {
  ++dependencies_.counters->sessions_opened;
}

Session::~Session() { release(); }

void Session::enter(State next) noexcept {
  USERSYNC_ASSERT(next == State::closed || state_ == State::closed || state_ == State::fetched);
  USERSYNC_ASSERT(next != State::fetched || state_ == State::closed);
  USERSYNC_ASSERT(next != State::failed || (state_ == State::closed && failure_));
  USERSYNC_ASSERT(next != State::open_for_writing || (grant_ && !settings_.only_reads));
  USERSYNC_ASSERT(next != State::open_for_reading || !grant_);
  USERSYNC_ASSERT(next != State::closed || (!grant_ && !record_));
  state_ = next;
  if (next != State::closed) return;
  failure_ = Error{};
  pending_ = {};
  data_ = {};
  dependencies_.buffers->forget_plaintext();
}

Result<bool> Session::exists(const SessionId& id) {
  if (is_open()) {  // session_create_id() asks whether a new id is taken: the open session stays as it is
    const auto found = dependencies_.store->read(name_of(id));
    return !found.ok() || found->has_value();
  }
  if (auto fetched = fetch(id); !fetched) return fetched.error().code != Code::tampered;
  return record_.has_value();
}

Result<View> Session::read(const SessionId& id) {
  const bool fetched_before = (state_ == State::fetched || state_ == State::failed) && id_ == id;
  const Status fetched = !fetched_before ? fetch(id) : failure_ ? Status{failure_} : Status{};
  if (!fetched) {
    release();
    return fetched.error();
  }
  open();
  return data_;
}

RecordName Session::name_of(const SessionId& id) {
  auto& digest = dependencies_.buffers->naming;
  if (!digest) digest.emplace();
  return RecordName{session_name(*digest, settings_.scope, settings_.prefix, id.text())};
}

Status Session::fetch(const SessionId& id) {
  release();
  id_ = id;
  const Status fetched = acquire_or_read();
  if (!fetched) failure_ = fetched.error();
  enter(fetched ? State::fetched : State::failed);
  return fetched;
}

Status Session::acquire_or_read() {
  const RecordName name = name_of(id_);
  if (!settings_.only_reads) {
    auto acquired = dependencies_.store->acquire(name, settings_.terms);
    if (acquired) {
      grant_ = acquired->grant;
      record_ = std::move(acquired->record);
      return validate_and_open();
    }
    const Code code = acquired.error().code;
    const bool taken = code == Code::lock_timeout || code == Code::too_many_waiters;
    if (!taken || settings_.lock_failure != LockFailure::readonly) {
      Error error = acquired.error();
      error.annotate("limit", seconds_text(settings_.terms.wait));
      return error;
    }
  }
  USERSYNC_ASSERT(!grant_);
  auto found = dependencies_.store->read(name);
  if (!found) return found.error();
  record_ = std::move(*found);
  return validate_and_open();
}

Status Session::begin_write(const SessionId& id) {
  if (read_only() || settings_.only_reads) {
    return Error{Msg::session_was_read_only};
  }
  return is_fetched() && id_ == id ? Status{} : switch_to(id);
}

// A handler in PHP may write under another id than it read. Like the files handler: release the one, acquire
// the other. The data keep the login they were read with.
Status Session::switch_to(const SessionId& id) {
  if (header_.binding && is_open()) inherited_ = header_.binding;
  if (auto fetched = fetch(id); !fetched) {
    release();
    return fetched;
  }
  open();
  return {};
}

Status Session::write(const SessionId& id, View data, Seconds lifetime) {
  if (data.size() > settings_.max_size) return kTooLarge;
  if (auto ready = begin_write(id); !ready) return ready;
  if (!settings_.store_empty && !record_ && data.empty() && !pending_.binding) return {};
  if (auto sealed = seal(id, data); !sealed) return sealed;
  USERSYNC_ASSERT(grant_ && grant_.name() == name_of(id));
  return settle(
      dependencies_.store->write(grant_, dependencies_.buffers->sealed, capped(lifetime), After::release));
}

Result<bool> Session::import(const SessionId& id, View data, Seconds lifetime) {
  if (data.size() > settings_.max_size) return kTooLarge;
  release();
  header_ = SessionHeader{};
  header_.created = dependencies_.clock->wall_seconds();
  if (auto sealed = seal(id, data); !sealed) return sealed.error();
  const RecordName name = name_of(id);
  return dependencies_.store->import_record(name, dependencies_.buffers->sealed, lifetime, settings_.terms);
}

Status Session::settle(Status written) {
  if (!written) return written;
  if (pending_.reseal) ++dependencies_.counters->resealed;
  pending_ = {};
  if (!record_) record_.emplace();
  return written;
}

Status Session::touch(const SessionId& id, View data, Seconds lifetime) {
  const bool unread = !is_fetched() || !(id_ == id);
  if (unread || !record_ || pending_.reseal || pending_.binding) return write(id, data, lifetime);
  if (!grant_ || !touch_is_due(lifetime)) return {};

  USERSYNC_ASSERT(grant_.name() == name_of(id));
  auto touched = dependencies_.store->touch(grant_, record_->data, capped(lifetime), After::release);
  if (touched) return {};
  // The data did not change, so nothing is lost when the later writer's record, or the parent process's,
  // stays.
  const Code code = touched.error().code;
  return code == Code::forked || code == Code::conflict ? Status{} : touched;
}

bool Session::touch_is_due(Seconds lifetime) const noexcept {
  const Seconds used_up = capped(lifetime) - record_->remaining;
  return used_up >= std::min(settings_.touch_interval, lifetime / 10);
}

Seconds Session::capped(Seconds lifetime) const noexcept {
  if (settings_.absolute_lifetime.count() == 0 && !header_.binding) return lifetime;
  const Seconds now = dependencies_.clock->wall_seconds();
  Seconds left = lifetime;
  if (settings_.absolute_lifetime.count() > 0) {
    left = std::min(left, header_.created + settings_.absolute_lifetime - now);
  }
  if (header_.binding) left = std::min(left, header_.binding->end - now);
  return std::clamp(left, Seconds(1), lifetime);
}

Status Session::destroy(const SessionId& id) {
  auto destroyed = dependencies_.store->destroy(name_of(id), settings_.terms);
  if (state_ != State::closed && id_ == id) release();
  return destroyed;
}

Status Session::renew() {
  if (!grant_) return Error{Msg::session_not_renewable};
  return dependencies_.store->renew(grant_, settings_.terms);
}

Result<std::int64_t> Session::gc(std::int64_t limit) { return dependencies_.store->gc(limit); }

void Session::close() noexcept {
  release();
  dependencies_.buffers->shrink();
  if (settings_.gc_divisor == 0 || settings_.only_reads || !dependencies_.store->needs_collecting()) return;
  const std::uint32_t parts = std::min(dependencies_.store->gc_parts(), settings_.gc_divisor);
  if (dependencies_.buffers->sample(parts, settings_.gc_divisor, *dependencies_.random)) {
    dependencies_.store->gc_in_passing(kCollectOnClose / parts);
  }
}

void Session::release() noexcept {
  if (grant_) dependencies_.store->release(grant_);
  grant_ = Grant{};
  if (record_) dependencies_.store->recycle(std::move(record_->data));
  record_.reset();
  enter(State::closed);
}

}  // namespace usersync
