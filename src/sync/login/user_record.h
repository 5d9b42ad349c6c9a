// What is stored of one user: logins and their history. docs/formats.md, "Who is logged in where".
//
// Plain data and its bytes. Changed by UserSessions alone, under the record's lock.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace usersync {

inline constexpr std::size_t kMaxUser = 255;
inline constexpr std::size_t kMostLogins = 2000;
inline constexpr std::size_t kMostEvents = 100;
inline constexpr Seconds kHistoryAge{90 * 86400};

// Where a login or an event came from, as the application reports it. Cut to their bounds.
struct ClientInfo {
  std::string ip;     // 64 bytes at most
  std::string agent;  // 255
  std::string site;   // 255
  std::string network;
  bool operator==(const ClientInfo&) const = default;
};

struct Login {
  enum class Kind : std::uint8_t { php = 1, foreign = 2 };

  std::string sid;  // 22 characters
  Kind kind = Kind::php;
  Seconds created{0};
  Seconds last_seen{0};
  Seconds end{0};
  std::int64_t auth_ms = 0;  // in the issuer's clock; 0: no other site vouches for it
  std::string foreign_id;    // of kind foreign: 1 to 128 bytes
  ClientInfo client;
  std::string issuer;
  std::string subject;
  std::string label;  // 255 bytes at most

  // Of one sid there is one PHP login, and any number of foreign ones.
  bool is(const Login& other) const noexcept {
    return sid == other.sid && kind == other.kind && foreign_id == other.foreign_id;
  }
  bool operator==(const Login&) const = default;
};

struct LoginEvent {
  enum class What : std::uint8_t { login = 1, logout = 2, sync = 3, revoked = 4 };

  What what = What::login;
  Seconds time{0};
  std::string sid;  // empty: all logins
  ClientInfo client;
  bool operator==(const LoginEvent&) const = default;
};

struct UserRecord {
  std::string user;
  std::vector<Login> logins;
  std::vector<LoginEvent> events;  // newest first

  Bytes encode() const;
  // Code::corrupt for whatever encode() did not write; Code::unknown_format for a newer version.
  static Result<UserRecord> decode(View bytes);

  // Drops what has ended or is too old, and events beyond the most.
  void prune(Seconds now);
  void note(LoginEvent event);  // as the newest
  // What was written under another key of the ring.
  void merge(UserRecord other);
  // Drops the longest unseen beyond kMostLogins; returns the sids that no login is left of.
  std::vector<std::string> make_room();
  bool has(std::string_view sid) const noexcept;
  Seconds end() const noexcept;  // when nothing of it matters any more
};

// Cut to so many bytes, not within a character of UTF-8.
std::string_view cut(std::string_view text, std::size_t most) noexcept;

}  // namespace usersync
