// The index of who is logged in where: the logins and the history of this site's users. docs/formats.md, "Who
// is logged in where", says what is stored and in which order.
//
// A login that was ended stays ended: it cannot be bound again, and what is tied to it is gone on every store
// (rule W9). What the index lists may lag behind that when a process dies between two steps; it never keeps a
// login alive.
//
// Ownership: borrows all it is given. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/login/login_record.h"
#include "sync/login/user_record.h"
#include "sync/record/index_context.h"

namespace usersync {

struct NewLogin {
  std::string_view user;
  Login login;  // sid empty: one is made; created and last_seen are filled in
  // Nothing: a login when it is new, nothing when it is refreshed.
  std::optional<LoginEvent::What> event{};
  bool quiet = false;  // no event at all
};

// What a session is tied to.
struct BoundLogin {
  std::string sid;
  std::array<std::uint8_t, 32> user{};  // user_name() under the first key
  RecordName login;
  Seconds end{0};
};

struct EndedLogins {
  std::vector<std::string> sids;
  std::vector<std::string> foreign_ids;
};

class UserSessions {
 public:
  explicit UserSessions(const IndexContext& context) : context_(context) {}

  // Code::logged_out: it was ended, is void by its subject's watermark, or is somebody else's.
  Result<BoundLogin> bind(NewLogin wanted);

  // Whose login it is, and that it is there. Nothing: ended, expired, or not that of `user`, whose name under
  // some key of the ring it must be (empty: not asked).
  Result<std::optional<std::string>> user_of(const RecordName& login, View user = {});

  // The PHP login of a session: its line goes; the login is ended unless a foreign one shares it.
  Status unbind(std::string_view user, const RecordName& login, LoginEvent event);

  // Those that have not ended, and the history.
  Result<UserRecord> look(std::string_view user);

  using Which = std::function<bool(const Login&)>;
  enum class History : std::uint8_t { goes_on, erased };
  // Ends every login of the user's list that `which` selects, and notes `event` when there was one. Erased:
  // no event is left, this one neither.
  Result<EndedLogins> end(std::string_view user, const Which& which, LoginEvent event,
                          History history = History::goes_on);

  // Ends one login, known here or not.
  Status end_login(std::string_view sid);

  // A record that whoever can write the store spoiled: who the user is cannot be told, what to end can.
  static bool is_damage(const Error& error) noexcept;

  RecordName name_of(std::string_view sid) const;

 private:
  KeyedRecord record_of(std::string_view user);
  template <class Change>
  Status change(std::string_view user, Change&& change);
  Status add(const NewLogin& wanted);
  Status forget(std::string_view user, const Login& login);
  Result<bool> is_vouched_for(const NewLogin& wanted);
  Status destroy(const std::vector<std::string>& sids, Seconds least);

  const IndexContext& context_;
};

}  // namespace usersync
