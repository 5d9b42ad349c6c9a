// A record whose name is made with a key of the ring, so that a dump does not tell whose it is. It is looked
// for under every key and written under the first; what lay under another goes with that write: a change of
// keys loses nothing.
//
// Ownership: borrows the store, the keys and the randomness; holds locks from acquire() to write(), release()
// or its end. One thread.
#pragma once

#include <string_view>
#include <vector>

#include "base/random.h"
#include "crypto/keyring/keyring.h"
#include "store/store.h"

namespace usersync {

class KeyedRecord {
 public:
  // `names`: one for each key of the ring, in its order.
  KeyedRecord(Store& store, TenantKeys& keys, Random& random, std::string_view kind,
              std::vector<RecordName> names);
  ~KeyedRecord();
  KeyedRecord(const KeyedRecord&) = delete;
  KeyedRecord& operator=(const KeyedRecord&) = delete;

  // The plaintexts found, the first key's first; one trip a key. Code::tampered, unknown_format for what does
  // not open: it is left as it is.
  Result<std::vector<Bytes>> read();
  // The same under the locks of all names. They are taken in an order that does not depend on the ring's, so
  // that two servers in the midst of a rotation do not wait for each other.
  Result<std::vector<Bytes>> acquire(const Terms& terms);

  // After acquire(). Code::conflict: a lock was lost; begin again.
  Status write(View plaintext, Seconds lifetime, const Terms& terms);
  void release() noexcept;

  // Until what was found under the first key expires; 0: nothing was.
  Seconds remaining() const noexcept { return remaining_; }

 private:
  Result<std::vector<Bytes>> open(std::vector<std::optional<Record>> records);

  Store& store_;
  TenantKeys& keys_;
  Random& random_;
  std::string_view kind_;
  std::vector<RecordName> names_;
  std::vector<Grant> grants_;  // as names_, while held
  std::vector<bool> found_;    // likewise
  Seconds remaining_{0};
};

}  // namespace usersync
