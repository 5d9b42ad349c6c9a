#include "crypto/key_file.h"

#include <cerrno>

#include "base/secret_file.h"

namespace usersync {
namespace {

constexpr SecretFileRules kRules{.most = 64 * 1024};

Error opening_failed(int reason, const std::string& path) {
  switch (reason) {
    case ENOENT:
      return {Msg::secret_file_missing, path, reason};
    case EACCES:
      return {Msg::secret_file_unreadable, path, reason};
    default:
      return {Msg::secret_file_unreadable, path, reason};
  }
}

Error worded(const SecretFileFailure& failure, const std::string& path) {
  using Reason = SecretFileFailure::Reason;
  switch (failure.reason) {
    case Reason::symbolic_link:
      return {Msg::secret_file_symlink, path, failure.native};
    case Reason::not_regular:
      return {Msg::secret_file_not_regular, path};
    case Reason::open_to_others:
      return {Msg::secret_file_world, path};
    case Reason::group_may_write:
      return {Msg::secret_file_group_writable, path};
    case Reason::too_large:
      return {Msg::secret_file_too_large, path};
    case Reason::not_read:
      return {Msg::secret_file_unreadable, path, failure.native};
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
