#include "sync/login/logout.h"

#include <algorithm>

#include "crypto/names.h"

namespace usersync {
namespace {

bool is_of_network(const Login& login, const Network& network) noexcept {
  return login.client.network == network.name();
}

// The sid by which `peer` may know the user: of a login it vouched for itself, else of the latest in this
// network.
std::string_view known_sid(const Network& network, const Network::Peer& peer, const LogoutOf& whom) {
  const Login* best = nullptr;
  if (whom.logins == nullptr) return {};
  const auto rank = [&](const Login& login) {
    return std::pair(login.issuer == peer.site.text(), login.created);
  };
  for (const Login& login : *whom.logins) {
    if (is_of_network(login, network) && (best == nullptr || rank(login) > rank(*best))) best = &login;
  }
  return best != nullptr ? std::string_view(best->sid) : std::string_view();
}

bool sends_logouts_to(const Network& network, const Network::Peer& peer) {
  const bool is_member = !network.hub().text().empty() && !(network.hub() == network.site());
  return !peer.logout_url.empty() && (!is_member || peer.site == network.hub());
}

// A token that names no time of its own means all logins up to the second in which it was made.
std::int64_t watermark_of(const Claims& claims) {
  return claims.auth_ms.value_or(std::chrono::duration_cast<Millis>(claims.iat).count() + 999);
}

void add(EndedLogins&& ended, LogoutDone& done) {
  done.destroyed += static_cast<std::int64_t>(ended.sids.size());
  for (std::string& id : ended.foreign_ids) done.foreign_ids.push_back(std::move(id));
}

LoginEvent event_of(const Network& network, const Claims& claims, Clock& clock, std::string_view sid) {
  LoginEvent event{LoginEvent::What::logout, clock.wall_seconds(), std::string(sid), {}};
  event.client.site = cut(claims.iss, 255);
  event.client.network = network.name();
  return event;
}

// The user whose login this is, while it is there. Afterwards, for a logout that died half-way: whoever is
// linked to its subject.
Result<std::vector<std::string>> users_of_login(const Network& network, const Claims& claims,
                                                const IndexContext& context) {
  UserSessions sessions(context);
  auto user = sessions.user_of(sessions.name_of(claims.sid));
  if (!user && !UserSessions::is_damage(user.error())) return user.error();
  if (user && *user) return std::vector<std::string>{std::move(**user)};
  if (claims.sub.empty()) return std::vector<std::string>();
  auto subject = Subjects(context).look({network.name(), claims.iss, claims.sub});
  if (!subject) return subject.error();
  return std::move(subject->users);
}

Result<LogoutDone> end_one(const Network& network, const Claims& claims, const IndexContext& context) {
  UserSessions sessions(context);
  auto users = users_of_login(network, claims, context);
  if (!users) return users.error();
  // First and in any case: a token of this login may be under way.
  if (const Status gone = sessions.end_login(claims.sid); !gone) return gone.error();
  LogoutDone done;
  for (std::string& user : *users) {
    auto ended = sessions.end(
        user, [&](const Login& login) { return login.sid == claims.sid; },
        event_of(network, claims, context.clock, claims.sid));
    if (!ended) return ended.error();
    if (!ended->sids.empty()) done.users.push_back(std::move(user));
    add(std::move(*ended), done);
  }
  return done;
}

// Whom a logout of all means: the users linked to its subject, and the one whose login it names.
Result<std::vector<std::string>> users_of(const Network& network, const Claims& claims,
                                          const IndexContext& context) {
  std::vector<std::string> users;
  if (!claims.sub.empty()) {
    auto linked = Subjects(context).revoke({network.name(), claims.iss, claims.sub}, watermark_of(claims));
    if (!linked) return linked.error();
    users = std::move(*linked);
  }
  if (claims.sid.empty()) return users;
  UserSessions sessions(context);
  auto user = sessions.user_of(sessions.name_of(claims.sid));
  if (!user && !UserSessions::is_damage(user.error())) return user.error();
  if (!user || !*user) {
    if (const Status gone = sessions.end_login(claims.sid); !gone) return gone.error();
  } else if (std::find(users.begin(), users.end(), **user) == users.end()) {
    users.push_back(std::move(**user));
  }
  return users;
}

Result<LogoutDone> end_all(const Network& network, const Claims& claims, bool first,
                           std::vector<std::string> users, const IndexContext& context) {
  const std::int64_t watermark_ms = watermark_of(claims);
  // What the issuer vouched for is compared in the issuer's clock, however often the token comes. What began
  // otherwise has no such clock: it ends with the first.
  const auto which = [&](const Login& login) {
    const bool vouched =
        is_of_network(login, network) && login.issuer == claims.iss && login.subject == claims.sub;
    return vouched ? login.auth_ms <= watermark_ms : first || login.sid == claims.sid;
  };
  LogoutDone done;
  done.all = true;
  for (const std::string& user : users) {
    auto ended = UserSessions(context).end(user, which, event_of(network, claims, context.clock, {}));
    if (!ended) return ended.error();
    add(std::move(*ended), done);
  }
  done.users = std::move(users);
  return done;
}

}  // namespace

Result<void, Refusal> refuse_logged_out(const Network& network, const Claims& claims, Store& store,
                                        TenantKeys* keys, std::string_view scope, std::string_view prefix) {
  Terms look;
  look.lock = Terms::Lock::none;
  auto login = store.acquire(RecordName{login_name(scope, prefix, claims.sid)}, look);
  if (!login) return Refusal(login.error());
  const bool ended = !login->record && login->grant.version() != 0;  // a tombstone
  store.release(login->grant);
  if (ended) return Refusal::of(TokenReason::logged_out, Msg::login_ended);
  if (keys == nullptr) return {};  // then no watermark was ever set
  const IndexContext context{store, *keys, scope, prefix, look, kLoginLifetime};
  const auto subject = Subjects(context).look({network.name(), claims.iss, claims.sub});
  if (!subject) return Refusal(subject.error());
  if (!subject->voids(claims.auth_ms.value_or(0))) return {};
  return Refusal::of(TokenReason::logged_out, Msg::login_before_logout);
}

Result<std::vector<std::pair<std::string, std::string>>> logout_tokens(const Network& network,
                                                                       const LogoutOf& whom, TokenKeys& keys,
                                                                       Clock& clock, Random& random) {
  std::vector<std::pair<std::string, std::string>> tokens;
  for (const Network::Peer& peer : network.peers()) {
    if (!sends_logouts_to(network, peer)) continue;
    Claims claims;
    claims.sub = whom.user;
    claims.sid = whom.sid.empty() ? known_sid(network, peer, whom) : whom.sid;
    if (whom.sid.empty()) claims.auth_ms = clock.wall().count();
    GenerateOptions options;
    options.purpose = TokenPurpose::logout;
    auto token = generate_token(network, peer.site.text(), std::move(claims), options, keys, clock, random);
    if (!token) return token.error();
    tokens.emplace_back(peer.logout_url, std::move(*token));
  }
  return tokens;
}

Result<LogoutDone> accept_logout(const Network& network, const Claims& claims, const IndexContext& context) {
  const bool all = claims.sid.empty() || claims.auth_ms.has_value();
  if (!all) {
    auto done = end_one(network, claims, context);
    if (!done) return done;
    const auto consumed = consume_token(network, claims, context.store, context.clock);
    if (!consumed && consumed.error().failure) return consumed.error().failure;
    return done;
  }
  auto users = users_of(network, claims, context);
  if (!users) return users.error();
  const auto consumed = consume_token(network, claims, context.store, context.clock);
  if (!consumed && consumed.error().failure) return consumed.error().failure;
  return end_all(network, claims, consumed.ok(), std::move(*users), context);
}

}  // namespace usersync
