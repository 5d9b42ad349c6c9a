// One sealed record under its lock, from acquire() to the end of the scope: read, change, write.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/keyring/keyring.h"
#include "store/store.h"
#include "sync/record/sealed_record.h"

namespace usersync {

class HeldRecord {
 public:
  // Store and keys outlive it; `kind` is a literal.
  static Result<HeldRecord> acquire(Store& store, TenantKeys& keys, std::string_view kind,
                                    const RecordName& name, const Terms& terms);
  HeldRecord(HeldRecord&& other) noexcept;
  HeldRecord& operator=(HeldRecord&&) = delete;
  ~HeldRecord();  // releases

  // Nothing: no record, or one that does not open, which is as good as none.
  const std::optional<Bytes>& plaintext() const noexcept { return plaintext_; }

  Status write(View plaintext, Seconds lifetime, After after, Random& random);

 private:
  HeldRecord(Store& store, TenantKeys& keys, std::string_view kind) noexcept
      : store_(&store), keys_(&keys), kind_(kind) {}

  Store* store_;  // null: moved from
  TenantKeys* keys_;
  std::string_view kind_;
  Grant grant_;
  std::optional<Bytes> plaintext_;
};

}  // namespace usersync
