#include "unit/store/rules/rules.h"

#include "base/random.h"

namespace usersync::test {
namespace {

template <class Name>
Name random_name() {
  Name name;
  REQUIRE(system_random().fill(name.bytes).ok());
  return name;
}

Code code(const Status& status) { return status.ok() ? Code::ok : status.error().code; }

}  // namespace

RecordName fresh_name() { return random_name<RecordName>(); }
NonceName fresh_nonce() { return random_name<NonceName>(); }

Terms patient() { return waiting(Seconds{10}); }
Terms at_once() { return waiting(Millis{0}); }

Terms lock_none() {
  Terms terms;
  terms.lock = Terms::Lock::none;
  return terms;
}

Terms waiting(Millis budget) {
  Terms terms;
  terms.wait = budget;
  return terms;
}

Terms leased(Seconds lease) {
  Terms terms = patient();
  terms.lease = lease;
  return terms;
}

std::string text(const std::optional<Record>& record) {
  return record ? std::string(text_of(record->data)) : "(absent)";
}

Acquired Worker::acquire(const RecordName& name, const Terms& terms) {
  auto acquired = store_->acquire(name, terms);
  if (!acquired) FAIL("acquire: " << described(acquired.error()));
  return std::move(acquired).value();
}

Code Worker::refused(const RecordName& name, const Terms& terms) {
  auto acquired = store_->acquire(name, terms);
  if (!acquired) return acquired.error().code;
  store_->release(acquired->grant);
  return Code::ok;
}

Code Worker::write(Grant& grant, std::string_view data, After after, Seconds lifetime) {
  return code(store_->write(grant, view_of(data), lifetime, after));
}

Code Worker::touch(Grant& grant, std::string_view data, After after, Seconds lifetime) {
  return code(store_->touch(grant, view_of(data), lifetime, after));
}

Code Worker::destroy(const RecordName& name) { return code(store_->destroy(name, patient())); }

void Worker::put(const RecordName& name, std::string_view data, Seconds lifetime) {
  auto acquired = acquire(name);
  REQUIRE(write(acquired.grant, data, After::release, lifetime) == Code::ok);
  store_->release(acquired.grant);
}

std::string Worker::get(const RecordName& name) {
  auto record = store_->read(name);
  if (!record) FAIL("read: " << described(record.error()));
  return text(*record);
}

}  // namespace usersync::test
