#include "wire/rfc3339.h"

#include <doctest/doctest.h>

using namespace usersync;

namespace {

std::string written(std::int64_t seconds) {
  std::string out;
  append_rfc3339(out, Seconds(seconds));
  return out;
}

}  // namespace

TEST_CASE("a moment is written and read back") {
  CHECK(written(0) == "1970-01-01T00:00:00Z");
  CHECK(written(1'795'000'000) == "2026-11-18T11:06:40Z");
  CHECK(written(951'782'400) == "2000-02-29T00:00:00Z");
  CHECK(written(-1) == "1969-12-31T23:59:59Z");
  CHECK(written(253'402'300'799) == "9999-12-31T23:59:59Z");
  for (const std::int64_t moment :
       {0l, 1l, 86'399l, 86'400l, 1'795'000'000l, 4'102'444'800l, -62'167'219'200l}) {
    CHECK(parse_rfc3339(written(moment)) == Seconds(moment));
  }
}

TEST_CASE("a moment has one spelling") {
  for (const char* text : {"",
                           "2026-11-20",
                           "2026-11-20T13:12:00",
                           "2026-11-20T13:12:00+00:00",
                           "2026-11-20T13:12:00z",
                           "2026-11-20t13:12:00Z",
                           "2026-11-20 13:12:00Z",
                           "2026-11-20T13:12:00.0Z",
                           "2026-11-20T13:12:60Z",
                           "2026-11-20T24:00:00Z",
                           "2026-11-20T13:60:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-04-31T00:00:00Z",
                           "2026-11-00T00:00:00Z",
                           "+026-11-20T13:12:00Z",
                           "2026-11-20T13:12:0 Z",
                           "2026-11-20T13:12:00ZZ",
                           "99999-1-01T00:00:00Z"}) {
    CHECK_MESSAGE(!parse_rfc3339(text).has_value(), text);
  }
}
