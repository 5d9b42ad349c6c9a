#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

// Skipped unless tests/unit/run asks for it, and demands that the sanitizer reports it.
TEST_CASE("a leak on purpose" * doctest::skip()) {
  static char* volatile block;
  block = new char[64];
  REQUIRE(block != nullptr);
  block = nullptr;
}
