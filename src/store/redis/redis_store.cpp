#include "store/redis/redis_store.h"

#include "store/redis/error.h"

namespace usersync {
namespace {

constexpr std::size_t kVersionSize = 8;

Version version_in(std::span<const std::uint8_t, kVersionSize> random) noexcept {
  Version version = 0;
  for (const std::uint8_t byte : random) version = version << 8 | byte;
  return version & ~(Version{1} << 63);
}

// As a script compares it: nothing, where nothing was.
std::string version_read(const Grant& grant) {
  if (grant.version() == 0) return {};
  const RedisStamp stamp(RedisStamp::kRecord, grant.version());
  return std::string(text_of(stamp.version()));
}

}  // namespace

RedisStore::RedisStore(std::unique_ptr<RedisLink> link, const StoreConfig& config, std::string description,
                       std::int64_t replicas)
    : link_(std::move(link)),
      clock_(*config.clock),
      random_(*config.random),
      counters_(*config.counters),
      prefix_(config.prefix),
      description_(std::move(description)),
      replicas_(replicas),
      may_follow_(link_->is_single_node()) {}

// --- the pieces of every call

const RedisKeys& RedisStore::keys_of(const RecordName& name) {
  if (keys_.tag.empty() || keys_.name != name) keys_ = RedisKeys(prefix_, name);
  return keys_;
}

// One draw for a request: its token, and the version of its first write.
Result<Grant::Token> RedisStore::new_token() {
  std::array<std::uint8_t, sizeof(Grant::Token) + kVersionSize> bytes;
  if (Status filled = random_.fill(bytes); !filled) return filled.error();
  std::copy_n(bytes.begin(), random_token_.size(), random_token_.begin());
  random_version_ = version_in(View(bytes).last<kVersionSize>());
  return random_token_;
}

Result<Version> RedisStore::new_version() {
  std::array<std::uint8_t, kVersionSize> bytes;
  Version version = 0;
  while (version == 0) {
    if (Status filled = random_.fill(bytes); !filled) return filled.error();
    version = version_in(bytes);
  }
  return version;
}

// A forked child never gets here with its parent's grant, so the two do not share a draw.
Result<Version> RedisStore::version_for(const Grant& grant) {
  const Version drawn = grant.token() == random_token_ ? std::exchange(random_version_, 0) : 0;
  if (drawn == 0) return new_version();
  return drawn;
}

Wait RedisStore::step(bool (*interrupted)() noexcept) const noexcept {
  return {{clock_, link_->timeout()}, interrupted};
}

Error RedisStore::place(Error error) const noexcept {
  if (error.detail[0] == '\0') error.set_detail(description_);
  return error;
}

Status RedisStore::run(std::string_view tag, const Wait& wait, RedisLink::Loss loss) {
  Status done = link_->run(tag, commands_, replies_, wait, loss);
  if (!done) return place(done.error());
  return done;
}

RespWriter& RedisStore::call(const RedisScript& script, const RedisKeys& keys, std::size_t arguments,
                             std::string_view staged) {
  const std::string_view names[] = {keys.lock, keys.queue, keys.wake, keys.data, staged};
  commands_.command(3 + script.keys + arguments).arg("EVALSHA").arg(script.name());
  commands_.arg(static_cast<std::int64_t>(script.keys));
  for (std::size_t i = 0; i < script.keys; ++i) commands_.arg(names[i]);
  return commands_;
}

RespWriter& RedisStore::append_fence_args(const Grant& grant, std::string_view token, After after) {
  constexpr std::string_view kManners[] = {"nk", "nr", "xk", "xr"};
  const bool release = after == After::release;
  return commands_.arg(token).arg(version_read(grant)).arg(kManners[2 * grant.exclusive() + release]);
}

// The large answer last: it is read straight into its place.
void RedisStore::ask_record(const RedisKeys& keys) {
  ask_parent(keys);
  commands_.add("PTTL", keys.data).add("GET", keys.data);
  const std::size_t large = commands_.size() - 1;
  if (replies_.size() <= large) replies_.resize(large + 1);
  replies_[large].lend(spare_);
}

Result<RedisStore::Found> RedisStore::record() {
  const std::size_t at = commands_.size() - 2;
  for (std::size_t i = at; i < at + 2; ++i) {
    if (replies_[i].is(Reply::Kind::error)) return place(redis_error(replies_[i].text()));
  }
  if (!replies_[at + 1].is(Reply::Kind::bulk)) return Found{};
  auto found = as_stored(replies_[at + 1].take(), replies_[at].integer);
  if (!found || !found->record) return found;
  auto gone = follow(*found);
  if (!gone) return gone.error();
  if (*gone) return Found{found->version, std::nullopt, std::nullopt};
  counters_.bytes_read += found->record->data.size();
  return found;
}

Result<RedisStore::Found> RedisStore::as_stored(Bytes value, std::int64_t left) const {
  const std::size_t size = value.size();
  const auto mark = size < RedisStamp::kSize ? std::uint8_t{0} : value[size - RedisStamp::kSize];
  const std::size_t tail = RedisStamp::kSize + (mark == RedisStamp::kHasParent ? RedisStamp::kParent : 0);
  if (mark == RedisStamp::kTombstone) return Found{RedisStamp::version_of(value), {}, {}};
  if ((mark != RedisStamp::kRecord && mark != RedisStamp::kHasParent) || size < tail) {
    return place({Code::corrupt, "the stored session does not end in a version"});
  }
  Found found{RedisStamp::version_of(value), {}, {}};
  if (mark == RedisStamp::kHasParent) {
    found.parent = RedisStamp::parent_of(View(value).last(tail));
    if (!found.parent) return place({Code::corrupt, "the stored session is tied to no name"});
  }
  value.resize(size - tail);
  left = std::max<std::int64_t>(left, 0);
  found.record = Record{std::move(value), found.version, Seconds{(left + 999) / 1000}};
  return found;
}

Result<std::int64_t> RedisStore::number_at(std::size_t at) const {
  const Reply& reply = replies_[at];
  if (reply.is(Reply::Kind::error)) return place(redis_error(reply.text()));
  if (!reply.is(Reply::Kind::integer))
    return place({Code::corrupt, "the answer is not of the kind that was asked"});
  return reply.integer;
}

Acquired RedisStore::granted(Grant grant, Found found) const {
  set_version(grant, found.version);
  grant.set_parent(found.parent);
  return {grant, std::move(found.record)};
}

void RedisStore::replicate() {
  if (replicas_ > 0) commands_.add("WAIT", replicas_, std::int64_t{link_->timeout().count() / 2});
}

Error RedisStore::conflict() noexcept {
  ++counters_.conflicts;
  return {Code::conflict, "another request, or a destroy, got there first"};
}

Status RedisStore::replicated_at(std::size_t at) const {
  if (replicas_ == 0) return {};
  auto reached = number_at(at);
  if (!reached) return reached.error();
  if (*reached >= replicas_) return {};
  return place({Code::unavailable, "stored, but by fewer replicas than ?replicas= asks for"});
}

// --- acquire and read

Result<Acquired> RedisStore::acquire(const RecordName& name, const Terms& terms) {
  const RedisKeys& keys = keys_of(name);
  auto token = new_token();
  if (!token) return token.error();
  const bool exclusive = terms.lock == Terms::Lock::exclusive;
  const std::string owner = to_base64url(*token);

  commands_.clear();
  if (exclusive) commands_.add("SET", keys.lock, owner, "NX", "PX", milliseconds(terms.lease));
  ask_record(keys);
  if (Status done = run(keys.tag, step(terms.interrupted)); !done) {
    if (exclusive) leave_queue(keys, owner);  // a server that only slept may still take the lock for us
    return done.error();
  }

  Grant grant = make_grant(name, *token, exclusive, exclusive);
  if (exclusive && replies_[0].is(Reply::Kind::error)) return place(redis_error(replies_[0].text()));
  if (exclusive && replies_[0].is(Reply::Kind::nil)) return wait_for_turn(grant, terms);
  auto found = record();
  if (!found) {
    release(grant);
    return found.error();
  }
  return granted(grant, std::move(*found));
}

// Not waited for. A wait that failed has closed its connection: it cannot be given the lock after we have
// gone.
void RedisStore::leave_queue(const RedisKeys& keys, std::string_view token) noexcept try {
  commands_.clear();
  call(kRelease, keys, 1).arg(token);
  link_->send(keys.tag, commands_);
} catch (...) {
}

Result<std::optional<Record>> RedisStore::read(const RecordName& name) {
  const RedisKeys& keys = keys_of(name);
  commands_.clear();
  ask_record(keys);
  if (Status done = run(keys.tag, step()); !done) return done.error();
  auto found = record();
  if (!found) return found.error();
  return std::move(found->record);
}

// --- write, touch, destroy

Status RedisStore::write(Grant& grant, View data, Seconds lifetime, After after) {
  if (Status fine = check(grant); !fine) return fine;
  auto version = version_for(grant);
  if (!version) return version.error();
  const RedisKeys& keys = keys_of(grant.name());
  const std::string token = to_base64url(grant.token());
  const std::string staged = keys.staged(token);

  commands_.clear();
  const RedisStamp stamp(*version, grant.parent());
  commands_.command(5).arg("SET").arg(staged).arg(data, stamp.view()).arg("PX").arg(milliseconds(lifetime));
  call(kCommit, keys, 3, staged);
  append_fence_args(grant, token, after);
  replicate();
  if (Status done = run(keys.tag, step()); !done) return done;

  if (replies_[0].is(Reply::Kind::error)) return place(redis_error(replies_[0].text()));
  auto verdict = number_at(1);
  if (!verdict) return verdict.error();
  if (*verdict == 0) return conflict();
  if (*verdict < 0) return place({Code::unavailable, "the server lost the record before it was committed"});
  if (*verdict == 2 && !grant.exclusive()) ++counters_.overwrites;
  counters_.bytes_written += data.size();
  set_version(grant, *version);
  if (after == After::release) set_held(grant, false);
  return replicated_at(2);
}

Status RedisStore::touch(Grant& grant, View data, Seconds lifetime, After after) {
  if (Status fine = check(grant); !fine) return fine;
  const RedisKeys& keys = keys_of(grant.name());

  commands_.clear();
  call(kTouch, keys, 5);
  append_fence_args(grant, to_base64url(grant.token()), after).arg(milliseconds(lifetime));
  commands_.arg(RedisStamp(grant.version(), grant.parent()).kind());
  if (Status done = run(keys.tag, step()); !done) return done;
  auto verdict = number_at(0);
  if (!verdict) return verdict.error();
  if (*verdict == 0) return conflict();
  if (*verdict < 0) return write(grant, data, lifetime, after);
  if (after == After::release) set_held(grant, false);
  return {};
}

Status RedisStore::ask_destroy(const RecordName& name, const Terms& terms) {
  auto version = new_version();
  if (!version) return version.error();
  const RedisStamp tombstone(RedisStamp::kTombstone, *version);
  call(kDestroy, keys_of(name), 2).arg(tombstone.view()).arg(milliseconds(terms.tombstone));
  return {};
}

Status RedisStore::destroy(const RecordName& name, const Terms& terms) {
  commands_.clear();
  if (Status said = ask_destroy(name, terms); !said) return said;
  replicate();
  if (Status done = run(keys_of(name).tag, step()); !done) return done;
  auto destroyed = number_at(0);
  if (!destroyed) return destroyed.error();
  return replicated_at(1);
}

// --- the lock's end

Status RedisStore::renew(Grant& grant, const Terms& terms) {
  if (Status fine = check(grant); !fine) return fine;
  if (!grant.exclusive()) return {};
  const RedisKeys& keys = keys_of(grant.name());
  commands_.clear();
  call(kRenew, keys, 3)
      .arg(to_base64url(grant.token()))
      .arg(version_read(grant))
      .arg(milliseconds(terms.lease));
  if (Status done = run(keys.tag, step()); !done) return done;
  auto renewed = number_at(0);
  if (!renewed) return renewed.error();
  if (*renewed == 0)
    return Error{Code::conflict, "the lease ended, and the session is somebody else's by now"};
  set_held(grant, true);
  return {};
}

void RedisStore::release(Grant& grant) noexcept try {
  if (grant.held() && check(grant).ok()) leave_queue(keys_of(grant.name()), to_base64url(grant.token()));
  void_grant(grant);
} catch (...) {
  void_grant(grant);
}

// --- one-time tokens, and what people see

Result<bool> RedisStore::consume_nonce(const NonceName& nonce, Seconds lifetime) {
  auto token = new_token();
  if (!token) return token.error();
  const std::string tag = to_base64url(nonce.view());
  const std::string key = prefix_ + "{" + tag + "}:o";
  const std::string owner = to_base64url(*token);
  // Who reads himself back was first, even when the answer to an earlier attempt was lost.
  commands_.clear();
  commands_.add("SET", key, owner, "NX", "PX", milliseconds(lifetime)).add("GET", key);
  replicate();
  if (Status done = run(tag, step()); !done) return done.error();
  for (std::size_t i = 0; i < 2; ++i) {
    if (replies_[i].is(Reply::Kind::error)) return place(redis_error(replies_[i].text()));
  }
  if (replies_[1].text() != owner) return false;
  if (Status kept = replicated_at(2); !kept) return kept.error();
  return true;
}

std::vector<std::string> RedisStore::notes() const {
  std::vector<std::string> notes;
  const std::string_view policy = link_->eviction_policy();
  if (!policy.empty() && policy != "noeviction") {
    notes.push_back(
        "maxmemory-policy is " + std::string(policy) +
        ": when memory is short, the server may throw away locks, tombstones and one-time tokens; "
        "set it to noeviction");
  }
  if (must_poll_)
    notes.push_back("the server or a proxy has no BLPOP: waiters poll, and are not served in order");
  return notes;
}

}  // namespace usersync
