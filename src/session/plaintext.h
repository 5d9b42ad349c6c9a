// What is inside a session record once it is open: docs/formats.md, "Session record". Without encryption the
// record is this plaintext itself.
#pragma once

#include <array>
#include <optional>

#include "base/clock.h"
#include "base/codec.h"
#include "base/result.h"
#include "store/record.h"

namespace usersync {

// That a user is logged in here, by which login, and until when at most.
struct LoginBinding {
  std::array<std::uint8_t, 32> user{};  // crypto/names.h, user_name()
  RecordName login;                     // likewise login_name(): the record's parent
  Seconds end{0};                       // of the login
  Millis bound{0};
  bool operator==(const LoginBinding&) const = default;
};

struct SessionHeader {
  Seconds created{0};
  std::optional<LoginBinding> binding;  // nothing: nobody is logged in

  void encode(Bytes& out) const;  // replaces `out`
};

struct SessionPlaintext {
  SessionHeader header;
  View data;  // borrowed from what was decoded

  // Code::unknown_format for anything else, a newer version included.
  static Result<SessionPlaintext> decode(View plaintext);
};

}  // namespace usersync
