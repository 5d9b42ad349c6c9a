// usersync_pair_offer, usersync_pair_answer, usersync_pair_accept: two sites agree on one key.
#include "sync/pairing/pairing.h"
#include "php/settings/opening.h"
#include "php/values/copy_out.h"
#include "php/values/options.h"

using namespace usersync;

namespace {

constexpr Option kOffer[] = {{"path", Option::Type::text}};
// What a step returns, by name. Wiped, because some are keys.
struct PairingResult {
  using Texts = std::vector<std::pair<const char*, std::string>>;
  Texts texts;
  Texts post;  // of the second step

  void add(PairBond& bond) {
    texts.emplace_back("reply", std::move(bond.reply));
    texts.emplace_back("digits", std::move(bond.digits));
    texts.emplace_back("key", std::move(bond.key));
  }
  ~PairingResult() {
    for (auto& [name, text] : texts) wipe(text);
    for (auto& [name, text] : post) wipe(text);
  }
};

void copy_out(const PairingResult::Texts& texts, zval* array) {
  array_init(array);
  for (const auto& [name, text] : texts) add_text(array, name, text);
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

  zend_long expires = 0;
  const Error error = with_request([&](Request& request) -> Error {
    SharedKeys keys;
    if (Error failed = data_keys(request, keys)) return failed;
    const auto url = SiteUrl::parse(text_of(site));
    if (!url) return url.error();
    auto made = offer_pair(text_of(network), *url, text_option(options, "path").value_or(""), *keys,
                           system_clock(), system_random());
    if (!made) return made.error();
    auto& texts = request.scratch.make<PairingResult>().texts;
    texts.emplace_back("pairing", std::move(made->pairing));
    texts.emplace_back("offer", std::move(made->offer));
    texts.emplace_back("id", std::move(made->id));
    expires = made->expires.count();
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  Scratch& scratch = this_request()->scratch;
  copy_out(scratch.get<PairingResult>().texts, return_value);
  add_assoc_long(return_value, "expires", expires);
  scratch.clear();
}

PHP_FUNCTION(usersync_pair_answer) {
  zend_string* pairing;
  zend_string* site;
  ZEND_PARSE_PARAMETERS_START(2, 2)
  Z_PARAM_STR(pairing)
  Z_PARAM_STR(site)
  ZEND_PARSE_PARAMETERS_END();

  zend_long expires = 0;
  const Error error = with_request([&](Request& request) -> Error {
    const auto url = SiteUrl::parse(text_of(site));
    if (!url) return url.error();
    auto answer = answer_pair(text_of(pairing), *url, system_clock(), system_random());
    if (!answer) return answer.error();
    auto& result = request.scratch.make<PairingResult>();
    const Invitation& invitation = answer->invitation;
    result.texts.emplace_back("network", invitation.network);
    result.texts.emplace_back("peer", invitation.site.text());
    result.texts.emplace_back("url", invitation.site.text() + invitation.path);
    result.add(answer->bond);
    PairPost& post = answer->post;
    result.post.emplace_back("id", std::move(post.id));
    result.post.emplace_back("url", std::move(post.url));
    result.post.emplace_back("nonce", std::move(post.nonce));
    result.post.emplace_back("mac", std::move(post.mac));
    expires = invitation.expires.count();
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  Scratch& scratch = this_request()->scratch;
  const auto& result = scratch.get<PairingResult>();
  copy_out(result.texts, return_value);
  zval post;
  copy_out(result.post, &post);
  add_assoc_zval(return_value, "post", &post);
  add_assoc_long(return_value, "expires", expires);
  scratch.clear();
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
    SharedKeys keys;
    if (Error failed = data_keys(*request, keys)) return failed;
    const PairPost post{posted_text(posted, "id"), posted_text(posted, "url"), posted_text(posted, "nonce"),
                        posted_text(posted, "mac")};
    auto accepted = accept_pair(text_of(offer), post, *keys, store, request->settings.scope,
                                request->settings.prefix, system_clock());
    if (!accepted) return accepted.error();
    auto& result = request->scratch.make<PairingResult>();
    result.texts.emplace_back("network", std::move(accepted->network));
    result.texts.emplace_back("site", accepted->site.text());
    result.texts.emplace_back("peer", accepted->peer.text());
    result.add(accepted->bond);
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  copy_out(request->scratch.get<PairingResult>().texts, return_value);
  request->scratch.clear();
}
