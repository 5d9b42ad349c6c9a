// A network: sites that trust one another, as one of them sees it. docs/formats.md, "Sync token".
//
// A Network is checked when it is made and does not change; from() is the only way in. Threading: read-only,
// may be shared.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "sync/network/site_url.h"

namespace usersync {

enum class IpBinding : std::uint8_t { off, prefix, strict };
const char* name_of(IpBinding binding) noexcept;

struct NetworkKey {
  std::string id;      // "k3.lid." and 44 characters
  std::string footer;  // of the tokens under this key, as they carry it
  SecretKey secret;
};

// What somebody configured, unchecked and borrowed: by usersync_network_define() or in the networks file.
struct NetworkDraft {
  struct Peer {
    std::string_view url;
    std::vector<std::string_view> keys;
    std::optional<std::vector<std::string_view>> may;
    std::optional<std::string_view> logout_url;
  };
  std::string_view name;
  std::string_view site;
  std::optional<std::string_view> hub;
  std::vector<Peer> peers;
  std::vector<std::string_view> keys;
  std::int64_t ttl = 60;
  std::int64_t leeway = 30;
  std::int64_t lifetime = 2592000;
  std::string_view ip = "off";
  bool allow_unsolicited = false;
};

class Network {
 public:
  // 1 to 64 of a-z 0-9 . _ -: it stands between separators, in what a token signs and in hashed names. A key
  // put in the wrong place is none, so that a name may be shown.
  static bool is_name(std::string_view text) noexcept;

  static constexpr std::int64_t kMaxTtl = 300;
  static constexpr std::int64_t kMaxLeeway = 120;

  struct Peer {
    SiteUrl site;
    std::vector<NetworkKey> own_keys;  // of this pair; empty: the peer uses the network's
    bool may_login = true;             // what it may do HERE
    bool may_logout = true;
    std::string logout_url;  // empty: none
  };

  // Code::invalid_argument, bad_key; `detail` names the option or the peer, never a key.
  static Result<Network> from(const NetworkDraft& draft);

  const std::string& name() const noexcept { return name_; }
  const SiteUrl& site() const noexcept { return site_; }
  const SiteUrl& hub() const noexcept { return hub_; }  // of no site: there is none
  Seconds ttl() const noexcept { return ttl_; }
  Seconds leeway() const noexcept { return leeway_; }
  Seconds lifetime() const noexcept { return lifetime_; }
  IpBinding ip() const noexcept { return ip_; }
  bool allow_unsolicited() const noexcept { return allow_unsolicited_; }
  const std::vector<Peer>& peers() const noexcept { return peers_; }

  const Peer* peer(std::string_view canonical_url) const noexcept;
  // The first generates, all verify.
  std::span<const NetworkKey> keys_of(const Peer& peer) const noexcept;
  const NetworkKey* key_with_footer(std::string_view footer) const noexcept;

 private:
  Status add_peer(const NetworkDraft::Peer& draft);
  Status validate() const;

  std::string name_;
  SiteUrl site_;
  SiteUrl hub_;
  std::vector<NetworkKey> keys_;
  std::vector<Peer> peers_;
  Seconds ttl_{0};
  Seconds leeway_{0};
  Seconds lifetime_{0};
  IpBinding ip_ = IpBinding::off;
  bool allow_unsolicited_ = false;
};

}  // namespace usersync
