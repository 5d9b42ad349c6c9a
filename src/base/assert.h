// Checks of our own code, for programmers' errors only: what the world sends is checked by code that returns
// a Result. On where USERSYNC_DEBUG is defined (the tests, --enable-usersync-debug), absent from releases.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace usersync {

// Prints one line to stderr and aborts. Allocates nothing, so it may be called when memory is short.
[[noreturn]] inline void assertion_failed(const char* file, int line, const char* condition) noexcept {
  std::fprintf(stderr, "usersync: assertion failed (%s:%d): %s\n", file, line, condition);
  std::abort();
}

}  // namespace usersync

// In a release the condition is compiled, so that it cannot rot, and never evaluated: it must have no effect.
#if defined(USERSYNC_DEBUG)
#define USERSYNC_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::usersync::assertion_failed(__FILE__, __LINE__, #condition))
#else
#define USERSYNC_ASSERT(condition) static_cast<void>(sizeof(!(condition)))
#endif
