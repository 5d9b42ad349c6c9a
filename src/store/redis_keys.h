// The keys of one session, and what ends the value of one: docs/formats.md, "Redis keys".
#pragma once

#include <string>

#include "store/record.h"
#include "wire/base64url.h"

namespace usersync {

// Behind every record, and alone where a session was destroyed: a mark and the version, big-endian. At the
// end, so that a record is read into its place and cut, not moved.
struct RedisStamp {
  static constexpr std::size_t kSize = 9;
  static constexpr std::uint8_t kRecord = 'r', kTombstone = 't';

  std::array<std::uint8_t, kSize> bytes{};

  RedisStamp(std::uint8_t mark, Version version) noexcept {
    bytes[0] = mark;
    for (std::size_t i = kSize; --i > 0; version >>= 8) bytes[i] = static_cast<std::uint8_t>(version);
  }
  View view() const noexcept { return bytes; }
  View version() const noexcept { return view().subspan(1); }

  static Version version_of(View stamp) noexcept {
    Version version = 0;
    for (const std::uint8_t byte : stamp.subspan(1)) version = version << 8 | byte;
    return version;
  }
};

struct RedisKeys {
  RecordName name{};
  std::string tag;  // the name in base64url: what a cluster hashes. Empty: no session yet
  std::string base;
  std::string lock, queue, wake, data;

  RedisKeys() = default;
  RedisKeys(const std::string& prefix, const RecordName& of)
      : name(of),
        tag(to_base64url(of.view())),
        base(prefix + "{" + tag + "}:"),
        lock(base + "l"),
        queue(base + "q"),
        wake(base + "w"),
        data(base + "d") {}

  std::string staged(std::string_view token) const { return (base + "n:").append(token); }
};

}  // namespace usersync
