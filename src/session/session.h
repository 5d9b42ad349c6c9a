// One session's life within a request: open, perhaps exists, read, any of write / touch / destroy, close.
//
// Between the callbacks of PHP's session module and a Store: it knows what a session id, an envelope and a
// lifetime are, and nothing of Zend. Ownership: shares its store, borrows keys, clock and random from the
// worker. One thread.
#pragma once

#include <memory>
#include <optional>

#include "base/random.h"
#include "base/session_id.h"
#include "crypto/digest.h"
#include "crypto/envelope.h"
#include "session/plaintext.h"
#include "session/settings.h"

namespace usersync {

// Kept by the worker from session to session, so that a request neither allocates nor fills them again: at
// 100 KiB that costs as much as the encryption (docs/decisions/0011). Grown to the largest session, cut back
// when huge.
struct SessionBuffers {
  Bytes plaintext;  // wiped when a session lets go of it; its size means nothing
  Bytes sealed;
  Bytes header;
  std::optional<Sha256> naming;  // made at first use

  std::uint32_t lottery = 0;  // the draw for collecting: a generator's state, seeded at first use

  void shrink() noexcept;
};

class Session {
 public:
  struct SessionDependencies {
    std::shared_ptr<Store> store;
    TenantKeys* keys = nullptr;  // null: nothing is sealed
    Clock* clock = &system_clock();
    Random* random = &system_random();
    Counters* counters = nullptr;
    SessionBuffers* buffers = nullptr;
  };

  Session(SessionDependencies around, SessionSettings settings);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // Strict mode's question. Before read(), it acquires and keeps what it found, so that read() of the same id
  // makes no second trip. A record that cannot be judged (store down, key not held) counts as existing: a
  // visitor must not lose his id over it, and read() will say why. A tampered or outlived one does not exist.
  Result<bool> exists(const SessionId& id);

  // The session's bytes, empty when there is none; borrowed until the next call. Takes the lock unless
  // only_reads.
  Result<View> read(const SessionId& id);

  Status write(const SessionId& id, View data, Seconds lifetime);

  // The data did not change: moves the expiry when that is due, stores the record when it is missing,
  // re-seals it when it lies under another than the first key.
  Status touch(const SessionId& id, View data, Seconds lifetime);

  // For migrations: stores a session that began now unless there is one; false says so.
  Result<bool> import(const SessionId& id, View data, Seconds lifetime);

  Status destroy(const SessionId& id);
  Status renew();

  // Who is logged in here: of the session that read() handed out. Nothing: nobody.
  const std::optional<LoginBinding>& binding() const noexcept { return header_.binding; }
  // Ties the open session to a login, or to none (no store call): stored with the next write() or touch(),
  // whatever the data. Code::read_only: it is not open for writing.
  Status bind(const LoginBinding& binding);
  // The same for none, at once: what was stored is free before the login ends, and no reader finds it gone.
  Status unbind();
  // For the session with a new id that continues one: the next that is read and not stored yet is tied so.
  void inherit_binding(const std::optional<LoginBinding>& binding) noexcept { inherited_ = binding; }
  Result<std::int64_t> gc(std::int64_t limit);

  // Gives up the lock, then once in gc_divisor times collects, or oftener and so much less. Never fails.
  void close() noexcept;

  // read() has handed it out, and it will be written.
  bool open_for_writing() const noexcept {
    return handed_out_ && grant_ && !read_only_ && !settings_.only_reads;
  }
  bool read_only() const noexcept { return read_only_; }  // lock_failure=readonly came to pass
  const Store& store() const noexcept { return *dependencies_.store; }
  const SessionId& id() const noexcept { return id_; }

 private:
  RecordName name_of(const SessionId& id);
  Status fetch(const SessionId& id);  // lock and record, into the members below
  Status validate_and_open();         // record_ -> buffers, header_, data_
  Status validate_binding();
  Status open_sealed(View record);
  Status follow(const SessionId& id);  // write under another id than was read
  Status begin_write(const SessionId& id);
  Status seal(const SessionId& id, View data);  // header_ and data -> buffers
  void release() noexcept;
  Seconds capped(Seconds lifetime) const noexcept;
  bool touch_is_due(Seconds lifetime) const noexcept;
  std::int64_t sampled_for_gc() noexcept;  // how many; 0: not drawn
  Status settle(Status written);

  SessionDependencies dependencies_;
  SessionSettings settings_;

  // What the last fetch brought. `failure_` keeps why it failed for read(), when exists() came first.
  SessionId id_;
  Grant grant_;
  std::optional<Record> record_;
  Error failure_;
  bool fetched_ = false;
  bool handed_out_ = false;  // read() has given it to PHP: exists() must leave it alone
  bool read_only_ = false;
  bool needs_reseal_ = false;
  bool binding_changed_ = false;  // must be written though the data did not change
  std::optional<LoginBinding> inherited_;
  bool opened_ = false;  // its plaintext lies in the buffers, to be wiped once

  SessionHeader header_;
  View data_;
};

}  // namespace usersync
