#include <algorithm>

#include "crypto/challenge.h"
#include "crypto/names.h"
#include "crypto/paseto/footer.h"
#include "sync/token/profile.h"
#include "sync/token/token.h"

namespace usersync {
namespace {

using Reason = TokenReason;

// Strings in messages come from a peer at best: "%.*s" cuts them.
constexpr int kShown = 200;
int shown(std::string_view text) noexcept {
  return static_cast<int>(std::min<std::size_t>(text.size(), kShown));
}

long long number(Seconds span) noexcept { return static_cast<long long>(span.count()); }

Result<const NetworkKey*, Refusal> key_of(const Network& network, std::string_view token) {
  if (token.size() > kMaxToken) return Refusal::of(Reason::malformed, "a token has at most 8192 characters");
  const auto header = paseto_header(token);
  if (!header) return Refusal::of(Reason::malformed, "this is not a token");
  const auto parts = split_v3_local(token);
  if (!parts && parts.error().code == Code::unsupported) {
    return Refusal::of(Reason::unsupported_version, "only v3.local tokens are accepted, this is a %.*s.%.*s",
                       shown(header->version), header->version.data(), shown(header->purpose),
                       header->purpose.data());
  }
  if (!parts) return Refusal::of(Reason::malformed, "the token has not the shape of v3.local");
  if (const NetworkKey* key = network.key_with_footer(parts->footer)) return key;
  const auto kid = key_id_in(parts->footer);
  if (!kid) return Refusal::of(Reason::malformed, "the token's footer does not name a key as usersync does");
  return Refusal::of(Reason::unknown_key,
                     "network \"%s\" holds no key %s: the key was rotated, or the token is not meant for it",
                     network.name().c_str(), kid->c_str());
}

Refusal bad_signature(const Network& network, const VerifyOptions& options) {
  return Refusal::of(
      Reason::bad_signature,
      "the token does not open: it was changed, or made for another purpose than \"%s\", another "
      "network than \"%s\", or %s",
      name_of(options.purpose), network.name().c_str(),
      options.state.empty() ? "a browser's challenge, and no state was given"
                            : "another browser's challenge than this state has");
}

std::optional<Refusal> validate_parties(const Network& network, const NetworkKey& key, const Claims& claims,
                                        TokenPurpose purpose) {
  const std::string& site = network.site().text();
  if (claims.aud != site) {
    return Refusal::of(Reason::wrong_audience, "the token is for %.*s, this site is %.*s", shown(claims.aud),
                       claims.aud.c_str(), shown(site), site.c_str());
  }
  const Network::Peer* const peer = network.peer(claims.iss);
  const auto keys = peer != nullptr ? network.keys_of(*peer) : std::span<const NetworkKey>();
  const bool holds =
      std::any_of(keys.begin(), keys.end(), [&](const NetworkKey& each) { return &each == &key; });
  if (!holds) {
    return Refusal::of(Reason::wrong_issuer, "%.*s is no peer that holds key %s in network \"%s\"",
                       shown(claims.iss), claims.iss.c_str(), key.id.c_str(), network.name().c_str());
  }
  if (purpose == TokenPurpose::login ? !peer->may_login : !peer->may_logout) {
    return Refusal::of(Reason::wrong_issuer, "%.*s may not send a %s here", shown(claims.iss),
                       claims.iss.c_str(), name_of(purpose));
  }
  return {};
}

std::optional<Refusal> validate_times(const Network& network, const Claims& claims,
                                      const VerifyOptions& options, Seconds now) {
  const Seconds leeway = network.leeway();
  if (claims.exp <= claims.iat || claims.exp - claims.iat > Seconds(Network::kMaxTtl)) {
    return Refusal::of(Reason::bad_claims, "a token lives 1 to %lld seconds, this one %lld",
                       static_cast<long long>(Network::kMaxTtl), number(claims.exp - claims.iat));
  }
  const Seconds begin = std::max(claims.iat, claims.nbf);
  if (begin > now + leeway) {
    return Refusal::of(
        Reason::not_yet_valid,
        "the token begins %lld s from now, more than the leeway of %lld s: do the clocks agree?",
        number(begin - now), number(leeway));
  }
  if (now - leeway >= claims.exp) {
    return Refusal::of(Reason::expired, "the token expired %lld s ago, no less than the leeway of %lld s",
                       number(now - claims.exp), number(leeway));
  }
  const Seconds max_age = options.max_age.value_or(network.ttl() + leeway);
  if (now - claims.iat > max_age) {
    return Refusal::of(Reason::too_old, "the token was made %lld s ago, %lld s are allowed",
                       number(now - claims.iat), number(max_age));
  }
  // In the issuer's own clock a login is not later than its token; one that were would outlive every logout.
  if (claims.auth_ms && Millis(*claims.auth_ms) >= claims.iat + leeway + Seconds(1)) {
    return Refusal::of(Reason::bad_claims, "auth_ms is later than the token itself");
  }
  return {};
}

std::optional<Refusal> validate_ip(const Network& network, const std::string& ipb,
                                   const VerifyOptions& options, TokenKey& key, bool& checked) {
  if (!binds_ip(network, options.purpose)) return {};
  const std::string expected = key.bind(*options.ip, network.ip());
  checked = ipb == expected;
  if (checked) return {};
  const bool same_family = !ipb.empty() && ipb[0] == expected[0];
  if (network.ip() == IpBinding::prefix && !same_family)
    return {};  // dual stack: another family tells nothing
  return Refusal::of(Reason::ip_mismatch, "the token was made for a browser at another address");
}

}  // namespace

Result<Verified, Refusal> open_token(const Network& network, std::string_view token,
                                     const VerifyOptions& options, TokenKeys& keys, Clock& clock) {
  const bool login = options.purpose == TokenPurpose::login;
  if (!login && !options.state.empty())
    return Refusal(Error{Code::invalid_argument, "a logout has no `state`"});
  if (binds_ip(network, options.purpose) && !options.ip) {
    return Refusal(Error{Code::invalid_argument, "this network binds tokens to the browser's `ip`"});
  }
  if (login && options.state.empty() && !network.allow_unsolicited()) {
    return Refusal::of(
        Reason::unsolicited,
        "no browser state was given: network \"%s\" takes only logins that this browser asked for",
        network.name().c_str());
  }
  const auto named = key_of(network, token);
  if (!named) return named.error();
  const NetworkKey& network_key = **named;
  auto key = keys.ready(network_key);
  if (!key) return Refusal(key.error());

  const std::string challenge = challenge_of(options.state, keys.state_hash());
  const auto message = (*key)->paseto().open(token, implicit_assertion(options.purpose, network, challenge));
  if (!message && message.error().code == Code::tampered) return bad_signature(network, options);
  if (!message && message.error().code == Code::invalid_argument) {
    return Refusal::of(Reason::malformed, "the token has not the shape of v3.local");
  }
  if (!message) return Refusal(message.error());

  auto claims = read_claims(text_of(*message), options.purpose);
  if (!claims) {
    const Error& error = claims.error();
    const char* const claim = error.detail.data();
    if (*claim == '\0') return Refusal::of(Reason::bad_claims, "%s", error.what);
    return Refusal::of(Reason::bad_claims, "%s (%s)", error.what, claim);
  }
  if (auto refused = validate_parties(network, network_key, *claims, options.purpose)) return *refused;
  if (auto refused = validate_times(network, *claims, options, clock.wall_seconds())) return *refused;
  Verified verified;
  if (auto refused = validate_ip(network, claims->ipb, options, **key, verified.ip_checked)) return *refused;
  verified.claims = std::move(*claims);
  verified.kid = network_key.id;
  return verified;
}

Result<void, Refusal> consume_token(const Network& network, const Claims& claims, Store& store,
                                    Clock& clock) {
  const NonceName name{nonce_name(network.name(), claims.iss, claims.aud, claims.jti)};
  // Past this moment the token has expired for everybody; one second for the fraction that was cut.
  const Seconds until = claims.exp + network.leeway() + Seconds(1);
  const auto first = store.consume_nonce(name, std::max(until - clock.wall_seconds(), Seconds(1)));
  if (!first) return Refusal(first.error());
  if (*first) return {};
  return Refusal::of(Reason::replayed, "the token was used before");
}

Result<Peeked, Refusal> peek_token(std::string_view token) {
  const auto header = token.size() <= kMaxToken ? paseto_header(token) : std::nullopt;
  if (!header) return Refusal::of(Reason::malformed, "this is not a token");
  Peeked peeked{header->version, header->purpose, {}};
  const std::string_view body = token.substr(header->version.size() + header->purpose.size() + 2);
  const auto dot = body.find('.');
  if (dot == 0 || body.empty()) return Refusal::of(Reason::malformed, "the token is empty");
  if (dot != std::string_view::npos) peeked.kid = key_id_in(body.substr(dot + 1));
  return peeked;
}

}  // namespace usersync
