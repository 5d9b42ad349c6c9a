#include "session/session.h"

#include "base/kept_memory.h"
#include "crypto/names.h"

namespace usersync {
namespace {

constexpr std::int64_t kSelfCollect = 50;  // rule W5: at most so many records after one close in gc_divisor

constexpr Error kTooLarge{Code::too_large,
                          "the session is larger than usersync.max_size; what was stored before is kept"};

}  // namespace

void SessionBuffers::shrink() noexcept {
  free_if_large(plaintext);
  free_if_large(sealed);
}

Session::Session(SessionDependencies around, SessionSettings settings)
    : dependencies_(std::move(around)), settings_(std::move(settings)) {
  ++dependencies_.counters->sessions_opened;
}

Session::~Session() { release(); }

Result<bool> Session::exists(const SessionId& id) {
  if (handed_out_) {  // session_create_id() asks whether a new id is taken: the open session stays as it is
    const auto found = dependencies_.store->read(name_of(id));
    return !found.ok() || found->has_value();
  }
  if (auto fetched = fetch(id); !fetched) failure_ = fetched.error();
  if (failure_.code == Code::tampered) return false;
  return failure_ || record_.has_value();
}

Result<View> Session::read(const SessionId& id) {
  if (!fetched_ || handed_out_ || !(id_ == id)) {
    if (auto fetched = fetch(id); !fetched) failure_ = fetched.error();
  }
  if (failure_) {
    const Error failure = failure_;
    release();
    return failure;
  }
  handed_out_ = true;
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
  fetched_ = true;
  const RecordName name = name_of(id);

  if (!settings_.only_reads) {
    auto acquired = dependencies_.store->acquire(name, settings_.terms);
    if (acquired) {
      grant_ = acquired->grant;
      record_ = std::move(acquired->record);
      return validate_and_open();
    }
    const Code code = acquired.error().code;
    const bool taken = code == Code::lock_timeout || code == Code::too_many_waiters;
    if (!taken || settings_.lock_failure != LockFailure::readonly) return acquired.error();
    read_only_ = true;
  }
  auto found = dependencies_.store->read(name);
  if (!found) return found.error();
  record_ = std::move(*found);
  return validate_and_open();
}

// Decides by docs/formats.md, "What a record may be", and leaves the session's bytes in data_.
Status Session::validate_and_open() {
  header_ = SessionHeader{};
  header_.created = dependencies_.clock->wall_seconds();
  if (!record_) return validate_binding();

  const View stored = record_->data;
  View plaintext = stored;
  if (Envelope::recognises(stored) || Envelope::is_newer_format(stored)) {
    if (auto opened = open_sealed(stored); !opened) return opened;
    plaintext = dependencies_.buffers->plaintext;
  } else if (dependencies_.keys != nullptr) {
    if (settings_.encryption != Encryption::migrate) {
      return Error{Code::plaintext,
                   "the session is stored in clear; usersync.encryption=migrate would take it over"};
    }
    needs_reseal_ = true;
  }
  auto decoded = SessionPlaintext::decode(plaintext);
  if (!decoded) return decoded.error();
  const Seconds now = dependencies_.clock->wall_seconds();
  const SessionHeader& header = decoded->header;
  const bool outlived =
      settings_.absolute_lifetime.count() > 0 && header.created + settings_.absolute_lifetime <= now;
  if (outlived || (header.binding && header.binding->end <= now)) {
    record_.reset();  // it ended: a new one begins under the grant that read it
    needs_reseal_ = false;
    return validate_binding();
  }
  header_ = decoded->header;
  data_ = decoded->data;
  return validate_binding();
}

// The leash lies in the store in clear, the binding inside the seal: one without the other, and somebody has
// set a session free of its login, or made it end with another's.
Status Session::validate_binding() {
  if (!record_) {
    if (!grant_) return {};
    grant_.set_parent(std::nullopt);
    return inherited_ ? bind(*inherited_) : Status{};
  }
  if (!grant_) return {};  // read without a lock: the store has looked at the leash
  const std::optional<RecordName> login =
      header_.binding ? std::optional(header_.binding->login) : std::nullopt;
  if (grant_.parent() == login) return {};
  ++dependencies_.counters->tampered;
  return Error{Code::tampered, "the stored session is not tied to the login that it says it is"};
}

Status Session::bind(const LoginBinding& binding) {
  if (!grant_ || read_only_ || settings_.only_reads) {
    return Error{Code::read_only, "no session is open for writing"};
  }
  header_.binding = binding;
  grant_.set_parent(binding.login);
  binding_changed_ = true;
  return {};
}

Status Session::unbind() {
  if (!grant_ || read_only_ || settings_.only_reads) {
    return Error{Code::read_only, "no session is open for writing"};
  }
  const bool stored = record_ && header_.binding && !binding_changed_;
  header_.binding.reset();
  grant_.set_parent(std::nullopt);
  binding_changed_ = true;
  if (!stored) return {};
  // PHP's copy of the data may have changed by now; what is written here is what was read.
  const View before = record_->data;
  View plaintext = before;
  if (Envelope::recognises(before)) {
    if (auto opened = open_sealed(before); !opened) return opened;
    plaintext = dependencies_.buffers->plaintext;
  }
  const auto decoded = SessionPlaintext::decode(plaintext);
  if (!decoded) return decoded.error();
  if (auto sealed = seal(id_, decoded->data); !sealed) return sealed;
  return dependencies_.store->write(grant_, dependencies_.buffers->sealed,
                                    std::max(record_->remaining, Seconds(1)), After::keep_lock);
}

Status Session::open_sealed(View record) {
  if (dependencies_.keys == nullptr) {
    if (Envelope::is_newer_format(record)) {
      return Error{Code::unknown_format, "the session record has a format this version does not know"};
    }
    return Error{Code::no_keyring, "the session is sealed, and no keyring is in force here",
                 Envelope::key_id_text(record)};
  }
  opened_ = true;
  auto opened =
      Envelope::open(*dependencies_.keys, Binding::session(settings_.scope, settings_.prefix, id_.text()),
                     record, dependencies_.buffers->plaintext);
  if (!opened) {
    if (opened.error().code != Code::tampered) return opened;
    ++dependencies_.counters->tampered;
    return Error{Code::tampered, "the stored session was changed or damaged: it does not open under its key",
                 Envelope::key_id_text(record)};
  }
  needs_reseal_ = !Envelope::under_first_key(record, *dependencies_.keys);
  return {};
}

Status Session::begin_write(const SessionId& id) {
  if (read_only_ || settings_.only_reads) {
    return Error{Code::read_only, "the session was opened for reading only, its lock was not to be had"};
  }
  return fetched_ && id_ == id && !failure_ ? Status{} : follow(id);
}

// A handler in PHP may write under another id than it read. Like the files handler: let go of the one, take
// the other.
Status Session::follow(const SessionId& id) {
  if (header_.binding && handed_out_) inherited_ = header_.binding;  // who is logged in in the data stays so
  if (auto fetched = fetch(id); !fetched) {
    const Error failure = fetched.error();
    release();
    return failure;
  }
  handed_out_ = true;
  return {};
}

Status Session::write(const SessionId& id, View data, Seconds lifetime) {
  if (data.size() > settings_.max_size) return kTooLarge;
  if (auto ready = begin_write(id); !ready) return ready;
  if (!settings_.store_empty && !record_ && data.empty() && !binding_changed_) return {};
  if (auto sealed = seal(id, data); !sealed) return sealed;
  return settle(
      dependencies_.store->write(grant_, dependencies_.buffers->sealed, capped(lifetime), After::release));
}

Status Session::seal(const SessionId& id, View data) {
  Bytes& sealed = dependencies_.buffers->sealed;
  Bytes& header = dependencies_.buffers->header;
  header_.encode(header);
  if (dependencies_.keys != nullptr) {
    const auto binding = Binding::session(settings_.scope, settings_.prefix, id.text());
    return Envelope::seal(*dependencies_.keys, binding, {header, data}, *dependencies_.random, sealed);
  }
  sealed.assign(header.begin(), header.end());
  sealed.insert(sealed.end(), data.begin(), data.end());
  return {};
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
  if (needs_reseal_) ++dependencies_.counters->resealed;
  needs_reseal_ = binding_changed_ = false;
  if (!record_) record_.emplace();
  return written;
}

Status Session::touch(const SessionId& id, View data, Seconds lifetime) {
  const bool unread = !fetched_ || !(id_ == id) || failure_;
  if (unread || !record_ || needs_reseal_ || binding_changed_) return write(id, data, lifetime);
  if (read_only_ || settings_.only_reads || !touch_is_due(lifetime)) return {};

  auto touched = dependencies_.store->touch(grant_, record_->data, capped(lifetime), After::release);
  if (touched) return {};
  // Nothing changed, so nothing is lost by leaving the successor's record, or the parent's, as it is.
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
  if (fetched_ && id_ == id) release();
  return destroyed;
}

Status Session::renew() {
  if (!grant_) return Error{Code::invalid_argument, "no session is open for writing"};
  return dependencies_.store->renew(grant_, settings_.terms);
}

Result<std::int64_t> Session::gc(std::int64_t limit) { return dependencies_.store->gc(limit); }

void Session::close() noexcept {
  release();
  dependencies_.buffers->shrink();
  if (const auto share = sampled_for_gc(); share > 0) dependencies_.store->gc_in_passing(share);
}

// Drawn, not counted: a worker may live for one request only. Which numbers come is nobody's secret, so the
// kernel is asked for the seed alone (xorshift32: Marsaglia 2003, 13, 17, 5).
std::int64_t Session::sampled_for_gc() noexcept {
  if (settings_.gc_divisor == 0 || settings_.only_reads || !dependencies_.store->needs_collecting()) return 0;
  std::uint32_t& state = dependencies_.buffers->lottery;
  if (state == 0) {
    std::array<std::uint8_t, 4> seed{};
    if (!dependencies_.random->fill(seed)) return 0;
    state = 1 | std::uint32_t{seed[0]} << 24 | seed[1] << 16 | seed[2] << 8 | seed[3];
  }
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  const std::uint32_t parts = std::min(dependencies_.store->gc_parts(), settings_.gc_divisor);
  return state % settings_.gc_divisor < parts ? kSelfCollect / parts : 0;
}

void Session::release() noexcept {
  if (grant_) dependencies_.store->release(grant_);
  grant_ = Grant{};
  if (record_) dependencies_.store->recycle(std::move(record_->data));
  record_.reset();
  failure_ = Error{};
  fetched_ = handed_out_ = read_only_ = needs_reseal_ = binding_changed_ = false;
  data_ = {};
  if (std::exchange(opened_, false)) wipe(dependencies_.buffers->plaintext);
}

}  // namespace usersync
