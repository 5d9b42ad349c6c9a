// The closed vocabulary of failure. Every floor speaks it; php/boundary.cpp is the one place that turns it
// into words for people.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace usersync {

enum class Code : std::uint8_t {
  ok,
  invalid_argument,  // the caller's argument or setting is malformed
  unsupported,       // well-formed, but this build or server cannot do it
  refused,           // what a stranger brought was looked at, and is not accepted
  no_memory,
  internal,  // a rule of ours or of a library was broken: a bug

  // storage
  unavailable,       // the store cannot be reached or opened
  timed_out,         // the store did not answer within usersync.timeout
  denied,            // authentication or permission
  read_only,         // file system or server refuses writes
  full,              // disk, quota, memory or size limit of the server
  too_large,         // the session exceeds usersync.max_size or a limit of the server
  corrupt,           // the store's own structure is damaged
  lock_timeout,      // lock_wait passed, somebody else still holds the session
  too_many_waiters,  // lock_waiters reached
  interrupted,       // PHP's own time limit ended the wait
  conflict,          // rule W3: another request, or a destroy, got there first
  forked,            // rule W8: the grant belongs to the parent process
  logged_out,        // the login was ended, and does not come back

  // crypto
  no_keyring,      // a key is needed and none is configured
  unsafe_file,     // a key file's type, owner or mode
  bad_key,         // wrong length, all zero, repeated byte, wrong PASERK type
  unknown_key,     // sealed under a key this keyring does not hold
  unknown_format,  // a newer format, or not ours
  plaintext,       // a clear record where only sealed ones are accepted
  tampered,        // names a key we hold and fails its tag
};

// `what` is a string literal by convention, so that no message can carry a secret by accident. `detail` is
// short PUBLIC text only: a path, user@host, a key id, the name of a setting. `native` is errno, or the
// library's own code; 0 when there is none.
struct Error {
  Code code = Code::ok;
  int native = 0;
  const char* what = "";
  std::array<char, 160> detail{};

  constexpr Error() = default;
  constexpr Error(Code c, const char* w, int n = 0) : code(c), native(n), what(w) {}
  Error(Code c, const char* w, std::string_view public_detail, int n = 0) : code(c), native(n), what(w) {
    set_detail(public_detail);
  }

  void set_detail(std::string_view text) noexcept {
    const auto length = std::min(text.size(), detail.size() - 1);
    std::copy_n(text.data(), length, detail.data());
    detail[length] = '\0';
  }
  explicit operator bool() const noexcept { return code != Code::ok; }  // true: something failed
};

}  // namespace usersync
