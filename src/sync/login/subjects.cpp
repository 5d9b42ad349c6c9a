#include "sync/login/subjects.h"

#include <algorithm>

#include "crypto/names.h"

namespace usersync {
namespace {

Result<SubjectRecord> merged(const std::vector<Bytes>& plaintexts) {
  SubjectRecord all;
  for (const Bytes& plaintext : plaintexts) {
    auto decoded = SubjectRecord::decode(plaintext);
    if (!decoded) return decoded.error();
    all.merge(*decoded);
  }
  return all;
}

}  // namespace

KeyedRecord Subjects::record_of(const Subject& subject) {
  std::vector<RecordName> names(context_.keys.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto mac = subject_name(context_.keys, i, context_.scope, context_.prefix, subject.network,
                                  subject.issuer, subject.subject);
    std::copy_n(mac.begin(), names[i].bytes.size(), names[i].bytes.begin());
  }
  return {context_.store, context_.keys, context_.random, "subject", std::move(names)};
}

template <class Change>
Status Subjects::change(const Subject& subject, Seconds lifetime, Change&& change) {
  Status done;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    KeyedRecord stored = record_of(subject);
    const auto plaintexts = stored.acquire(context_.terms);
    if (!plaintexts) return plaintexts.error();
    auto record = merged(*plaintexts);
    if (!record) return record.error();
    if (done = change(*record); !done) return done;
    done = stored.write(record->encode(), std::max(lifetime, stored.remaining()), context_.terms);
    if (done || done.error().code != Code::conflict) return done;
  }
  return done;
}

Result<SubjectRecord> Subjects::look(const Subject& subject) {
  const auto plaintexts = record_of(subject).read();
  if (!plaintexts) return plaintexts.error();
  return merged(*plaintexts);
}

Result<SubjectRecord> Subjects::link(const Subject& subject, std::string_view user, Seconds end) {
  const Seconds needed = std::max(end - context_.clock.wall_seconds(), context_.revocation);
  KeyedRecord stored = record_of(subject);
  const auto plaintexts = stored.read();
  if (!plaintexts) return plaintexts.error();
  auto known = merged(*plaintexts);
  if (!known || (known->has(user) && stored.remaining() >= needed)) return known;

  SubjectRecord linked;
  // Twice as long as needed, so that not every login writes.
  const Status done = change(subject, 2 * needed, [&](SubjectRecord& record) -> Status {
    if (!record.has(user)) {
      if (record.users.size() >= SubjectRecord::kMostUsers) {
        return Error{Msg::subject_links};
      }
      record.users.emplace_back(user);
    }
    linked = record;
    return {};
  });
  if (!done) return done.error();
  return linked;
}

Result<std::vector<std::string>> Subjects::revoke(const Subject& subject, std::int64_t watermark_ms) {
  std::vector<std::string> users;
  const Status done = change(subject, 2 * context_.revocation, [&](SubjectRecord& record) -> Status {
    record.watermark_ms = std::max(record.watermark_ms, watermark_ms);
    users = record.users;
    return {};
  });
  if (!done) return done.error();
  return users;
}

}  // namespace usersync
