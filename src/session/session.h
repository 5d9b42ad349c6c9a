// One session's life within a request: open, perhaps exists, read, any of write / touch / destroy, close.
//
// Between the callbacks of PHP's session module and a Store: it knows session ids, envelopes and lifetimes,
// and nothing of Zend. Ownership: shares its store and keys; borrows clock, random and buffers from the
// worker. One thread.
#pragma once

#include <memory>
#include <optional>

#include "base/random.h"
#include "base/session_id.h"
#include "crypto/envelope.h"
#include "session/buffers.h"
#include "session/plaintext.h"
#include "session/settings.h"

namespace usersync {

class Session {
 public:
  struct SessionDependencies {
    std::shared_ptr<Store> store;
    std::shared_ptr<TenantKeys> keys;  // null: nothing is sealed
    Clock* clock = &system_clock();
    Random* random = &system_random();
    Counters* counters = nullptr;
    SessionBuffers* buffers = nullptr;
  };

  Session(SessionDependencies dependencies, SessionSettings settings);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // For strict mode: whether the session is stored. Before read(), it acquires and keeps the record, so that
  // read() of the same id makes no second trip. A record that cannot be checked (store down, key not held)
  // counts as existing, because a visitor must not lose their id over it: read() then reports the error. A
  // tampered or expired one does not exist.
  Result<bool> exists(const SessionId& id);

  // The session's bytes, empty when there is none; borrowed until the next call. Takes the lock unless
  // only_reads.
  Result<View> read(const SessionId& id);

  Status write(const SessionId& id, View data, Seconds lifetime);

  // The data did not change: moves the expiry when that is due, stores the record when it is missing,
  // re-seals it when it lies under another than the first key.
  Status touch(const SessionId& id, View data, Seconds lifetime);

  // For migrations: stores a session that begins now. False: one is stored already.
  Result<bool> import(const SessionId& id, View data, Seconds lifetime);

  Status destroy(const SessionId& id);
  Status renew();

  // The login of the session that read() returned; empty: no user is logged in.
  const std::optional<LoginBinding>& binding() const noexcept { return header_.binding; }
  // Binds the open session to a login, without a store call: the next write() or touch() stores it, also when
  // the data did not change. Code::read_only: the session is not open for writing.
  Status bind(const LoginBinding& binding);
  // Removes the binding and stores that at once, so that the session outlives the end of its login.
  Status unbind();
  // For a session whose new id continues another session: binds the next one that is read and not stored yet.
  void inherit_binding(const std::optional<LoginBinding>& binding) noexcept { inherited_ = binding; }

  Result<std::int64_t> gc(std::int64_t limit);

  // Releases the lock, then collects in about one of gc_divisor closes (in more closes, a part each, where
  // the store asks for parts). Never fails.
  void close() noexcept;

  bool open_for_writing() const noexcept { return state_ == State::open_for_writing; }
  // The lock was taken and lock_failure=readonly opened the session without it.
  bool read_only() const noexcept { return is_fetched() && !grant_ && !settings_.only_reads; }
  const Store& store() const noexcept { return *dependencies_.store; }
  const SessionId& id() const noexcept { return id_; }

 private:
  //            fetch()              read()
  //   closed ----------> fetched ----------> open_for_reading, open_for_writing
  //     |                   |                        |
  //     +----> failed ------+------------------------+----> closed      (release())
  enum class State : std::uint8_t {
    closed,            // nothing was fetched
    failed,            // fetching id_ failed with failure_, which read() reports
    fetched,           // the record of id_ was read, with or without a lock; PHP does not have it yet
    open_for_reading,  // read() returned it, and no lock is held
    open_for_writing,  // read() returned it, under grant_
  };
  void enter(State next) noexcept;  // the only place that changes state_
  bool is_fetched() const noexcept { return state_ != State::closed && state_ != State::failed; }
  bool is_open() const noexcept {
    return state_ == State::open_for_reading || state_ == State::open_for_writing;
  }
  void open() noexcept { enter(grant_ ? State::open_for_writing : State::open_for_reading); }

  RecordName name_of(const SessionId& id);
  Status fetch(const SessionId& id);      // enters fetched or failed
  Status acquire_or_read();               // lock and record, into the members below
  Status switch_to(const SessionId& id);  // for a write under another id than was read
  Status begin_write(const SessionId& id);
  Status settle(Status written);
  void release() noexcept;
  Seconds capped(Seconds lifetime) const noexcept;
  bool touch_is_due(Seconds lifetime) const noexcept;

  // contents.cpp: from a record to the session's bytes, and back
  Status validate_and_open();  // record_ -> buffers, header_, data_
  Status validate_binding();
  Status open_sealed(View record);
  Status seal(const SessionId& id, View data);  // header_ and data -> buffers

  SessionDependencies dependencies_;
  SessionSettings settings_;

  State state_ = State::closed;
  SessionId id_;  // of the last fetch, as are the members below
  Error failure_;
  Grant grant_;
  std::optional<Record> record_;
  SessionHeader header_;
  View data_;

  // Why an unchanged session must be written all the same.
  struct Pending {
    bool reseal = false;   // the keyring's first key did not seal it
    bool binding = false;  // bound or unbound since it was read
  };
  Pending pending_;
  std::optional<LoginBinding> inherited_;
};

}  // namespace usersync
