// usersync_email_normalize, usersync_email_code_create, usersync_email_code_verify.
#include "php/exceptions.h"
#include "php/functions/client_address.h"
#include "php/settings/opening.h"
#include "php/values/copy_out.h"
#include "php/values/options.h"
#include "sync/email/address.h"
#include "sync/email/code.h"
#include "sync/network/network.h"

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr Option kCreate[] = {{"type", Type::text},  {"length", Type::number}, {"ttl", Type::number},
                              {"state", Type::text}, {"binding", Type::flag},  {"ip", Type::text}};
constexpr Option kVerify[] = {{"state", Type::text}, {"binding", Type::flag}};
constexpr zend_long kLinkTtl = 86400, kDigitsTtl = 600, kShortestTtl = 60;
constexpr std::size_t kShortestState = 16, kLongestState = 4096;

// The cases of UserSync\CodeResult, in the order of CodeVerdict.
constexpr const char* kCases[] = {"Ok", "Wrong", "Expired", "Exhausted"};
static_assert(std::size(kCases) == static_cast<std::size_t>(CodeVerdict::exhausted) + 1);

// False: an exception is pending.
bool check_purpose(std::uint32_t argument, const zend_string* purpose) {
  if (purpose == nullptr || Network::is_name(text_of(purpose))) return true;
  zend_argument_value_error(argument, "must be 1 to 64 of a-z 0-9 . _ -");
  return false;
}

bool check_binding(std::uint32_t argument, HashTable* options) {
  const auto state = text_option(options, "state");
  if (state && (state->size() < kShortestState || state->size() > kLongestState)) {
    zend_argument_value_error(argument, "must hold 16 to 4096 bytes under key \"state\"");
    return false;
  }
  if (state.has_value() == flag_option(options, "binding").value_or(true)) return true;
  zend_argument_value_error(argument, "must hold a \"state\" of this browser, or \"binding\" => false");
  return false;
}

// Reads all of `terms` except the requester's address. False: an exception is pending.
bool check_terms(HashTable* options, CodeTerms& terms) {
  const std::string_view type = text_option(options, "type").value_or("digits");
  if (type != "digits" && type != "link") {
    zend_argument_value_error(3, "must hold digits or link under key \"type\"");
    return false;
  }
  const bool link = type == "link";
  const auto length = number_option(options, "length");
  if (length && (link || *length < EmailCodes::kMinDigits || *length > EmailCodes::kMaxDigits)) {
    zend_argument_value_error(3, "must hold 6 to 10 under key \"length\", and only for digits");
    return false;
  }
  const zend_long longest = link ? kLinkTtl : kDigitsTtl;
  const zend_long ttl = number_option(options, "ttl").value_or(longest);
  if (ttl < kShortestTtl || ttl > longest) {
    zend_argument_value_error(3, "must hold 60 to " ZEND_LONG_FMT " seconds under key \"ttl\"", longest);
    return false;
  }
  terms.kind = link ? CodeKind::link : CodeKind::digits;
  terms.digits = static_cast<int>(length.value_or(EmailCodes::kMinDigits));
  terms.lifetime = Seconds(ttl);
  return true;
}

Error find_requester(HashTable* options, HashTable* server, std::optional<IpAddress>& requester) {
  const auto given = text_option(options, "ip");
  if (!given) return client_address(server, requester);
  if (given->empty()) return {};
  requester = IpAddress::parse(*given);
  if (requester) return {};
  return Error{Msg::ip_invalid, *given};
}

CodeSubject subject_of(const std::string& address, const zend_string* purpose, HashTable* options) {
  return {address, purpose != nullptr ? text_of(purpose) : "verify", text_option(options, "state")};
}

// Runs `body(codes)` over the tenant's store and keys.
template <class Body>
Error with_codes(Request* request, Body body) {
  return with_store(request, [&](Store& store) -> Error {
    SharedKeys keys;
    if (Error failed = data_keys(*request, keys)) return failed;
    const Terms terms = record_terms(*request);
    EmailCodes codes(store, *keys, request->settings.scope, request->settings.prefix, terms, system_clock(),
                     system_random());
    return body(codes);
  });
}

// The last act of a function: may not return.
void throw_rate_limit(zend_long seconds) {
  zend_class_entry* const type = classes.rate_limit_exception;
  char number[24], text[kLongestMessage];
  snprintf(number, sizeof(number), ZEND_LONG_FMT, seconds);
  Error{Msg::mail_too_many_codes, number}.describe(text);
  zend_object* const exception = zend_throw_exception(type, text, 0);
  zval value;
  ZVAL_LONG(&value, seconds);
  zend_update_property(type, exception, ZEND_STRL("retryAfter"), &value);
}

}  // namespace

PHP_FUNCTION(usersync_email_normalize) {
  zend_string* email;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(email)
  ZEND_PARSE_PARAMETERS_END();

  bool fits = false;
  const Error error = with_request([&](Request& request) -> Error {
    const auto normal = normalize_email(text_of(email));
    fits = normal.has_value();
    if (fits) keep_text(request.scratch, *normal);
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  if (!fits) RETURN_FALSE;
  return_text(*this_request(), return_value);
}

PHP_FUNCTION(usersync_email_code_create) {
  zend_string* email;
  zend_string* purpose = nullptr;
  HashTable* options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(1, 3)
  Z_PARAM_STR(email)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR(purpose)
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_options(3, options, kCreate) || !check_purpose(2, purpose) || !check_binding(3, options)) {
    RETURN_THROWS();
  }
  CodeTerms terms;
  static_assert(std::is_trivially_destructible_v<CodeTerms>, "it is on the stack across Zend calls");
  if (!check_terms(options, terms)) RETURN_THROWS();
  HashTable* const server = server_variables();

  Request* const request = this_request();
  zend_long expires = 0, wait = 0;
  const Error error = with_codes(request, [&](EmailCodes& codes) -> Error {
    const auto address = normalize_email(text_of(email));
    if (!address) return Error{Msg::mail_address};
    if (Error wrong = find_requester(options, server, terms.requester)) return wrong;
    auto made = codes.create(subject_of(*address, purpose, options), terms);
    if (!made) return made.error();
    keep_text(request->scratch, made->code);
    wipe(made->code);
    expires = made->expires.count();
    wait = made->wait.count();
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  if (wait > 0) {
    throw_rate_limit(wait);
    RETURN_THROWS();
  }
  array_init(return_value);
  add_assoc_str(return_value, "code", to_zend_string(request->scratch.get<TextResult>().bytes));
  request->scratch.clear();
  add_assoc_long(return_value, "expires", expires);
  add_assoc_long(return_value, "retry_after", EmailCodes::kApart.count());
}

PHP_FUNCTION(usersync_email_code_verify) {
  zend_string* email;
  zend_string* code;
  zend_string* purpose = nullptr;
  HashTable* options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(2, 4)
  Z_PARAM_STR(email)
  Z_PARAM_STR(code)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR(purpose)
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_options(4, options, kVerify) || !check_purpose(3, purpose) || !check_binding(4, options)) {
    RETURN_THROWS();
  }

  auto verdict = CodeVerdict::expired;
  const Error error = with_codes(this_request(), [&](EmailCodes& codes) -> Error {
    const auto address = normalize_email(text_of(email));
    if (!address) return {};  // no code was ever made for such an address
    const auto verified = codes.verify(subject_of(*address, purpose, options), text_of(code));
    if (!verified) return verified.error();
    verdict = *verified;
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  RETURN_OBJ_COPY(zend_enum_get_case_cstr(classes.code_result, kCases[static_cast<std::size_t>(verdict)]));
}
