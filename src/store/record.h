// What a store keeps and hands out. Bytes are opaque here: this floor never sees plaintext.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/clock.h"

namespace usersync {

// The hashed name of one session within one tenant (docs/formats.md, "Names in the store").
struct RecordName {
  std::array<std::uint8_t, 24> bytes{};
  bool operator==(const RecordName&) const = default;
  View view() const noexcept { return bytes; }
};

// The hashed name of a one-time token (docs/formats.md): claimed, never read back.
struct NonceName {
  std::array<std::uint8_t, 32> bytes{};
  bool operator==(const NonceName&) const = default;
  View view() const noexcept { return bytes; }
};

// A random 63-bit number, new with every accepted write and every tombstone. 0: nothing is there. Versions
// are only ever compared for equality (docs/decisions/0001).
using Version = std::uint64_t;

struct Record {
  Bytes data;
  Version version = 0;
  Seconds remaining{0};  // until it expires, by the store's own clock
};

}  // namespace usersync
