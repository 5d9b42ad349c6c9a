// Records of users, logins and subjects as a store might hand them back: what is read is what would be
// written.
#include <algorithm>
#include <cstdlib>

#include "sync/login/login_record.h"
#include "sync/login/subject_record.h"
#include "sync/login/user_record.h"

using namespace usersync;

namespace {

void must(bool good) {
  if (!good) std::abort();
}

template <class Record>
void comes_back(View bytes) {
  const auto record = Record::decode(bytes);
  if (!record) {
    must(record.error().code == Code::corrupt || record.error().code == Code::unknown_format);
    return;
  }
  const Bytes again = record->encode();
  must(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View bytes(data, size);
  comes_back<LoginRecord>(bytes);
  comes_back<SubjectRecord>(bytes);
  comes_back<UserRecord>(bytes);
  auto user = UserRecord::decode(bytes);
  if (!user) return 0;
  UserRecord changed = *user;
  changed.merge(*user);
  changed.note({});
  changed.prune(Seconds(1'795'000'000));
  (void)changed.make_room();
  must(changed.logins.size() <= kMostLogins && changed.events.size() <= kMostEvents);
  must(UserRecord::decode(changed.encode()).ok());
  return 0;
}
