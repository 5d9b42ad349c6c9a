// The closed list of failures. Exceptions and retries follow from a code; the words follow from a row of the
// table of messages (base/messages.h), and each row has one code.
#pragma once

#include <cstdint>

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

}  // namespace usersync
