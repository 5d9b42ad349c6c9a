#include "sync/login/user_sessions.h"

#include <algorithm>

#include "crypto/names.h"
#include "sync/login/subjects.h"
#include "sync/record/sealed_record.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::string_view kLoginKind = "login";
constexpr std::size_t kSidBytes = 16;

Error ended() { return {Msg::login_ended}; }

Result<UserRecord> merged(std::string_view user, const std::vector<Bytes>& plaintexts) {
  UserRecord all;
  all.user = user;
  for (const Bytes& plaintext : plaintexts) {
    auto decoded = UserRecord::decode(plaintext);
    if (!decoded) return decoded.error();
    if (decoded->user != user) return Error{Msg::user_damaged};
    all.merge(std::move(*decoded));
  }
  return all;
}

}  // namespace

RecordName UserSessions::name_of(std::string_view sid) const {
  return RecordName{login_name(context_.scope, context_.prefix, sid)};
}

KeyedRecord UserSessions::record_of(std::string_view user) {
  std::vector<RecordName> names(context_.keys.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto mac = user_name(context_.keys, i, context_.scope, context_.prefix, user);
    std::copy_n(mac.begin(), names[i].bytes.size(), names[i].bytes.begin());
  }
  return {context_.store, context_.keys, context_.random, "user", std::move(names)};
}

// `change(record)` says whether there is something to write; it may run again, on what is there by then.
template <class Change>
Status UserSessions::change(std::string_view user, Change&& change) {
  Status done;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    KeyedRecord stored = record_of(user);
    const auto plaintexts = stored.acquire(context_.terms);
    if (!plaintexts) return plaintexts.error();
    auto record = merged(user, *plaintexts);
    if (!record) return record.error();
    const Seconds now = context_.clock.wall_seconds();
    record->prune(now);
    const Result<bool> changed = change(*record);
    if (!changed) return changed.error();
    if (!*changed) return {};
    record->prune(now);
    const Seconds lifetime = std::max(record->end() - now, Seconds(1));
    done = stored.write(record->encode(), lifetime, context_.terms);
    if (done || done.error().code != Code::conflict) return done;
  }
  return done;
}

// In as few trips as the store can. The tombstones last as long as anything could bring the logins back.
Status UserSessions::destroy(const std::vector<std::string>& sids, Seconds least) {
  std::vector<RecordName> names;
  names.reserve(sids.size());
  for (const std::string& sid : sids) names.push_back(name_of(sid));
  Terms terms = context_.terms;
  terms.tombstone = std::max({terms.tombstone, context_.revocation, least});
  if (names.size() == 1) return context_.store.destroy(names.front(), terms);
  return names.empty() ? Status{} : context_.store.destroy_all(names, terms);
}

Result<BoundLogin> UserSessions::bind(NewLogin wanted) {
  Login& login = wanted.login;
  if (login.sid.empty()) {
    std::array<std::uint8_t, kSidBytes> drawn;
    if (const Status filled = context_.random.fill(drawn); !filled) return filled.error();
    login.sid = to_base64url(drawn);
  }
  const RecordName name = name_of(login.sid);
  Terms unlocked = context_.terms;
  unlocked.lock = Terms::Lock::none;  // rule W3 decides: not over a tombstone newer than this look
  auto standing = context_.store.acquire(name, unlocked);
  if (!standing) return standing.error();
  if (!standing->record && standing->grant.version() != 0) return ended();

  login.created = login.last_seen = context_.clock.wall_seconds();
  LoginRecord record{login.created, login.end, std::string(wanted.user)};
  bool writes = true;
  if (standing->record) {
    const View stored = standing->record->data;
    Bytes plaintext;
    if (const Status opened = open_record(context_.keys, kLoginKind, name, stored, plaintext); !opened) {
      return opened.error();
    }
    auto known = LoginRecord::decode(plaintext);
    if (!known) return known.error();
    if (known->user != wanted.user) return Error{Msg::login_of_another};
    writes = known->end < login.end || !Envelope::under_first_key(stored, context_.keys);
    record = {known->created, std::max(known->end, login.end), std::move(known->user)};
    login.created = record.created;
  }

  if (const Status added = add(wanted); !added) return added.error();
  const auto vouched = is_vouched_for(wanted);
  if (!vouched) return vouched.error();
  Status written = *vouched ? Status{} : Status{ended()};
  if (!*vouched) {
    if (const Status gone = destroy({login.sid}, {}); !gone) return gone.error();
  } else if (writes) {
    Bytes sealed;
    written = seal_record(context_.keys, kLoginKind, name, {record.encode()}, context_.random, sealed);
    if (written) {
      written = context_.store.write(standing->grant, sealed, record.end - login.last_seen, After::release);
      if (!written && written.error().code == Code::conflict) written = ended();
    }
  }
  context_.store.release(standing->grant);
  if (!written) {
    if (const Status gone = forget(wanted.user, login); !gone) return gone.error();
    return written.error();
  }
  return BoundLogin{login.sid, user_name(context_.keys, 0, context_.scope, context_.prefix, wanted.user),
                    name, login.end};
}

Status UserSessions::add(const NewLogin& wanted) {
  const Login& login = wanted.login;
  return change(wanted.user, [&](UserRecord& record) -> Result<bool> {
    const auto known = std::find_if(record.logins.begin(), record.logins.end(),
                                    [&](const Login& each) { return each.is(login); });
    const bool fresh = known == record.logins.end();
    if (fresh) {
      record.logins.push_back(login);
    } else {
      *known = login;
    }
    const auto event = wanted.event ? wanted.event : std::optional(LoginEvent::What::login);
    if (!wanted.quiet && (fresh || wanted.event)) {
      record.note({*event, login.last_seen, login.sid, login.client});
    }
    const auto gone = record.make_room();
    if (const Status done = destroy(gone, {}); !done) return done.error();
    for (const std::string& sid : gone) {
      record.note({LoginEvent::What::revoked, login.last_seen, sid, {}});
    }
    return true;
  });
}

// A login that was refused in the end, and what the history says of it.
Status UserSessions::forget(std::string_view user, const Login& login) {
  return change(user, [&](UserRecord& record) -> Result<bool> {
    std::erase_if(record.events, [&](const LoginEvent& event) {
      const bool began = event.what == LoginEvent::What::login || event.what == LoginEvent::What::sync;
      return began && event.sid == login.sid && event.time == login.last_seen;
    });
    return std::erase_if(record.logins, [&](const Login& each) { return each.is(login); }) > 0;
  });
}

// Only after the login is on the user's list: a logout that comes now either finds it there, through the
// link, or has raised the watermark before this look.
Result<bool> UserSessions::is_vouched_for(const NewLogin& wanted) {
  const Login& login = wanted.login;
  if (login.issuer.empty()) return true;
  const auto subject =
      Subjects(context_).link({login.client.network, login.issuer, login.subject}, wanted.user, login.end);
  if (!subject) return subject.error();
  return !subject->voids(login.auth_ms);
}

Result<std::optional<std::string>> UserSessions::user_of(const RecordName& login, View user) {
  const std::optional<std::string> nobody;
  const auto record = context_.store.read(login);
  if (!record) return record.error();
  if (!*record) return nobody;
  Bytes plaintext;
  if (const Status opened = open_record(context_.keys, kLoginKind, login, (*record)->data, plaintext);
      !opened) {
    return opened.error();
  }
  auto decoded = LoginRecord::decode(plaintext);
  if (!decoded) return decoded.error();
  if (user.empty()) return std::optional(std::move(decoded->user));
  for (std::size_t i = 0; i < context_.keys.size(); ++i) {
    const auto name = user_name(context_.keys, i, context_.scope, context_.prefix, decoded->user);
    if (equal_in_constant_time(name, user)) return std::optional(std::move(decoded->user));
  }
  return nobody;
}

Status UserSessions::unbind(std::string_view user, const RecordName& login, LoginEvent event) {
  bool listed = false;
  const Status done = change(user, [&](UserRecord& record) -> Result<bool> {
    const auto mine = std::find_if(record.logins.begin(), record.logins.end(), [&](const Login& each) {
      return each.kind == Login::Kind::php && name_of(each.sid) == login;
    });
    if (mine == record.logins.end()) return false;
    listed = true;
    event.sid = mine->sid;
    event.client = mine->client;
    const std::vector<std::string> sids{mine->sid};
    const Seconds left = mine->end - context_.clock.wall_seconds();
    record.logins.erase(mine);
    if (!record.has(event.sid)) {
      if (const Status gone = destroy(sids, left); !gone) return gone.error();
    }
    record.note(event);
    return true;
  });
  if (!done || listed) return done;
  Terms terms = context_.terms;
  terms.tombstone = std::max(terms.tombstone, context_.revocation);
  return context_.store.destroy(login, terms);
}

Result<UserRecord> UserSessions::look(std::string_view user) {
  const auto plaintexts = record_of(user).read();
  if (!plaintexts) return plaintexts.error();
  auto record = merged(user, *plaintexts);
  if (record) record->prune(context_.clock.wall_seconds());
  return record;
}

Result<EndedLogins> UserSessions::end(std::string_view user, const Which& which, LoginEvent event,
                                      History history) {
  EndedLogins ended;
  const Status done = change(user, [&](UserRecord& record) -> Result<bool> {
    ended = {};
    Seconds least{0};
    for (const Login& login : record.logins) {
      if (!which(login)) continue;
      ended.sids.push_back(login.sid);
      least = std::max(least, login.end - context_.clock.wall_seconds());
    }
    const bool erases = history == History::erased && !record.events.empty();
    if (ended.sids.empty() && !erases) return false;
    std::sort(ended.sids.begin(), ended.sids.end());
    ended.sids.erase(std::unique(ended.sids.begin(), ended.sids.end()), ended.sids.end());
    if (const Status gone = destroy(ended.sids, least); !gone) return gone.error();
    std::erase_if(record.logins, [&](const Login& login) {
      if (!std::binary_search(ended.sids.begin(), ended.sids.end(), login.sid)) return false;
      if (login.kind == Login::Kind::foreign) ended.foreign_ids.push_back(login.foreign_id);
      return true;
    });
    if (history == History::erased) {
      record.events.clear();
    } else {
      record.note(event);
    }
    return true;
  });
  if (!done) return done.error();
  return ended;
}

Status UserSessions::end_login(std::string_view sid) { return destroy({std::string(sid)}, {}); }

bool UserSessions::is_damage(const Error& error) noexcept {
  return error.code == Code::tampered || error.code == Code::plaintext || error.code == Code::corrupt ||
         error.code == Code::unknown_key;
}

}  // namespace usersync
