// Users as the sites of a network name them, (network, issuer, subject): who they are here, and since when
// their logins are void.
//
// Ownership: borrows all it is given. One thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sync/login/subject_record.h"
#include "sync/record/index_context.h"

namespace usersync {

struct Subject {
  std::string_view network;
  std::string_view issuer;
  std::string_view subject;
};

class Subjects {
 public:
  explicit Subjects(const IndexContext& context) : context_(context) {}

  // One trip a key.
  Result<SubjectRecord> look(const Subject& subject);

  // Notes that `user` is whom this subject means here, for as long as a login until `end` may live, and tells
  // what stands there then. One trip when it is known already.
  Result<SubjectRecord> link(const Subject& subject, std::string_view user, Seconds end);

  // Raises the watermark, never lowers it. Returns the users linked before: a login that links itself
  // afterwards sees the watermark.
  Result<std::vector<std::string>> revoke(const Subject& subject, std::int64_t watermark_ms);

 private:
  KeyedRecord record_of(const Subject& subject);
  template <class Change>
  Status change(const Subject& subject, Seconds lifetime, Change&& change);

  const IndexContext& context_;
};

}  // namespace usersync
