#include "base/random.h"

#include <sys/random.h>

#include <cerrno>

namespace usersync {
namespace {

class KernelRandom final : public Random {
 public:
  Status fill(std::span<std::uint8_t> out) noexcept override {
    while (!out.empty()) {
      const ssize_t got = getrandom(out.data(), out.size(), 0);
      if (got > 0) {
        out = out.subspan(static_cast<std::size_t>(got));
      } else if (errno != EINTR) {
        return Error{Msg::no_random, errno};
      }
    }
    return {};
  }
};

}  // namespace

Random& system_random() noexcept {
  static KernelRandom random;
  return random;
}

}  // namespace usersync
