#include "store/redis/redis_store.h"

#include "store/redis/error.h"

namespace usersync {

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

const RedisKeys& RedisStore::keys_of(const RecordName& name) {
  if (keys_.tag.empty() || keys_.name != name) keys_ = RedisKeys(prefix_, name);
  return keys_;
}

// As a script compares it: empty when nothing was there.
std::string RedisStore::version_read(const Grant& grant) {
  if (grant.version() == 0) return {};
  const RedisStamp stamp(RedisStamp::kRecord, grant.version());
  return std::string(text_of(stamp.version()));
}

Wait RedisStore::step(bool (*interrupted)() noexcept) const noexcept {
  return {{clock_, link_->timeout()}, interrupted};
}

Error RedisStore::annotate(Error error) const noexcept {
  error.annotate("server", description_);
  return error;
}

Status RedisStore::run(std::string_view tag, const Wait& wait, RedisLink::Loss loss) {
  Status done = link_->run(tag, commands_, replies_, wait, loss);
  if (!done) return annotate(done.error());
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

Result<std::int64_t> RedisStore::number_at(std::size_t at) const {
  const Reply& reply = replies_[at];
  if (reply.is(Reply::Kind::error)) return annotate(redis_error(reply.text()));
  if (!reply.is(Reply::Kind::integer)) return annotate({Msg::redis_answer_unexpected});
  return reply.integer;
}

void RedisStore::replicate() {
  if (replicas_ > 0) commands_.add("WAIT", replicas_, std::int64_t{link_->timeout().count() / 2});
}

Status RedisStore::replicated_at(std::size_t at) const {
  if (replicas_ == 0) return {};
  auto reached = number_at(at);
  if (!reached) return reached.error();
  if (*reached >= replicas_) return {};
  return annotate({Msg::redis_not_replicated});
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

Result<bool> RedisStore::consume_nonce(const NonceName& nonce, Seconds lifetime) {
  auto token = random_.token();
  if (!token) return token.error();
  const std::string tag = to_base64url(nonce.view());
  const std::string key = prefix_ + "{" + tag + "}:o";
  const std::string owner = to_base64url(*token);
  // The caller that reads its own token back was first, also when the answer to an earlier attempt was lost.
  commands_.clear();
  commands_.add("SET", key, owner, "NX", "PX", milliseconds(lifetime)).add("GET", key);
  replicate();
  if (Status done = run(tag, step()); !done) return done.error();
  for (std::size_t i = 0; i < 2; ++i) {
    if (replies_[i].is(Reply::Kind::error)) return annotate(redis_error(replies_[i].text()));
  }
  if (replies_[1].text() != owner) return false;
  if (Status kept = replicated_at(2); !kept) return kept.error();
  return true;
}

std::vector<std::string> RedisStore::notes() const {
  std::vector<std::string> notes;
  const std::string_view policy = link_->eviction_policy();
  if (!policy.empty() && policy != "noeviction") {
    notes.push_back(message_text(Msg::redis_eviction, {policy}));
  }
  if (must_poll_) notes.push_back(message_text(Msg::redis_must_poll));
  return notes;
}

}  // namespace usersync
