// usersync_network_define, usersync_networks, usersync_network_info.
#include "php/functions/networks_of.h"
#include "php/values/copy_out.h"
#include "php/values/options.h"

using namespace usersync;

namespace {

using Type = Option::Type;

constexpr std::uint32_t kOptions = 2;  // the argument
constexpr Option kNetworkOptions[] = {
    {"site", Type::text},       {"peers", Type::array}, {"keys", Type::list_of_text},
    {"hub", Type::text},        {"ttl", Type::number},  {"leeway", Type::number},
    {"lifetime", Type::number}, {"ip", Type::text},     {"allow_unsolicited", Type::flag}};
constexpr Option kPeerOptions[] = {
    {"keys", Type::list_of_text}, {"may", Type::list_of_text}, {"logout_url", Type::text}};

// Step one: types and names. False: an exception is pending.
bool check_peers(HashTable* peers) {
  zend_string* url;
  const zval* peer;
  ZEND_HASH_FOREACH_STR_KEY_VAL(peers, url, peer) {
    ZVAL_DEREF(peer);
    if (url == nullptr) {
      zend_argument_value_error(kOptions, "must have the urls of the peers as keys under \"peers\"");
      return false;
    }
    if (Z_TYPE_P(peer) != IS_ARRAY) {
      zend_argument_type_error(kOptions, "must hold arrays under key \"peers\", %s found",
                               zend_zval_type_name(peer));
      return false;
    }
    if (!check_options(kOptions, Z_ARRVAL_P(peer), kPeerOptions, text_of(url))) return false;
  }
  ZEND_HASH_FOREACH_END();
  return true;
}

// Step two, for arrays that step one checked.
NetworkDraft::Peer peer_draft(const zend_string* url, HashTable* options) {
  NetworkDraft::Peer peer;
  peer.url = text_of(url);
  peer.keys = texts_of(array_option(options, "keys"));
  if (HashTable* may = array_option(options, "may")) peer.may = texts_of(may);
  peer.logout_url = text_option(options, "logout_url");
  return peer;
}

NetworkDraft network_draft(const zend_string* name, HashTable* options) {
  NetworkDraft draft;
  draft.name = text_of(name);
  draft.site = text_option(options, "site").value_or("");
  draft.hub = text_option(options, "hub");
  draft.keys = texts_of(array_option(options, "keys"));
  draft.ttl = number_option(options, "ttl").value_or(draft.ttl);
  draft.leeway = number_option(options, "leeway").value_or(draft.leeway);
  draft.lifetime = number_option(options, "lifetime").value_or(draft.lifetime);
  draft.ip = text_option(options, "ip").value_or(draft.ip);
  draft.allow_unsolicited = flag_option(options, "allow_unsolicited").value_or(false);
  if (HashTable* peers = array_option(options, "peers")) {
    zend_string* url;
    const zval* peer;
    ZEND_HASH_FOREACH_STR_KEY_VAL(peers, url, peer) {
      ZVAL_DEREF(peer);
      draft.peers.push_back(peer_draft(url, Z_ARRVAL_P(peer)));
    }
    ZEND_HASH_FOREACH_END();
  }
  return draft;
}

void describe_peer(const Network& network, const Network::Peer& peer, zval* out) {
  array_init(out);
  zval list;
  array_init(&list);
  for (const NetworkKey& key : network.keys_of(peer)) append_text(&list, key.id);
  add_assoc_zval(out, "key_ids", &list);
  array_init(&list);
  if (peer.may_login) add_next_index_string(&list, "login");
  if (peer.may_logout) add_next_index_string(&list, "logout");
  add_assoc_zval(out, "may", &list);
  add_text_or_null(out, "logout_url", peer.logout_url);
}

}  // namespace

PHP_FUNCTION(usersync_network_define) {
  zend_string* name;
  HashTable* options;
  ZEND_PARSE_PARAMETERS_START(2, 2)
  Z_PARAM_STR(name)
  Z_PARAM_ARRAY_HT(options)
  ZEND_PARSE_PARAMETERS_END();
  if (!check_options(kOptions, options, kNetworkOptions)) RETURN_THROWS();
  HashTable* const peers = array_option(options, "peers");
  if (peers != nullptr && !check_peers(peers)) RETURN_THROWS();

  const Error error = compute([&]() -> Error {
    const auto networks = networks_of(this_request());
    if (!networks) return networks.error();
    auto network = Network::from(network_draft(name, options));
    if (!network) return network.error();
    const Status defined = (*networks)->define(std::move(*network));
    return defined ? Error{} : defined.error();
  });
  thrown(error);
}

PHP_FUNCTION(usersync_networks) {
  ZEND_PARSE_PARAMETERS_NONE();
  using Names = std::vector<std::string_view>;
  Request* const request = this_request();
  const Error error = compute([&]() -> Error {
    const auto networks = networks_of(request);
    if (!networks) return networks.error();
    request->scratch.make<Names>() = (*networks)->names();
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  array_init(return_value);
  for (const std::string_view name : request->scratch.get<Names>()) append_text(return_value, name);
  request->scratch.clear();
}

PHP_FUNCTION(usersync_network_info) {
  zend_string* name;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(name)
  ZEND_PARSE_PARAMETERS_END();

  const Network* network = nullptr;
  Error error = compute([&]() -> Error {
    const auto found = network_of(this_request(), text_of(name));
    if (!found) return found.error();
    network = *found;
    return {};
  });
  if (thrown(error)) RETURN_THROWS();
  array_init(return_value);
  add_text(return_value, "name", network->name());
  add_text(return_value, "site", network->site().text());
  add_text_or_null(return_value, "hub", network->hub().text());
  add_assoc_long(return_value, "ttl", network->ttl().count());
  add_assoc_long(return_value, "leeway", network->leeway().count());
  add_assoc_long(return_value, "lifetime", network->lifetime().count());
  add_assoc_string(return_value, "ip", name_of(network->ip()));
  add_assoc_bool(return_value, "allow_unsolicited", network->allow_unsolicited());
  zval peers;
  array_init(&peers);
  for (const Network::Peer& peer : network->peers()) {
    zval described;
    describe_peer(*network, peer, &described);
    add_assoc_zval_ex(&peers, peer.site.text().data(), peer.site.text().size(), &described);
  }
  add_assoc_zval(return_value, "peers", &peers);
}
