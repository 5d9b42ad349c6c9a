#include "sync/login/user_record.h"

#include <doctest/doctest.h>

#include "sync/login/login_record.h"
#include "sync/login/subject_record.h"
#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

namespace {

std::string sid_of(int seed) {
  Bytes bytes(16, static_cast<std::uint8_t>(seed));
  bytes[0] = static_cast<std::uint8_t>(seed >> 8);
  return to_base64url(bytes);
}

Login login_of(int seed, Seconds end = Seconds(5000)) {
  Login login;
  login.sid = sid_of(seed);
  login.created = Seconds(1000);
  login.last_seen = Seconds(1000 + seed);
  login.end = end;
  login.auth_ms = 1'000'123;
  login.client = {"192.0.2.7", "Browser \xf0\x9f\x8c\x8d", kSiteB, "main"};
  login.issuer = kSiteA;
  login.subject = "7";
  login.label = "kitchen";
  return login;
}

UserRecord record_of(int logins) {
  UserRecord record;
  record.user = "alice";
  for (int i = 0; i < logins; ++i) record.logins.push_back(login_of(i));
  record.logins.back().kind = Login::Kind::foreign;
  record.logins.back().foreign_id = "hash";
  record.note({LoginEvent::What::login, Seconds(1000), sid_of(1), {"192.0.2.7", "", "", "main"}});
  record.note({LoginEvent::What::revoked, Seconds(1001), "", {}});
  return record;
}

}  // namespace

TEST_CASE("user record: what was written is read back, whole") {
  const UserRecord record = record_of(3);
  const auto read = UserRecord::decode(record.encode());
  REQUIRE(read.ok());
  CHECK(read->user == "alice");
  CHECK(read->logins == record.logins);
  CHECK(read->events == record.events);
  CHECK(read->events.front().sid.empty());
}

TEST_CASE(
    "user record: whatever is shorter, longer or out of bounds is damaged, and a newer version is said to "
    "be") {
  const Bytes good = record_of(2).encode();
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_FALSE(UserRecord::decode(View(good).first(length)).ok());
  }
  Bytes longer = good;
  longer.push_back(0);
  CHECK(UserRecord::decode(longer).error().code == Code::corrupt);
  Bytes newer = good;
  newer[0] = 2;
  CHECK(UserRecord::decode(newer).error().code == Code::unknown_format);
  for (std::size_t i = 0; i < good.size(); ++i) {  // no byte of it makes it read past its end
    for (const int byte : {0x00, 0x7f, 0xff}) {
      Bytes spoiled = good;
      spoiled[i] = static_cast<std::uint8_t>(byte);
      (void)UserRecord::decode(spoiled);
    }
  }
}

TEST_CASE("user record: what has ended goes, and of the history 100 events of 90 days stay") {
  UserRecord record = record_of(2);
  record.logins[0].end = Seconds(2000);
  for (int i = 0; i < 150; ++i) record.note({LoginEvent::What::login, Seconds(1500), sid_of(i), {}});
  record.prune(Seconds(2000));
  CHECK(record.logins.size() == 1);
  CHECK(record.events.size() == kMostEvents);
  record.prune(Seconds(1500) + kHistoryAge);
  CHECK(record.logins.empty());
  CHECK(record.events.empty());
}

TEST_CASE(
    "user record: beyond 2000 logins the longest unseen make room, and only a sid that has no other ends") {
  UserRecord record;
  record.user = "alice";
  for (int i = 0; i < 2002; ++i) record.logins.push_back(login_of(i));
  record.logins[2001].sid = record.logins[0].sid;  // seen last, under the sid of the longest unseen
  const auto gone = record.make_room();
  CHECK(record.logins.size() == kMostLogins);
  CHECK(gone == std::vector<std::string>{sid_of(1)});
  CHECK(UserRecord::decode(record.encode()).ok());
}

TEST_CASE("user record: two records of one user merge into one, the later sight of a login wins") {
  UserRecord first = record_of(2), second = record_of(3);
  second.logins[0].last_seen = Seconds(9000);
  first.merge(second);
  CHECK(first.logins.size() == 4);  // the last of each is foreign
  CHECK(first.logins[0].last_seen == Seconds(9000));
  CHECK(first.events.size() == 2);
}

TEST_CASE("user record: text is cut between characters") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "abc");
  CHECK(cut("ab\xc3\xa9", 3) == "ab");
  CHECK(cut("\xf0\x9f\x8c\x8d", 3) == "");
  CHECK(cut("\x80\x80\x80\x80", 2) == "");
}

TEST_CASE("login and subject records are read back whole, or refused") {
  const LoginRecord login{Seconds(1), Seconds(2), "alice"};
  const Bytes stored = login.encode();
  REQUIRE(LoginRecord::decode(stored).ok());
  CHECK(LoginRecord::decode(stored)->user == "alice");
  SubjectRecord subject{123, {"alice", "bob"}};
  const Bytes linked = subject.encode();
  REQUIRE(SubjectRecord::decode(linked).ok());
  CHECK(SubjectRecord::decode(linked)->users == subject.users);
  for (const Bytes* bytes : {&stored, &linked}) {
    for (std::size_t length = 0; length < bytes->size(); ++length) {
      CHECK_FALSE(LoginRecord::decode(View(*bytes).first(length)).ok());
      CHECK_FALSE((SubjectRecord::decode(View(*bytes).first(length)).ok() && bytes == &linked));
    }
  }
  SubjectRecord other{200, {"bob", "carol"}};
  subject.merge(other);
  CHECK(subject.watermark_ms == 200);
  CHECK(subject.users == std::vector<std::string>{"alice", "bob", "carol"});
  CHECK(subject.voids(200));
  CHECK_FALSE(subject.voids(201));
  CHECK_FALSE(SubjectRecord{}.voids(0));
}
