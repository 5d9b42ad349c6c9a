#include "php/functions/user_arguments.h"

#include "sync/token/claims.h"

namespace usersync {
namespace {

constexpr std::size_t kMaxIp = 64;

}  // namespace

std::string_view UserArgument::view() noexcept {
  if (text != nullptr) return text_of(text);
  const int length = snprintf(digits, sizeof(digits), ZEND_LONG_FMT, number);
  return {digits, static_cast<std::size_t>(length)};
}

bool parse_user_and_options(INTERNAL_FUNCTION_PARAMETERS, UserArgument& user, HashTable*& options,
                            std::span<const Option> known) {
  (void)return_value;
  options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(1, 2)
  Z_PARAM_STR_OR_LONG(user.text, user.number)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END_EX(return false);
  return check_options(2, options, known);
}

Error check_user(std::string_view user) {
  if (is_user(user)) return {};
  return Error{Msg::user_invalid};
}

Error check_sid(std::string_view sid) {
  if (is_id(sid)) return {};
  return Error{Msg::sid_invalid};
}

ClientInfo client_info_of(HashTable* options) {
  ClientInfo client;
  client.ip = cut(text_option(options, "ip").value_or(""), kMaxIp);
  client.agent = cut(text_option(options, "agent").value_or(""), kMaxText);
  client.site = cut(text_option(options, "site").value_or(""), kMaxText);
  return client;
}

}  // namespace usersync
