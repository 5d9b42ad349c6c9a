#include "crypto/key_file.h"

#include <cerrno>

#include "base/secret_file.h"

namespace usersync {
namespace {

constexpr SecretFileRules kRules{.most = 64 * 1024};

Error opening_failed(int reason, const std::string& path) {
  switch (reason) {
    case ENOENT:
      return {Code::unavailable, "the file of keys does not exist", path, reason};
    case EACCES:
      return {Code::unavailable, "the file of keys may not be read by this user", path, reason};
    default:
      return {Code::unavailable, "the file of keys could not be opened", path, reason};
  }
}

Error worded(const SecretFileFailure& failure, const std::string& path) {
  using Reason = SecretFileFailure::Reason;
  switch (failure.reason) {
    case Reason::symbolic_link:
      return {Code::unsafe_file, "a file of keys may not be a symbolic link", path, failure.native};
    case Reason::not_regular:
      return {Code::unsafe_file, "a file of keys must be a regular file", path};
    case Reason::open_to_others:
      return {Code::unsafe_file, "the file of keys is open to every user (chmod 0400 or 0440)", path};
    case Reason::group_may_write:
      return {Code::unsafe_file, "the file of keys may be written by its group (chmod 0400 or 0440)", path};
    case Reason::too_large:
      return {Code::unsafe_file, "the file of keys is larger than 64 KiB", path};
    case Reason::not_read:
      return {Code::unavailable, "the file of keys could not be read", path, failure.native};
    case Reason::foreign_owner:  // not among the rules of these files
    case Reason::not_opened:
      break;
  }
  return opening_failed(failure.native, path);
}

}  // namespace

Result<Bytes> read_key_file(const std::string& path) {
  auto text = read_secret_file(path, kRules);
  if (!text) return worded(text.error(), path);
  return std::move(text).value();
}

}  // namespace usersync
