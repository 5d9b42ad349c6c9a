// What the functions about users and their logins share: the user, the sid, the client's address and agent.
#pragma once

#include "php/boundary.h"
#include "php/values/options.h"
#include "sync/login/user_record.h"

namespace usersync {

// A user's id, a string or an integer (its decimal digits). Trivially destructible: it is on the stack.
struct UserArgument {
  zend_string* text = nullptr;
  zend_long number = 0;
  char digits[24] = {};

  std::string_view view() noexcept;  // valid as long as this and the argument
};

// Reads the arguments `(string|int $user, array $options = [])` and checks the options. False: an exception
// is pending.
bool parse_user_and_options(INTERNAL_FUNCTION_PARAMETERS, UserArgument& user, HashTable*& options,
                            std::span<const Option> known);

// Code::invalid_argument. These make no Zend call.
Error check_user(std::string_view user);
Error check_sid(std::string_view sid);

inline constexpr std::size_t kMaxText = 255;  // bytes of a site, an agent, a label

// The options `ip`, `agent` and `site`, cut to the bytes that are stored.
ClientInfo client_info_of(HashTable* options);

}  // namespace usersync
