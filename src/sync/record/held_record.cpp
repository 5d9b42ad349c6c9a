#include "sync/record/held_record.h"

#include <utility>

namespace usersync {

Result<HeldRecord> HeldRecord::acquire(Store& store, TenantKeys& keys, std::string_view kind,
                                       const RecordName& name, const Terms& terms) {
  HeldRecord held(store, keys, kind);
  auto acquired = store.acquire(name, terms);
  if (!acquired) return acquired.error();
  held.grant_ = acquired->grant;
  if (acquired->record) {
    Bytes opened;
    if (open_record(keys, kind, name, acquired->record->data, opened)) held.plaintext_ = std::move(opened);
  }
  return held;
}

HeldRecord::HeldRecord(HeldRecord&& other) noexcept
    : store_(std::exchange(other.store_, nullptr)),
      keys_(other.keys_),
      kind_(other.kind_),
      grant_(std::exchange(other.grant_, Grant{})),
      plaintext_(std::move(other.plaintext_)) {}

HeldRecord::~HeldRecord() {
  if (store_ != nullptr) store_->release(grant_);
}

Status HeldRecord::write(View plaintext, Seconds lifetime, After after, Random& random) {
  Bytes sealed;
  if (const Status done = seal_record(*keys_, kind_, grant_.name(), {plaintext}, random, sealed); !done) {
    return done.error();
  }
  return store_->write(grant_, sealed, lifetime, after);
}

}  // namespace usersync
