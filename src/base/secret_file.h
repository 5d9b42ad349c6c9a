// Reads a file that holds a secret, and only when no other user could read or change it. What a failure means
// to a person is worded by the caller, who knows which setting names the file.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace usersync {

struct SecretFileRules {
  std::size_t most = 0;        // bytes
  bool ours_or_roots = false;  // true: its owner is this process' effective user, or root
};

struct SecretFileFailure {
  enum class Reason : std::uint8_t {
    not_opened,      // a system call failed: see `native`
    not_read,        // the same, after it was opened
    symbolic_link,   // the path's last part is one
    not_regular,     // a directory, a pipe, a device
    open_to_others,  // users who are neither its owner nor in its group have any access
    group_may_write,
    foreign_owner,
    too_large,
  };
  Reason reason = Reason::not_opened;
  int native = 0;  // errno, or 0
};

// Opens with O_NOFOLLOW, then fstat. The caller wipes what it gets. Any thread.
Result<Bytes, SecretFileFailure> read_secret_file(const std::string& path, const SecretFileRules& rules);

}  // namespace usersync
