// What a store keeps and returns. The bytes are opaque here: the store never sees plaintext of a sealed
// record.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "base/clock.h"

namespace usersync {

// The hashed name of one record of one tenant (docs/formats.md, "Names in the store").
struct RecordName {
  std::array<std::uint8_t, 24> bytes{};
  bool operator==(const RecordName&) const = default;
  View view() const noexcept { return bytes; }
};

// The hashed name of a one-time token (docs/formats.md): it is consumed, never read back.
struct NonceName {
  std::array<std::uint8_t, 32> bytes{};
  bool operator==(const NonceName&) const = default;
  View view() const noexcept { return bytes; }
};

// A random 63-bit number, new with every accepted write and every tombstone. 0 means that nothing is stored.
// Versions are only compared for equality (docs/decisions/0001).
using Version = std::uint64_t;

struct Record {
  Bytes data;
  Version version = 0;
  Seconds remaining{0};  // time to live, by the store's own clock
};

}  // namespace usersync
