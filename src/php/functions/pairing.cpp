// usersync_pair_offer, usersync_pair_answer, usersync_pair_accept: two sites agree on one key.
#include "sync/pairing/pairing.h"
#include "php/functions/options.h"
#include "php/settings/opening.h"

using namespace usersync;

namespace {

constexpr Option kOffer[] = {{"path", Option::Type::text}};
// What an answer is made of, in front of the fields of its post.
constexpr std::size_t kAnswer = 6;

// `count` of the texts from number `first` into an array.
void copy_out(const Request& request, std::size_t first, std::size_t count, zval* array) {
  array_init(array);
  for (std::size_t i = first; i < first + count; ++i) {
    const auto& [name, text] = request.texts[i];
    add_assoc_stringl(array, name, text.data(), text.size());
  }
}

// Some of them are keys.
void forget_texts(Request& request) noexcept {
  for (auto& [name, text] : request.texts) wipe(text);
  request.texts.clear();
}

void hand_over(Request& request, const char* name, std::string text) {
  request.texts.emplace_back(name, std::move(text));
}

void hand_over(Request& request, PairBond& bond) {
  hand_over(request, "reply", std::move(bond.reply));
  hand_over(request, "digits", std::move(bond.digits));
  hand_over(request, "key", std::move(bond.key));
}

std::string posted_text(HashTable* posted, std::string_view name) {
  const zval* const value = option(posted, name);
  return value != nullptr && Z_TYPE_P(value) == IS_STRING ? std::string(text_of(Z_STR_P(value)))
                                                          : std::string();
}

}  // namespace

PHP_FUNCTION(usersync_pair_offer) {
  zend_string* network;
  zend_string* site;
  HashTable* options = const_cast<HashTable*>(&zend_empty_array);
  ZEND_PARSE_PARAMETERS_START(2, 3)
  Z_PARAM_STR(network)
  Z_PARAM_STR(site)
  Z_PARAM_OPTIONAL
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_options(3, options, kOffer)) RETURN_THROWS();

  Request* const request = this_request();
  zend_long expires = 0;
  const Error error = compute([&]() -> Error {
    if (request == nullptr) return Error{Code::no_memory, "out of memory"};
    TenantKeys* keys = nullptr;
    if (Error failed = data_keys(*request, keys)) return failed;
    const auto url = SiteUrl::parse(text_of(site));
    if (!url) return url.error();
    auto made = offer_pair(text_of(network), *url, text_option(options, "path").value_or(""), *keys,
                           system_clock(), system_random());
    if (!made) return made.error();
    request->texts.clear();
    hand_over(*request, "pairing", std::move(made->pairing));
    hand_over(*request, "offer", std::move(made->offer));
    hand_over(*request, "id", std::move(made->id));
    expires = made->expires.count();
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  copy_out(*request, 0, request->texts.size(), return_value);
  forget_texts(*request);
  add_assoc_long(return_value, "expires", expires);
}

PHP_FUNCTION(usersync_pair_answer) {
  zend_string* pairing;
  zend_string* site;
  ZEND_PARSE_PARAMETERS_START(2, 2)
  Z_PARAM_STR(pairing)
  Z_PARAM_STR(site)
  ZEND_PARSE_PARAMETERS_END();

  Request* const request = this_request();
  zend_long expires = 0;
  const Error error = compute([&]() -> Error {
    if (request == nullptr) return Error{Code::no_memory, "out of memory"};
    const auto url = SiteUrl::parse(text_of(site));
    if (!url) return url.error();
    auto answer = answer_pair(text_of(pairing), *url, system_clock(), system_random());
    if (!answer) return answer.error();
    request->texts.clear();
    const Invitation& invitation = answer->invitation;
    hand_over(*request, "network", invitation.network);
    hand_over(*request, "peer", invitation.site.text());
    hand_over(*request, "url", invitation.site.text() + invitation.path);
    hand_over(*request, answer->bond);
    PairPost& post = answer->post;
    hand_over(*request, "id", std::move(post.id));
    hand_over(*request, "url", std::move(post.url));
    hand_over(*request, "nonce", std::move(post.nonce));
    hand_over(*request, "mac", std::move(post.mac));
    expires = invitation.expires.count();
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  copy_out(*request, 0, kAnswer, return_value);
  zval post;
  copy_out(*request, kAnswer, request->texts.size() - kAnswer, &post);
  forget_texts(*request);
  add_assoc_zval(return_value, "post", &post);
  add_assoc_long(return_value, "expires", expires);
}

PHP_FUNCTION(usersync_pair_accept) {
  zend_string* offer;
  HashTable* posted;
  ZEND_PARSE_PARAMETERS_START(2, 2)
  Z_PARAM_STR(offer)
  Z_PARAM_ARRAY_HT(posted)
  ZEND_PARSE_PARAMETERS_END();

  Request* const request = this_request();
  const Error error = with_store(request, [&](Store& store) -> Error {
    TenantKeys* keys = nullptr;
    if (Error failed = data_keys(*request, keys)) return failed;
    const PairPost post{posted_text(posted, "id"), posted_text(posted, "url"), posted_text(posted, "nonce"),
                        posted_text(posted, "mac")};
    auto accepted = accept_pair(text_of(offer), post, *keys, store, request->settings.scope,
                                request->settings.prefix, system_clock());
    if (!accepted) return accepted.error();
    request->texts.clear();
    hand_over(*request, "network", std::move(accepted->network));
    hand_over(*request, "site", accepted->site.text());
    hand_over(*request, "peer", accepted->peer.text());
    hand_over(*request, accepted->bond);
    return {};
  });
  if (error) {
    throw_exception(error);
    RETURN_THROWS();
  }
  copy_out(*request, 0, request->texts.size(), return_value);
  forget_texts(*request);
}
