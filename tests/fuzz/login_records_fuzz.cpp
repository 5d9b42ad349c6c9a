// What is stored of users and their logins, should somebody who can seal write nonsense, or an older version
// of us.
#include <cstdlib>

#include "sync/login/login_record.h"
#include "sync/login/subject_record.h"
#include "sync/login/user_record.h"

using namespace usersync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View bytes(data, size);
  (void)LoginRecord::decode(bytes);
  (void)SubjectRecord::decode(bytes);
  auto record = UserRecord::decode(bytes);
  if (!record) return 0;
  const auto again = UserRecord::decode(record->encode());
  if (!again || again->logins != record->logins || again->events != record->events) std::abort();
  record->prune(Seconds(1));
  (void)record->make_room();
  return 0;
}
