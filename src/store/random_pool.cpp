#include "store/random_pool.h"

#include <algorithm>

#include "base/fork.h"

namespace usersync {

Status RandomPool::take(std::span<std::uint8_t> out) noexcept {
  const auto generation = usersync::fork_generation();
  if (left_ < out.size() || fork_generation_ != generation) {
    left_ = 0;
    if (Status filled = random_->fill(bytes_); !filled) return filled;
    left_ = bytes_.size();
    fork_generation_ = generation;
  }
  left_ -= out.size();
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(left_), out.size(), out.begin());
  return {};
}

Result<Version> RandomPool::version() noexcept {
  std::array<std::uint8_t, sizeof(Version)> bytes;
  if (const Status taken = take(bytes); !taken) return taken.error();
  Version version = 0;
  for (const std::uint8_t byte : bytes) version = version << 8 | byte;
  version &= ~(Version{1} << 63);
  return std::max<Version>(version, 1);
}

Result<Grant::Token> RandomPool::token() noexcept {
  Grant::Token token;
  if (const Status taken = take(token); !taken) return taken.error();
  return token;
}

Result<std::uint8_t> RandomPool::byte() noexcept {
  std::uint8_t byte = 0;
  if (const Status taken = take({&byte, 1}); !taken) return taken.error();
  return byte;
}

}  // namespace usersync
