// Pairing: how two sites that know nothing of each other come to one key, with two administrators and one
// string between them. docs/formats.md, "Pairing".
//
// The key comes from the secret in the string and the nonce of the POST: 32 random bytes of each side, so a
// second nonce would add nothing. Whoever reads both, that is, breaks TLS, has the key; a Diffie-Hellman
// exchange is left out because logins travel over the same TLS.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/keyring/keyring.h"
#include "store/store.h"
#include "sync/pairing/invitation.h"

namespace usersync {

inline constexpr Seconds kPairingLifetime{900};

struct PairOffer {
  std::string pairing;  // secret: for the other administrator
  std::string offer;    // sealed: for this site's database
  std::string id;
  Seconds expires{0};
};

// What the answering site posts, as texts.
struct PairPost {
  std::string id;
  std::string url;
  std::string nonce;
  std::string mac;
};

// What both sites come to.
struct PairBond {
  std::string key;     // k3.local…
  std::string reply;   // what the inviting site answers the post with: it holds the secret too
  std::string digits;  // for the two administrators to compare
};

struct PairAnswer {
  Invitation invitation;
  PairPost post;
  PairBond bond;
};

struct PairAccepted {
  std::string network;
  SiteUrl site;
  SiteUrl peer;
  PairBond bond;
};

// At the site that invites. Code::invalid_argument for a malformed name or path.
Result<PairOffer> offer_pair(std::string_view network, const SiteUrl& site, std::string_view path,
                             TenantKeys& keys, Clock& clock, Random& random);

// At the site that is invited; asks nobody. Code::refused.
Result<PairAnswer> answer_pair(std::string_view pairing, const SiteUrl& site, Clock& clock, Random& random);

// At the site that invited: once for an offer, and what does not fit uses nothing up. Code::refused; and
// unknown_key when the offer lies under a key that is gone.
Result<PairAccepted> accept_pair(std::string_view offer, const PairPost& post, TenantKeys& keys, Store& store,
                                 std::string_view scope, std::string_view prefix, Clock& clock);

}  // namespace usersync
