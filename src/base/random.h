// Unpredictable bytes as a parameter: the kernel's in the product, a fixed sequence in tests.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.h"

namespace usersync {

class Random {
 public:
  virtual ~Random() = default;
  virtual Status fill(std::span<std::uint8_t> out) noexcept = 0;
};

Random& system_random() noexcept;  // getrandom(2): safe after fork, any thread; 293 ns for 24 bytes

}  // namespace usersync
