#include "sync/pairing/pairing.h"

#include <algorithm>

#include "base/codec.h"
#include "crypto/digest.h"
#include "crypto/envelope.h"
#include "crypto/paseto/paserk.h"
#include "sync/network/network.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr Seconds kLeeway{120};  // as much as clocks may ever differ

Binding binding() { return Binding::data("usersync/pair"); }

const Error kForeign{Msg::pairing_answer_foreign};
const Error kNoOffer{Msg::pairing_no_offer};

// Network and urls, which both sites must see alike.
std::string said(std::string_view network, const SiteUrl& inviting, const SiteUrl& answering) {
  std::string text(network);
  text += '\0';
  text += inviting.text();
  text += '\0';
  text += answering.text();
  text += '\0';
  return text;
}

Digest<32> mac_of(const Invitation& invitation, const SiteUrl& answering, View nonce) {
  static constexpr std::uint8_t kZero[1] = {0};
  const std::string text = said(invitation.network, invitation.site, answering);
  return HmacSha256(invitation.secret).of({view_of("usersync/1/pair answer"), kZero, view_of(text), nonce});
}

Result<PairBond> bond_of(const Invitation& invitation, const SiteUrl& answering, View nonce) {
  const std::string info =
      std::string("usersync/1/pair") + '\0' + said(invitation.network, invitation.site, answering);
  std::array<std::uint8_t, 72> derived;
  const WipeOnExit wiped(derived);
  if (const Status done = hkdf_sha384(invitation.secret, nonce, view_of(info), derived); !done) {
    return done.error();
  }
  const View all(derived);
  const auto key = SecretKey::copy_of(all.first(32));
  if (!key) return key.error();
  PairBond bond;
  bond.key = format_k3_local(*key);
  bond.reply = to_base64url(all.subspan(32, 32));
  bond.digits = std::to_string(*Reader(all.last(8)).u64() % 1'000'000);
  bond.digits.insert(0, 6 - bond.digits.size(), '0');
  return bond;
}

// Offer: u8 1 || u64 exp || k 32 || u8 length || network || url.
Result<std::string> seal_offer(const Invitation& invitation, TenantKeys& keys, Random& random) {
  Bytes plain;
  Writer writer(plain);
  writer.u8(kVersion);
  writer.u64(static_cast<std::uint64_t>(invitation.expires.count()));
  writer.bytes(invitation.secret);
  writer.u8(static_cast<std::uint8_t>(invitation.network.size()));
  writer.bytes(view_of(invitation.network));
  writer.bytes(view_of(invitation.site.text()));
  const WipeOnExit wiped(plain);
  Bytes sealed;
  if (const Status done = Envelope::seal(keys, binding(), {plain}, random, sealed); !done) {
    return done.error();
  }
  return to_base64url(sealed);
}

Result<Invitation> open_offer(std::string_view offer, TenantKeys& keys) {
  const auto sealed = from_base64url(offer);
  if (!sealed) return kNoOffer;
  Bytes plain;
  if (const Status opened = Envelope::open(keys, binding(), *sealed, plain); !opened) {
    return opened.error().code == Code::unknown_key ? opened.error() : kNoOffer;
  }
  const WipeOnExit wiped(plain);
  Reader reader(plain);
  const auto version = reader.u8();
  const auto expires = reader.u64();
  const auto secret = reader.bytes(32);
  const auto length = reader.u8();
  const auto network = reader.bytes(length.value_or(0));
  if (!network || *version != kVersion) return kNoOffer;
  auto site = SiteUrl::parse(text_of(reader.rest()));
  if (!site) return kNoOffer;
  Invitation invitation;
  invitation.site = std::move(*site);
  invitation.network = text_of(*network);
  std::copy(secret->begin(), secret->end(), invitation.secret.begin());
  invitation.expires = Seconds(static_cast<std::int64_t>(*expires));
  return invitation;
}

}  // namespace

Result<PairOffer> offer_pair(std::string_view network, const SiteUrl& site, std::string_view path,
                             TenantKeys& keys, Clock& clock, Random& random) {
  if (!Network::is_name(network)) {
    return Error{Msg::network_name};
  }
  if (!is_post_path(path)) {
    return Error{Msg::pairing_path};
  }
  Invitation invitation;
  invitation.site = site;
  invitation.path = path;
  invitation.network = network;
  invitation.expires = clock.wall_seconds() + kPairingLifetime;
  if (const Status filled = random.fill(invitation.secret); !filled) return filled.error();
  auto offer = seal_offer(invitation, keys, random);
  if (!offer) return offer.error();
  return PairOffer{write_pairing(invitation), std::move(*offer), invitation.id(), invitation.expires};
}

Result<PairAnswer> answer_pair(std::string_view pairing, const SiteUrl& site, Clock& clock, Random& random) {
  auto invitation = read_pairing(pairing);
  if (!invitation) return invitation.error();
  if (invitation->site == site) return Error{Msg::pairing_with_itself};
  const Seconds now = clock.wall_seconds();
  if (invitation->expires + kLeeway <= now) {
    return Error{Msg::pairing_string_expired};
  }
  if (invitation->expires > now + kPairingLifetime + kLeeway) {
    return Error{Msg::pairing_clocks};
  }
  std::array<std::uint8_t, 32> nonce;
  if (const Status filled = random.fill(nonce); !filled) return filled.error();
  auto bond = bond_of(*invitation, site, nonce);
  if (!bond) return bond.error();
  PairPost post{invitation->id(), site.text(), to_base64url(nonce),
                to_base64url(mac_of(*invitation, site, nonce))};
  return PairAnswer{std::move(*invitation), std::move(post), std::move(*bond)};
}

Result<PairAccepted> accept_pair(std::string_view offer, const PairPost& post, TenantKeys& keys, Store& store,
                                 std::string_view scope, std::string_view prefix, Clock& clock) {
  const auto invitation = open_offer(offer, keys);
  if (!invitation) return invitation.error();
  const std::string id = invitation->id();
  const auto peer = SiteUrl::parse(post.url);
  const auto nonce = from_base64url(post.nonce), mac = from_base64url(post.mac);
  if (post.id != id || !peer || peer->text() != post.url || *peer == invitation->site || !nonce ||
      nonce->size() != 32 || !mac || !equal_in_constant_time(*mac, mac_of(*invitation, *peer, *nonce))) {
    return kForeign;
  }
  const Seconds now = clock.wall_seconds();
  if (invitation->expires <= now) return Error{Msg::pairing_offer_expired};
  auto bond = bond_of(*invitation, *peer, *nonce);
  if (!bond) return bond.error();

  NonceName taken;
  taken.bytes = Sha256()
                    .add("usersync/1/pair taken")
                    .zero_byte()
                    .add(scope)
                    .zero_byte()
                    .add(prefix)
                    .zero_byte()
                    .add(id)
                    .finish();
  const auto first = store.consume_nonce(taken, invitation->expires - now + Seconds(2));
  if (!first) return first.error();
  if (!*first) {
    return Error{Msg::pairing_answered};
  }
  return PairAccepted{invitation->network, invitation->site, *peer, std::move(*bond)};
}

}  // namespace usersync
