#include "sync/network/network.h"

#include <algorithm>

#include "base/ascii.h"
#include "crypto/paseto/footer.h"
#include "crypto/paseto/paserk.h"
#include "sync/network/origin.h"

namespace usersync {
namespace {

constexpr std::int64_t kMinLifetime = 600;  // longer than any token may live
constexpr std::int64_t kMaxLifetime = 315'360'000;

Error about(Error error, std::string_view subject) {
  error.set_where(error.where().empty() ? std::string(subject)
                                        : std::string(subject) + ": " + std::string(error.where()));
  return error;
}

Status add_key(std::string_view text, std::vector<NetworkKey>& keys) {
  auto secret = parse_k3_local(text);
  if (!secret) return secret.error();
  NetworkKey key;
  key.secret = std::move(*secret);
  key.id = format_k3_lid(key.secret);
  key.footer = token_footer(key.id);
  keys.push_back(std::move(key));
  return {};
}

Status add_keys(const std::vector<std::string_view>& texts, std::string_view whose,
                std::vector<NetworkKey>& keys) {
  for (const std::string_view text : texts) {
    if (const Status added = add_key(text, keys); !added) {
      return about(added.error(), "key " + std::to_string(keys.size() + 1) + " of " + std::string(whose));
    }
  }
  return {};
}

Status within(std::int64_t value, std::int64_t low, std::int64_t high, Msg what, Seconds& out) {
  if (value < low || value > high) return Error{what, std::to_string(value)};
  out = Seconds(value);
  return {};
}

// A logout token goes there and nowhere else, so it must be the peer's own origin; WordPress needs a query.
Status validate_logout_url(std::string_view url, const SiteUrl& peer) {
  std::string_view rest = url;
  const auto origin = take_origin(rest);
  if (!origin) return origin.error();
  if (*origin != peer.origin()) return bad_url(Msg::network_logout_origin, url);
  const bool plain = std::all_of(rest.begin(), rest.end(), [](char c) {
    return is_path_character(c) || c == '/' || c == '?' || c == '%';
  });
  if (!plain) return bad_url(Msg::network_logout_form, url);
  return {};
}

}  // namespace

const char* name_of(IpBinding binding) noexcept {
  return binding == IpBinding::off ? "off" : binding == IpBinding::prefix ? "prefix" : "strict";
}

bool Network::is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 && !holds_k3_local(text) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; });
}

Status Network::add_peer(const NetworkDraft::Peer& draft) {
  auto url = SiteUrl::parse(draft.url);
  if (!url) return url.error();
  Peer peer;
  peer.site = std::move(*url);
  if (peer.site == site_) return Error{Msg::network_own_peer, site_.text()};
  if (this->peer(peer.site.text()) != nullptr) {
    return Error{Msg::network_peer_twice, peer.site.text()};
  }
  if (const Status added = add_keys(draft.keys, peer.site.text(), peer.own_keys); !added) return added;
  if (peer.own_keys.empty() && keys_.empty()) {
    return Error{Msg::network_no_keys, peer.site.text()};
  }
  if (draft.may) {
    peer.may_login = peer.may_logout = false;
    for (const std::string_view action : *draft.may) {
      if (action != "login" && action != "logout") {
        return Error{Msg::network_may, peer.site.text()};
      }
      (action == "login" ? peer.may_login : peer.may_logout) = true;
    }
  } else if (!hub_.text().empty()) {
    peer.may_login = peer.site == hub_;  // members of a star log nobody in, unless `may` allows it
  }
  if (draft.logout_url) {
    if (const Status fine = validate_logout_url(*draft.logout_url, peer.site); !fine) return fine;
    peer.logout_url = *draft.logout_url;
  }
  peers_.push_back(std::move(peer));
  return {};
}

// What only the whole can show.
Status Network::validate() const {
  if (keys_.empty() && peers_.empty()) return Error{Msg::network_no_keys};
  std::vector<std::string_view> ids;
  const auto add_ids = [&](const std::vector<NetworkKey>& keys) {
    for (const NetworkKey& key : keys) ids.push_back(key.id);
  };
  add_ids(keys_);
  for (const Peer& peer : peers_) add_ids(peer.own_keys);
  std::sort(ids.begin(), ids.end());
  if (const auto twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end()) {
    return Error{Msg::network_key_twice, *twice};
  }
  if (hub_.text().empty() || hub_ == site_) return {};
  if (peer(hub_.text()) == nullptr) {
    return Error{Msg::network_hub_unknown, hub_.text()};
  }
  for (const Peer& peer : peers_) {
    if (peer.may_login && !(peer.site == hub_)) {
      return Error{Msg::network_hub_logins, peer.site.text()};
    }
  }
  return {};
}

Result<Network> Network::from(const NetworkDraft& draft) {
  if (!is_name(draft.name)) {
    return Error{Msg::network_name};
  }
  Network network;
  network.name_ = draft.name;
  if (draft.site.empty()) return Error{Msg::network_no_site};
  auto site = SiteUrl::parse(draft.site);
  if (!site) return about(site.error(), "site");
  network.site_ = std::move(*site);
  if (draft.hub) {
    auto hub = SiteUrl::parse(*draft.hub);
    if (!hub) return about(hub.error(), "hub");
    network.hub_ = std::move(*hub);
  }
  Status fine = within(draft.ttl, 1, kMaxTtl, Msg::network_ttl, network.ttl_);
  if (fine) fine = within(draft.leeway, 0, kMaxLeeway, Msg::network_leeway, network.leeway_);
  if (fine) {
    fine = within(draft.lifetime, kMinLifetime, kMaxLifetime, Msg::network_lifetime, network.lifetime_);
  }
  if (!fine) return fine.error();
  if (draft.ip == "prefix") {
    network.ip_ = IpBinding::prefix;
  } else if (draft.ip == "strict") {
    network.ip_ = IpBinding::strict;
  } else if (draft.ip != "off") {
    return Error{Msg::network_ip};
  }
  network.allow_unsolicited_ = draft.allow_unsolicited;

  fine = add_keys(draft.keys, "the network", network.keys_);
  for (std::size_t i = 0; fine && i < draft.peers.size(); ++i) fine = network.add_peer(draft.peers[i]);
  if (fine) fine = network.validate();
  if (!fine) return fine.error();
  return network;
}

const Network::Peer* Network::peer(std::string_view canonical_url) const noexcept {
  for (const Peer& peer : peers_) {
    if (peer.site.text() == canonical_url) return &peer;
  }
  return nullptr;
}

std::span<const NetworkKey> Network::keys_of(const Peer& peer) const noexcept {
  return peer.own_keys.empty() ? keys_ : peer.own_keys;
}

const NetworkKey* Network::key_with_footer(std::string_view footer) const noexcept {
  const auto find = [footer](const std::vector<NetworkKey>& keys) -> const NetworkKey* {
    for (const NetworkKey& key : keys) {
      if (key.footer == footer) return &key;
    }
    return nullptr;
  };
  if (const NetworkKey* key = find(keys_)) return key;
  for (const Peer& peer : peers_) {
    if (const NetworkKey* key = find(peer.own_keys)) return key;
  }
  return nullptr;
}

}  // namespace usersync
