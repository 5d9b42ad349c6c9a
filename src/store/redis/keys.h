// The keys of one session, and what ends the value of one: docs/formats.md, "Redis keys".
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "store/record.h"
#include "wire/base64url.h"

namespace usersync {

// The end of every stored value, and the whole of a tombstone: [parent's name] mark version, the version
// big-endian. It stands at the end so that a record is read straight into the caller's memory and cut there.
class RedisStamp {
 public:
  static constexpr std::size_t kSize = 9;
  static constexpr std::size_t kParent = 32;  // a RecordName in base64url
  static constexpr std::uint8_t kRecord = 'r', kHasParent = 'l', kTombstone = 't';

  RedisStamp(std::uint8_t mark, Version version) noexcept {
    bytes_[kParent] = mark;
    for (std::size_t i = bytes_.size(); --i > kParent; version >>= 8)
      bytes_[i] = static_cast<std::uint8_t>(version);
  }
  // Of a record, with or without a parent.
  RedisStamp(Version version, const std::optional<RecordName>& parent)
      : RedisStamp(parent ? kHasParent : kRecord, version) {
    if (!parent) return;
    const std::string name = to_base64url(parent->view());
    std::copy_n(name.begin(), kParent, bytes_.begin());
    begin_ = 0;
  }

  View view() const noexcept { return View(bytes_).subspan(begin_); }
  View version() const noexcept { return View(bytes_).subspan(kParent + 1); }
  View kind() const noexcept {
    return view().first(view().size() - version().size());
  }  // all but the version

  static Version version_of(View stamp) noexcept {
    Version version = 0;
    for (const std::uint8_t byte : stamp.last(kSize - 1)) version = version << 8 | byte;
    return version;
  }
  // Of a stamp with a parent's name in front; empty when that is not base64url of a name.
  static std::optional<RecordName> parent_of(View stamp) {
    const auto name = from_base64url(text_of(stamp.first(kParent)));
    if (!name) return std::nullopt;
    RecordName parent;
    std::copy_n(name->begin(), parent.bytes.size(), parent.bytes.begin());
    return parent;
  }

 private:
  std::array<std::uint8_t, kParent + kSize> bytes_{};
  std::size_t begin_ = kParent;
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
        data(data_of(prefix, tag)) {}

  static std::string data_of(const std::string& prefix, const std::string& tag) {
    return prefix + "{" + tag + "}:d";
  }

  std::string staged(std::string_view token) const { return (base + "n:").append(token); }
};

}  // namespace usersync
