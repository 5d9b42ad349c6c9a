#include "sync/record/keyed_record.h"

#include <algorithm>

#include "sync/record/sealed_record.h"

namespace usersync {

KeyedRecord::KeyedRecord(Store& store, TenantKeys& keys, Random& random, std::string_view kind,
                         std::vector<RecordName> names)
    : store_(store), keys_(keys), random_(random), kind_(kind), names_(std::move(names)) {}

KeyedRecord::~KeyedRecord() { release(); }

Result<std::vector<Bytes>> KeyedRecord::read() {
  std::vector<std::optional<Record>> records;
  for (const RecordName& name : names_) {
    auto record = store_.read(name);
    if (!record) return record.error();
    records.push_back(std::move(*record));
  }
  return open(std::move(records));
}

Result<std::vector<Bytes>> KeyedRecord::acquire(const Terms& terms) {
  release();
  std::vector<std::size_t> order(names_.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return names_[a].bytes < names_[b].bytes; });
  grants_.resize(names_.size());
  std::vector<std::optional<Record>> records(names_.size());
  for (const std::size_t at : order) {
    auto acquired = store_.acquire(names_[at], terms);
    if (!acquired) {
      release();
      return acquired.error();
    }
    grants_[at] = acquired->grant;
    records[at] = std::move(acquired->record);
  }
  auto opened = open(std::move(records));
  if (!opened) release();
  return opened;
}

Result<std::vector<Bytes>> KeyedRecord::open(std::vector<std::optional<Record>> records) {
  std::vector<Bytes> plaintexts;
  found_.assign(names_.size(), false);
  remaining_ = records.front() ? records.front()->remaining : Seconds(0);
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!records[i]) continue;
    const Status opened = open_record(keys_, kind_, names_[i], records[i]->data, plaintexts.emplace_back());
    if (!opened) return opened.error();
    found_[i] = true;
  }
  return plaintexts;
}

Status KeyedRecord::write(View plaintext, Seconds lifetime, const Terms& terms) {
  Bytes sealed;
  Status written = seal_record(keys_, kind_, names_.front(), {plaintext}, random_, sealed);
  if (written) written = store_.write(grants_.front(), sealed, lifetime, After::release);
  // Only now: whoever fails between the two leaves both, and merging them again changes nothing.
  for (std::size_t i = 1; written && i < names_.size(); ++i) {
    if (found_[i]) written = store_.destroy(names_[i], terms);
  }
  release();
  return written;
}

void KeyedRecord::release() noexcept {
  for (Grant& grant : grants_) {
    if (grant) store_.release(grant);
    grant = Grant{};
  }
}

}  // namespace usersync
