// The store rules over Redis. What the scripts decide is in script.cpp, how commands reach a server in
// link.cpp.
//
// Threading, ownership and errors: store/store.h.
#pragma once

#include <memory>
#include <string>

#include "base/kept_memory.h"
#include "store/config.h"
#include "store/random_pool.h"
#include "store/redis/keys.h"
#include "store/redis/link.h"
#include "store/redis/script.h"
#include "store/store.h"

namespace usersync {

class RedisStore final : public Store {
 public:
  RedisStore(std::unique_ptr<RedisLink> link, const StoreConfig& config, std::string description,
             std::int64_t replicas);

  Result<Acquired> acquire(const RecordName& name, const Terms& terms) override;
  Result<std::optional<Record>> read(const RecordName& name) override;
  Status write(Grant& grant, View data, Seconds lifetime, After after) override;
  Status touch(Grant& grant, View data, Seconds lifetime, After after) override;
  Status destroy(const RecordName& name, const Terms& terms) override;
  Status destroy_all(std::span<const RecordName> names, const Terms& terms) override;
  Status renew(Grant& grant, const Terms& terms) override;
  void release(Grant& grant) noexcept override;
  Result<std::int64_t> gc(std::int64_t) override { return std::int64_t{0}; }  // Redis expires by itself
  Result<bool> consume_nonce(const NonceName& nonce, Seconds lifetime) override;
  void recycle(Bytes&& memory) noexcept override {
    if (is_kept(memory)) spare_ = std::move(memory);
  }

  std::string_view description() const noexcept override { return description_; }
  bool needs_collecting() const noexcept override { return false; }
  std::vector<std::string> notes() const override;

 private:
  enum class Turn : std::uint8_t { ours, too_many, wait };
  struct Asked {
    Turn turn = Turn::wait;
    Millis lease{0};     // what is left of the holder's
    std::string holder;  // the lock's value
    bool last = false;   // nobody in the queue waits longer than the caller
  };

  struct Found {
    Version version = 0;
    std::optional<Record> record;
    std::optional<RecordName> parent;
  };

  static std::int64_t milliseconds(Seconds span) noexcept {
    return std::max<std::int64_t>(Millis(span).count(), 1);
  }
  const RedisKeys& keys_of(const RecordName& name);  // kept until another session is asked for

  static std::string version_read(const Grant& grant);
  Status run(std::string_view tag, const Wait& wait, RedisLink::Loss loss = RedisLink::Loss::retry);
  Wait step(bool (*interrupted)() noexcept = nullptr) const noexcept;

  // Opens a call of `script` on the session's keys; `arguments` follow by arg().
  RespWriter& call(const RedisScript& script, const RedisKeys& keys, std::size_t arguments,
                   std::string_view staged = {});
  // What rule W3 compares: token, version read, mode.
  RespWriter& append_fence_args(const Grant& grant, std::string_view token, After after);
  void ask_record(const RedisKeys& keys);  // always the last of a pipeline
  Result<Found> record();  // the reply to that; one more trip when a parent is to be looked up
  Result<Found> as_stored(Bytes value, std::int64_t left) const;
  Acquired granted(Grant grant, Found found, const Terms& terms) const;
  Result<std::int64_t> number_at(std::size_t at) const;

  // parent.cpp
  void ask_parent(const RedisKeys& keys);
  Result<bool> follow(const Found& found);

  // destroy.cpp
  Status ask_destroy(const RecordName& name, const Terms& terms);
  Status destroy_some(std::span<const RecordName> names, const Terms& terms);

  // holder.cpp
  std::string lock_value(const RedisKeys& keys, std::string_view token) const;
  Result<bool> name_holder(const RedisKeys& keys, std::string_view token, std::string_view stored);
  bool holder_is_gone(const RedisKeys& keys, std::string_view lock);

  // queue.cpp and lock.cpp
  Result<Acquired> wait_for_turn(Grant grant, const Terms& terms);
  Result<Asked> ask_turn(const RedisKeys& keys, std::string_view token, const Terms& terms, Millis left,
                         Millis block, std::string_view dead);
  Status check_not_destroyed(Grant& grant);
  void leave_queue(const RedisKeys& keys, std::string_view token) noexcept;
  void replicate();
  Status replicated_at(std::size_t at) const;
  Error conflict() noexcept;
  Error annotate(Error error) const noexcept;

  // Longer than any reply takes: a record that a reply brought was stored at most so long before the reply.
  static constexpr Millis kReplyAge{10'000};

  const std::unique_ptr<RedisLink> link_;
  Clock& clock_;
  RandomPool random_;
  Counters& counters_;
  const std::string prefix_;
  const std::string description_;
  const std::int64_t replicas_;
  bool may_list_clients_ = true;  // CLIENT LIST ID was not refused yet
  bool must_poll_ = false;        // the server or a proxy has no BLPOP

  bool may_follow_;         // a script may read a key of another session
  bool following_ = false;  // the current pipeline has kFollow in it
  int parents_ahead_ = 0;   // for so many more records kFollow is sent along

  RedisKeys keys_;
  RespWriter commands_;         // kept for their memory
  std::vector<Reply> replies_;  // as many as the longest pipeline so far
  Bytes spare_;
};

}  // namespace usersync
