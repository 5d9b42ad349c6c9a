// usersync_session_list, _history, _destroy, _destroy_all, _alive: a user's logins, listed and ended.
#include <algorithm>

#include "crypto/names.h"
#include "php/functions/user_arguments.h"
#include "php/functions/user_index.h"
#include "php/values/copy_out.h"
#include "sync/login/subjects.h"
#include "sync/login/user_sessions.h"
#include "sync/token/claims.h"

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr Option kList[] = {{"network", Type::text}};
constexpr Option kDestroy[] = {
    {"event", Type::text}, {"ip", Type::text}, {"agent", Type::text}, {"site", Type::text}};
constexpr Option kDestroyAll[] = {{"network", Type::text}, {"except", Type::text}, {"issuer", Type::flag},
                                  {"event", Type::text},   {"ip", Type::text},     {"agent", Type::text},
                                  {"site", Type::text},    {"history", Type::flag}};

Error wrong(Msg what, std::string_view detail = {}) { return {what, detail}; }

Error read_ending(HashTable* options, LoginEvent& event) {
  event.what = LoginEvent::What::revoked;
  event.time = system_clock().wall_seconds();
  event.client = client_info_of(options);
  const std::string_view name = text_option(options, "event").value_or("revoked");
  if (name == "logout") event.what = LoginEvent::What::logout;
  return name == "logout" || name == "revoked" ? Error{} : wrong(Msg::event_logout, name);
}

Error destroy_one(const IndexContext& context, std::string_view user, std::string_view sid, LoginEvent event,
                  bool& destroyed) {
  UserSessions sessions(context);
  event.sid = sid;
  const auto ended = sessions.end(
      user, [&](const Login& login) { return login.sid == sid; }, event);
  if (!ended) return ended.error();
  destroyed = !ended->sids.empty();
  if (destroyed) return {};
  // Not in the user's list, because a process died between the two writes: the login exists all the same.
  const auto owner = sessions.user_of(sessions.name_of(sid));
  if (!owner) return owner.error();
  if (!*owner || **owner != user) return {};
  const Status gone = sessions.end_login(sid);
  destroyed = gone.ok();
  return gone ? Error{} : gone.error();
}

Error destroy_all(Request* request, const IndexContext& context, std::string_view user, HashTable* options,
                  zend_long& destroyed) {
  LoginEvent event;
  if (Error error = read_ending(options, event)) return error;
  const auto name = text_option(options, "network"), except = text_option(options, "except");
  if (except) {
    if (Error error = check_sid(*except)) return error;
  }
  event.client.network = name.value_or("");
  if (flag_option(options, "issuer").value_or(false)) {
    if (!name) return wrong(Msg::issuer_without_network);
    const auto network = network_of(request, *name);
    if (!network) return network.error();
    const auto voided =
        Subjects(context).revoke({*name, (*network)->site().text(), user}, context.clock.wall().count());
    if (!voided) return voided.error();
  }
  const auto ended = UserSessions(context).end(
      user,
      [&](const Login& login) {
        return (!name || login.client.network == *name) && (!except || login.sid != *except);
      },
      event,
      flag_option(options, "history").value_or(true) ? UserSessions::History::goes_on
                                                     : UserSessions::History::erased);
  if (!ended) return ended.error();
  destroyed = static_cast<zend_long>(ended->sids.size());
  return {};
}

struct FoundLogins {
  UserRecord record;                   // newest login first
  std::optional<std::size_t> current;  // of `record.logins`: that of the open session
};

// Into the request's scratch.
Error look(Request& request, const IndexContext& context, std::string_view user,
           std::optional<std::string_view> network) {
  UserSessions sessions(context);
  auto found = sessions.look(user);
  if (!found) return found.error();
  auto& listed = request.scratch.make<FoundLogins>();
  listed.record = std::move(*found);
  std::vector<Login>& logins = listed.record.logins;
  if (network) std::erase_if(logins, [&](const Login& login) { return login.client.network != *network; });
  std::stable_sort(logins.begin(), logins.end(),
                   [](const Login& a, const Login& b) { return a.created > b.created; });
  if (!request.session || !request.session->binding()) return {};
  const RecordName& open = request.session->binding()->login;
  for (std::size_t i = 0; i < logins.size(); ++i) {
    if (logins[i].kind == Login::Kind::php && sessions.name_of(logins[i].sid) == open) listed.current = i;
  }
  return {};
}

void add_client_info(zval* array, const ClientInfo& client) {
  add_text(array, "ip", client.ip);
  add_text(array, "agent", client.agent);
  add_text(array, "site", client.site);
  add_text(array, "network", client.network);
}

void copy_out(const Login& login, bool current, zval* out) {
  const bool foreign = login.kind == Login::Kind::foreign;
  array_init(out);
  add_text(out, "sid", login.sid);
  add_text(out, "kind", foreign ? "foreign" : "php");
  if (foreign) {
    add_text(out, "session", login.foreign_id);
  } else {
    add_assoc_null(out, "session");
  }
  add_assoc_long(out, "created", login.created.count());
  add_assoc_long(out, "last_seen", login.last_seen.count());
  add_assoc_long(out, "expires", login.end.count());
  add_client_info(out, login.client);
  add_text(out, "issuer", login.issuer);
  add_text(out, "subject", login.subject);
  add_text(out, "label", login.label);
  add_assoc_bool(out, "current", current);
}

constexpr const char* kEvents[] = {"", "login", "logout", "sync", "revoked"};

void copy_out(const LoginEvent& event, zval* out) {
  array_init(out);
  add_text(out, "event", kEvents[static_cast<std::size_t>(event.what)]);
  add_assoc_long(out, "time", event.time.count());
  add_text(out, "sid", event.sid);
  add_client_info(out, event.client);
}

}  // namespace

PHP_FUNCTION(usersync_session_list) {
  UserArgument user;
  HashTable* options;
  if (!parse_user_and_options(INTERNAL_FUNCTION_PARAM_PASSTHRU, user, options, kList)) RETURN_THROWS();

  Request* const request = this_request();
  const Error error = with_user(request, user, [&](const IndexContext& context) -> Error {
    return look(*request, context, user.view(), text_option(options, "network"));
  });
  if (thrown(error)) RETURN_THROWS();
  array_init(return_value);
  const auto& listed = request->scratch.get<FoundLogins>();
  for (std::size_t i = 0; i < listed.record.logins.size(); ++i) {
    zval line;
    copy_out(listed.record.logins[i], listed.current == i, &line);
    add_next_index_zval(return_value, &line);
  }
  request->scratch.clear();
}

PHP_FUNCTION(usersync_session_history) {
  UserArgument user;
  zend_long limit = 50, offset = 0;
  ZEND_PARSE_PARAMETERS_START(1, 3)
  Z_PARAM_STR_OR_LONG(user.text, user.number)
  Z_PARAM_OPTIONAL
  Z_PARAM_LONG(limit)
  Z_PARAM_LONG(offset)
  ZEND_PARSE_PARAMETERS_END();
  if (limit < 1 || offset < 0) {
    zend_argument_value_error(limit < 1 ? 2 : 3, limit < 1 ? "must be at least 1" : "must be at least 0");
    RETURN_THROWS();
  }

  Request* const request = this_request();
  const Error error = with_user(request, user, [&](const IndexContext& context) -> Error {
    return look(*request, context, user.view(), std::nullopt);
  });
  if (thrown(error)) RETURN_THROWS();
  array_init(return_value);
  const std::vector<LoginEvent>& events = request->scratch.get<FoundLogins>().record.events;
  for (zend_long i = 0; i < limit && i < static_cast<zend_long>(events.size()) - offset; ++i) {
    zval line;
    copy_out(events[static_cast<std::size_t>(i + offset)], &line);
    add_next_index_zval(return_value, &line);
  }
  request->scratch.clear();
}

PHP_FUNCTION(usersync_session_destroy) {
  UserArgument user;
  zend_string* sid;
  HashTable* options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(2, 3)
  Z_PARAM_STR_OR_LONG(user.text, user.number)
  Z_PARAM_STR(sid)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_options(3, options, kDestroy)) RETURN_THROWS();

  bool destroyed = false;
  const Error error = with_user(this_request(), user, [&](const IndexContext& context) -> Error {
    LoginEvent event;
    if (Error unfit = check_sid(text_of(sid))) return unfit;
    if (Error unfit = read_ending(options, event)) return unfit;
    return destroy_one(context, user.view(), text_of(sid), std::move(event), destroyed);
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_BOOL(destroyed);
}

PHP_FUNCTION(usersync_session_destroy_all) {
  UserArgument user;
  HashTable* options;
  if (!parse_user_and_options(INTERNAL_FUNCTION_PARAM_PASSTHRU, user, options, kDestroyAll)) RETURN_THROWS();

  Request* const request = this_request();
  zend_long destroyed = 0;
  const Error error = with_user(request, user, [&](const IndexContext& context) -> Error {
    return destroy_all(request, context, user.view(), options, destroyed);
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_LONG(destroyed);
}

PHP_FUNCTION(usersync_session_alive) {
  zend_string* sid;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(sid)
  ZEND_PARSE_PARAMETERS_END();

  bool alive = false;
  Request* const request = this_request();
  const Error error = with_store(request, [&](Store& store) -> Error {
    if (!is_id(text_of(sid))) return {};
    const auto login =
        store.read(RecordName{login_name(request->settings.scope, request->settings.prefix, text_of(sid))});
    if (!login) return login.error();
    alive = login->has_value();
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_BOOL(alive);
}
