#include "session/buffers.h"

#include <array>
#include <utility>

#include "base/kept_memory.h"
#include "crypto/secret.h"

namespace usersync {

void SessionBuffers::forget_plaintext() noexcept {
  if (std::exchange(plaintext_filled_, false)) wipe(plaintext_);
}

void SessionBuffers::shrink() noexcept {
  free_if_large(plaintext_);
  free_if_large(sealed);
}

// Sampled, not counted, because a worker may serve a single request. The numbers need not be secret, so only
// the seed comes from the kernel (xorshift32: Marsaglia 2003, shifts 13, 17, 5).
bool SessionBuffers::sample(std::uint32_t parts, std::uint32_t divisor, Random& random) noexcept {
  if (sampling_ == 0) {
    std::array<std::uint8_t, 4> seed{};
    if (!random.fill(seed)) return false;
    sampling_ = 1 | std::uint32_t{seed[0]} << 24 | std::uint32_t{seed[1]} << 16 |
                std::uint32_t{seed[2]} << 8 | std::uint32_t{seed[3]};
  }
  sampling_ ^= sampling_ << 13;
  sampling_ ^= sampling_ >> 17;
  sampling_ ^= sampling_ << 5;
  return sampling_ % divisor < parts;
}

}  // namespace usersync
