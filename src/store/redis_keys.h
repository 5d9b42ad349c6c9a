// The keys of one session: docs/formats.md, "Redis keys".
#pragma once

#include <string>

#include "store/record.h"
#include "wire/base64url.h"

namespace usersync {

struct RedisKeys {
  RecordName name{};
  std::string tag;  // the name in base64url: what a cluster hashes. Empty: no session yet
  std::string base;
  std::string lock, queue, wake, version, data;

  RedisKeys() = default;
  RedisKeys(const std::string& prefix, const RecordName& of)
      : name(of),
        tag(to_base64url(of.view())),
        base(prefix + "{" + tag + "}:"),
        lock(base + "l"),
        queue(base + "q"),
        wake(base + "w"),
        version(base + "m"),
        data(base + "d") {}

  std::string staged(std::string_view token) const { return (base + "n:").append(token); }
};

}  // namespace usersync
