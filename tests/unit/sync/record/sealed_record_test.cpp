#include "sync/record/sealed_record.h"

#include "unit/sync/sync_test.h"

using namespace usersync;
using namespace usersync::test;

TEST_CASE("a sealed record opens under its own kind, name and tenant only") {
  const Keyring ring = std::move(Keyring::from_text(key_text(3))).value();
  const auto keys = std::move(TenantKeys::derive(ring, "site")).value();
  const auto others = std::move(TenantKeys::derive(ring, "other")).value();
  RecordName name, other;
  other.bytes[23] = 1;
  CountingRandom random;
  Bytes sealed, opened;
  REQUIRE(seal_record(*keys, "user", name, {view_of("what is "), view_of("said")}, random, sealed));
  REQUIRE(open_record(*keys, "user", name, sealed, opened));
  CHECK(text_of(opened) == "what is said");

  CHECK(open_record(*keys, "login", name, sealed, opened).error().code == Code::tampered);
  CHECK(open_record(*keys, "user", other, sealed, opened).error().code == Code::tampered);
  CHECK(open_record(*others, "user", name, sealed, opened).error().code == Code::tampered);
  CHECK(opened.empty());
  CHECK(open_record(*keys, "user", name, view_of("said in clear"), opened).error().code == Code::plaintext);
  sealed[4] = 9;
  CHECK(open_record(*keys, "user", name, sealed, opened).error().code == Code::unknown_format);
}
