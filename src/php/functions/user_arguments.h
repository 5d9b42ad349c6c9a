// What the functions about users and their logins share: who is meant, which login, whence.
#pragma once

#include "php/boundary.h"
#include "php/functions/options.h"
#include "sync/login/user_record.h"

namespace usersync {

// A user as PHP names him; an integer is its digits. For the stack: nothing to destroy.
struct UserArgument {
  zend_string* text = nullptr;
  zend_long number = 0;
  char digits[24] = {};

  std::string_view view() noexcept;  // lives as long as this and the argument
};

// Code::invalid_argument. These make no Zend call.
Error check_user(std::string_view user);
Error check_sid(std::string_view sid);

inline constexpr std::size_t kMostText = 255;  // of a site, an agent, a label

// The options `ip`, `agent` and `site`, cut to what is kept.
ClientInfo client_info_of(HashTable* options);

}  // namespace usersync
