// usersync_logout_tokens, usersync_logout_accept: logout at all sites of a network.
#include "sync/login/logout.h"
#include "php/functions/token_exception.h"
#include "php/functions/user_arguments.h"
#include "php/functions/user_index.h"
#include "php/values/copy_out.h"

using namespace usersync;

namespace {

using LogoutTokens = std::vector<std::pair<std::string, std::string>>;  // url and token

struct AcceptedLogout {
  Claims claims;
  LogoutDone done;
};

// Into the request's scratch. A peer that does not know this site's id of the user finds them by one of
// their logins. Without keys no logins are stored.
Error make_tokens(Request& request, const Network& network, std::string_view user,
                  std::optional<std::string_view> sid, const Error& resolved) {
  Worker* const worker = this_worker();
  if (worker == nullptr) return Error{Msg::out_of_memory};
  LogoutOf whom{user, sid.value_or(std::string_view())};
  UserRecord found;
  if (!sid) {
    SharedKeys keys;
    const Error keyless = data_keys(request, keys);
    if (keyless && keyless.code != Code::no_keyring) return keyless;
    if (keys != nullptr) {
      if (resolved) return resolved;
      std::shared_ptr<Store> store;
      if (Error error = connect_store(request, store)) return error;
      const IndexContext context{
          *store,        *keys, request.settings.scope, request.settings.prefix, record_terms(request),
          kLoginLifetime};
      auto record = UserSessions(context).look(user);
      if (!record) return record.error();
      found = std::move(*record);
      whom.logins = &found.logins;
    }
  }
  auto tokens = logout_tokens(network, whom, worker->token_keys, system_clock(), system_random());
  if (!tokens) return tokens.error();
  request.scratch.make<LogoutTokens>() = std::move(*tokens);
  return {};
}

Error accept(Request& request, const IndexContext& context, std::string_view name, std::string_view token,
             Refusal& refusal) {
  const auto network = network_of(&request, name);
  if (!network) return network.error();
  Worker* const worker = this_worker();
  if (worker == nullptr) return Error{Msg::out_of_memory};
  VerifyOptions how;
  how.purpose = TokenPurpose::logout;
  auto opened = open_token(**network, token, how, worker->token_keys, context.clock);
  if (!opened) {
    refusal = opened.error();
    return refusal.failure;
  }
  auto done = accept_logout(**network, opened->claims, context);
  if (!done) return done.error();
  auto& accepted = request.scratch.make<AcceptedLogout>();
  accepted.claims = std::move(opened->claims);
  accepted.done = std::move(*done);
  return {};
}

}  // namespace

PHP_FUNCTION(usersync_logout_tokens) {
  zend_string* network_name;
  UserArgument user;
  zend_string* sid = nullptr;
  ZEND_PARSE_PARAMETERS_START(2, 3)
  Z_PARAM_STR(network_name)
  Z_PARAM_STR_OR_LONG(user.text, user.number)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR_OR_NULL(sid)
  ZEND_PARSE_PARAMETERS_END();

  Request* const request = this_request();
  const Error resolved = request != nullptr ? resolve_store(*request) : Error{};
  const Error error = compute([&]() -> Error {
    const auto network = network_of(request, text_of(network_name));
    if (!network) return network.error();
    if (Error unfit = check_user(user.view())) return unfit;
    if (sid != nullptr) {
      if (Error unfit = check_sid(text_of(sid))) return unfit;
    }
    return make_tokens(*request, **network, user.view(),
                       sid != nullptr ? std::optional(text_of(sid)) : std::nullopt, resolved);
  });
  if (thrown(error)) RETURN_THROWS();
  array_init(return_value);
  for (const auto& [url, token] : request->scratch.get<LogoutTokens>()) {
    zval text;
    ZVAL_STRINGL(&text, token.data(), token.size());
    zend_hash_str_update(Z_ARRVAL_P(return_value), url.data(), url.size(), &text);
  }
  request->scratch.clear();
}

PHP_FUNCTION(usersync_logout_accept) {
  zend_string* network;
  zend_string* token;
  ZEND_PARSE_PARAMETERS_START(2, 2)
  Z_PARAM_STR(network)
  Z_PARAM_STR(token)
  ZEND_PARSE_PARAMETERS_END();

  Request* const request = this_request();
  Refusal refusal;
  const Error error = with_index(request, [&](const IndexContext& context) -> Error {
    return accept(*request, context, text_of(network), text_of(token), refusal);
  });
  if (thrown(error)) RETURN_THROWS();
  if (thrown(refusal)) RETURN_THROWS();
  const auto& [claims, done] = request->scratch.get<AcceptedLogout>();
  array_init(return_value);
  add_text_or_null(return_value, "iss", claims.iss);
  add_text_or_null(return_value, "sub", claims.sub);
  add_text_or_null(return_value, "sid", claims.sid);
  add_assoc_bool(return_value, "all", done.all);
  add_assoc_long(return_value, "destroyed", done.destroyed);
  add_texts(return_value, "users", done.users);
  add_texts(return_value, "sessions", done.foreign_ids);
  request->scratch.clear();
}
