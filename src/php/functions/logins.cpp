// usersync_session_bind, usersync_session_unbind, usersync_session_user: which user is logged in in a
// session.
#include <algorithm>

#include "php/functions/user_arguments.h"
#include "php/functions/user_index.h"
#include "php/values/copy_out.h"
#include "sync/login/user_sessions.h"

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr Option kBind[] = {{"sid", Type::text},       {"network", Type::text},   {"issuer", Type::text},
                            {"subject", Type::text},   {"auth_ms", Type::number}, {"session", Type::text},
                            {"expires", Type::number}, {"ip", Type::text},        {"agent", Type::text},
                            {"site", Type::text},      {"label", Type::text},     {"event", Type::text}};
constexpr Seconds kMaxLogin{400 * 86400};  // without a network; no browser keeps a cookie longer
constexpr std::size_t kMaxForeignId = 128;

Error wrong(Msg what, std::string_view detail = {}) { return {what, detail}; }

Error read_event(HashTable* info, NewLogin& wanted) {
  const auto event = text_option(info, "event");
  if (!event) return {};
  wanted.quiet = event->empty();
  if (*event == "login") wanted.event = LoginEvent::What::login;
  if (*event == "sync") wanted.event = LoginEvent::What::sync;
  if (!wanted.quiet && !wanted.event) return wrong(Msg::event_login, *event);
  return {};
}

// iss, sub and auth_ms of the token that vouched for the login: all or none.
Error read_issuer(HashTable* info, Login& login) {
  const auto issuer = text_option(info, "issuer"), subject = text_option(info, "subject");
  const auto auth_ms = number_option(info, "auth_ms");
  if (!issuer && !subject && !auth_ms) return {};
  if (!issuer || !subject || !auth_ms || login.client.network.empty()) {
    return wrong(Msg::subject_incomplete);
  }
  auto url = SiteUrl::parse(*issuer);
  if (!url) return url.error();
  if (Error error = check_user(*subject)) return error;
  if (*auth_ms < 0) return wrong(Msg::auth_ms_range);
  login.issuer = url->text();
  login.subject = *subject;
  login.auth_ms = *auth_ms;
  return {};
}

Error read_end(HashTable* info, const Network* network, Seconds now, Seconds& end) {
  const auto expires = number_option(info, "expires");
  const Seconds lifetime = network != nullptr ? network->lifetime() : kLoginLifetime;
  end = now + lifetime;
  if (!expires) return {};
  if (Seconds(*expires) <= now) return wrong(Msg::expires_passed);
  end = std::min(Seconds(*expires), network != nullptr ? end : now + kMaxLogin);
  return {};
}

Error read_login(Request* request, HashTable* info, NewLogin& wanted) {
  Login& login = wanted.login;
  if (const auto sid = text_option(info, "sid")) {
    if (Error error = check_sid(*sid)) return error;
    login.sid = *sid;
  }
  login.client = client_info_of(info);
  login.label = cut(text_option(info, "label").value_or(""), kMaxText);
  const Network* network = nullptr;
  if (const auto name = text_option(info, "network")) {
    const auto found = network_of(request, *name);
    if (!found) return found.error();
    network = *found;
    login.client.network = *name;
    if (login.client.site.empty()) login.client.site = cut(network->site().text(), kMaxText);
  }
  if (const auto foreign = text_option(info, "session")) {
    if (foreign->empty() || foreign->size() > kMaxForeignId) return wrong(Msg::session_name_length);
    login.kind = Login::Kind::foreign;
    login.foreign_id = *foreign;
  }
  if (Error error = read_event(info, wanted)) return error;
  if (Error error = read_issuer(info, login)) return error;
  return read_end(info, network, system_clock().wall_seconds(), login.end);
}

Error bind(Request& request, const IndexContext& context, NewLogin wanted) {
  const bool binds_session = wanted.login.kind == Login::Kind::php;
  const auto bound = UserSessions(context).bind(std::move(wanted));
  if (!bound) return bound.error();
  keep_text(request.scratch, bound->sid);
  if (!binds_session) return {};
  const Status done =
      request.session->bind(LoginBinding{bound->user, bound->login, bound->end, context.clock.wall()});
  return done ? Error{} : done.error();
}

}  // namespace

PHP_FUNCTION(usersync_session_bind) {
  UserArgument user;
  HashTable* info;
  if (!parse_user_and_options(INTERNAL_FUNCTION_PARAM_PASSTHRU, user, info, kBind)) RETURN_THROWS();

  Request* const request = this_request();
  const bool binds_session = !text_option(info, "session");
  const bool writable = request != nullptr && request->session && request->session->open_for_writing();
  Error error;
  if (binds_session && !writable) {
    error = Error{Msg::no_php_session};
  } else {
    error = with_user(request, user, [&](const IndexContext& context) -> Error {
      NewLogin wanted;
      wanted.user = user.view();
      if (Error unfit = read_login(request, info, wanted)) return unfit;
      return bind(*request, context, std::move(wanted));
    });
  }
  if (thrown(error)) RETURN_THROWS();
  return_text(*request, return_value);
}

PHP_FUNCTION(usersync_session_unbind) {
  ZEND_PARSE_PARAMETERS_NONE();
  Request* const request = this_request();
  bool unbound = false;
  const Error error = with_index(request, [&](const IndexContext& context) -> Error {
    if (!request->session || !request->session->binding()) return {};
    const LoginBinding binding = *request->session->binding();
    if (!request->session->open_for_writing()) {
      return Error{Msg::no_php_session};
    }
    UserSessions sessions(context);
    const auto user = sessions.user_of(binding.login, binding.user);
    if (!user) return user.error();
    if (!*user) return {};  // the login was ended, and its sessions with it
    if (const Status unbound = request->session->unbind(); !unbound) return unbound.error();
    LoginEvent event;
    event.what = LoginEvent::What::logout;
    event.time = context.clock.wall_seconds();
    const Status done = sessions.unbind(**user, binding.login, event);
    unbound = done.ok();
    return done ? Error{} : done.error();
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_BOOL(unbound);
}

PHP_FUNCTION(usersync_session_user) {
  zend_string* id = nullptr;
  ZEND_PARSE_PARAMETERS_START(0, 1)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR_OR_NULL(id)
  ZEND_PARSE_PARAMETERS_END();

  Request* const request = this_request();
  bool known = false;
  std::optional<LoginBinding> binding;
  static_assert(std::is_trivially_destructible_v<std::optional<LoginBinding>>);
  Error error{Msg::out_of_memory};
  if (request != nullptr) error = resolve_store(*request);
  if (!error) {
    error = compute([&]() -> Error {
      if (id == nullptr) {
        if (request->session) binding = request->session->binding();
        return {};
      }
      const auto parsed = SessionId::parse(text_of(id));
      if (!parsed) return {};  // no session has such an id
      std::unique_ptr<Session> other;
      if (Error failed = make_session(*request, true, other)) return failed;
      const auto read = other->read(*parsed);
      if (!read) return read.error();
      binding = other->binding();
      return {};
    });
  }
  if (!error) {
    error = with_index(request, [&](const IndexContext& context) -> Error {
      if (!binding) return {};
      const auto user = UserSessions(context).user_of(binding->login, binding->user);
      if (!user) return user.error();
      known = user->has_value();
      if (known) keep_text(request->scratch, **user);
      return {};
    });
  }
  if (thrown(error)) RETURN_THROWS();
  if (!known) RETURN_NULL();
  return_text(*request, return_value);
}
