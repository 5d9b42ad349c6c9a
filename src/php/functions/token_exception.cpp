#include "php/functions/token_exception.h"

#include "php/boundary.h"
#include "php/exceptions.h"

namespace usersync {
namespace {

// The cases of UserSync\TokenError, in the order of TokenReason.
constexpr const char* kCases[] = {"Malformed",   "UnsupportedVersion", "UnknownKey",  "BadSignature",
                                  "Expired",     "NotYetValid",        "TooOld",      "WrongAudience",
                                  "WrongIssuer", "IpMismatch",         "Unsolicited", "Replayed",
                                  "LoggedOut",   "BadClaims"};
static_assert(std::size(kCases) == static_cast<std::size_t>(TokenReason::bad_claims) + 1);
static_assert(std::is_trivially_destructible_v<Refusal>, "a Refusal may stay on the stack across a longjmp");

}  // namespace

void throw_refusal(const Refusal& refusal) {
  if (refusal.failure) {
    throw_exception(refusal.failure);
    return;
  }
  zend_class_entry* const type = classes.invalid_token_exception;
  zend_object* const exception = zend_throw_exception(type, refusal.message.data(), 0);
  zend_object* const reason =
      zend_enum_get_case_cstr(classes.token_error, kCases[static_cast<std::size_t>(refusal.reason)]);
  zval value;
  ZVAL_OBJ(&value, reason);  // the enum keeps its case; the property adds a reference of its own
  zend_update_property(type, exception, ZEND_STRL("reason"), &value);
}

}  // namespace usersync
