// What is inside a session record once it is open: docs/formats.md, "Session record". Without encryption the
// record is this plaintext itself.
#pragma once

#include "base/clock.h"
#include "base/codec.h"
#include "base/result.h"

namespace usersync {

struct SessionHeader {
  Seconds created{0};
  Bytes index_name;  // the user's hashed name; empty: nobody is bound
  Millis bound{0};

  void encode(Bytes& out) const;  // replaces `out`
};

struct SessionPlaintext {
  SessionHeader header;
  View data;  // borrowed from what was decoded

  // Code::unknown_format for anything else, a newer version included.
  static Result<SessionPlaintext> decode(View plaintext);
};

}  // namespace usersync
