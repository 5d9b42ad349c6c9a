#include <algorithm>

#include "crypto/challenge.h"
#include "crypto/names.h"
#include "crypto/paseto/footer.h"
#include "sync/token/profile.h"
#include "sync/token/token.h"

namespace usersync {
namespace {

using Reason = TokenReason;

std::string number(Seconds span) { return std::to_string(span.count()); }

Result<const NetworkKey*, Refusal> key_of(const Network& network, std::string_view token) {
  if (token.size() > kMaxToken) return Refusal::of(Reason::malformed, Msg::token_too_long);
  const auto header = paseto_header(token);
  if (!header) return Refusal::of(Reason::malformed, Msg::token_malformed);
  const auto parts = split_v3_local(token);
  if (!parts && parts.error().code == Code::unsupported) {
    return Refusal::of(Reason::unsupported_version, Msg::token_version,
                       {std::string(header->version) + "." + std::string(header->purpose)});
  }
  if (!parts) return Refusal::of(Reason::malformed, Msg::token_shape);
  if (const NetworkKey* key = network.key_with_footer(parts->footer)) return key;
  const auto kid = key_id_in(parts->footer);
  if (!kid) return Refusal::of(Reason::malformed, Msg::token_footer);
  return Refusal::of(Reason::unknown_key, Msg::token_key_unknown, {network.name(), *kid});
}

Refusal bad_signature(const Network& network, const VerifyOptions& options) {
  return Refusal::of(Reason::bad_signature, Msg::token_not_authentic,
                     {name_of(options.purpose), network.name(),
                      options.state.empty() ? "a browser's challenge, and no state was given"
                                            : "another browser's challenge than this state has"});
}

std::optional<Refusal> validate_parties(const Network& network, const NetworkKey& key, const Claims& claims,
                                        TokenPurpose purpose) {
  const std::string& site = network.site().text();
  if (claims.aud != site) {
    return Refusal::of(Reason::wrong_audience, Msg::token_wrong_audience, {claims.aud, site});
  }
  const Network::Peer* const peer = network.peer(claims.iss);
  const auto keys = peer != nullptr ? network.keys_of(*peer) : std::span<const NetworkKey>();
  const bool holds =
      std::any_of(keys.begin(), keys.end(), [&](const NetworkKey& each) { return &each == &key; });
  if (!holds) {
    return Refusal::of(Reason::wrong_issuer, Msg::token_wrong_issuer, {claims.iss, key.id, network.name()});
  }
  if (purpose == TokenPurpose::login ? !peer->may_login : !peer->may_logout) {
    return Refusal::of(Reason::wrong_issuer, Msg::token_not_allowed, {claims.iss, name_of(purpose)});
  }
  return {};
}

std::optional<Refusal> validate_times(const Network& network, const Claims& claims,
                                      const VerifyOptions& options, Seconds now) {
  const Seconds leeway = network.leeway();
  if (claims.exp <= claims.iat || claims.exp - claims.iat > Seconds(Network::kMaxTtl)) {
    return Refusal::of(Reason::bad_claims, Msg::token_lifetime,
                       {std::to_string(Network::kMaxTtl), number(claims.exp - claims.iat)});
  }
  const Seconds begin = std::max(claims.iat, claims.nbf);
  if (begin > now + leeway) {
    return Refusal::of(Reason::not_yet_valid, Msg::token_not_yet_valid,
                       {number(begin - now), number(leeway)});
  }
  if (now - leeway >= claims.exp) {
    return Refusal::of(Reason::expired, Msg::token_expired, {number(now - claims.exp), number(leeway)});
  }
  const Seconds max_age = options.max_age.value_or(network.ttl() + leeway);
  if (now - claims.iat > max_age) {
    return Refusal::of(Reason::too_old, Msg::token_too_old, {number(now - claims.iat), number(max_age)});
  }
  // In the issuer's own clock a login is not later than its token; one that were would outlive every logout.
  if (claims.auth_ms && Millis(*claims.auth_ms) >= claims.iat + leeway + Seconds(1)) {
    return Refusal::of(Reason::bad_claims, Msg::token_login_after_token);
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
  return Refusal::of(Reason::ip_mismatch, Msg::token_ip_mismatch);
}

}  // namespace

Result<Verified, Refusal> open_token(const Network& network, std::string_view token,
                                     const VerifyOptions& options, TokenKeys& keys, Clock& clock) {
  const bool login = options.purpose == TokenPurpose::login;
  if (!login && !options.state.empty()) return Refusal(Error{Msg::logout_state});
  if (binds_ip(network, options.purpose) && !options.ip) {
    return Refusal(Error{Msg::ip_needed});
  }
  if (login && options.state.empty() && !network.allow_unsolicited()) {
    return Refusal::of(Reason::unsolicited, Msg::token_unsolicited, {network.name()});
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
    return Refusal::of(Reason::malformed, Msg::token_shape);
  }
  if (!message) return Refusal(message.error());

  auto claims = read_claims(text_of(*message), options.purpose);
  if (!claims) {
    const Error& error = claims.error();
    return Refusal::of(Reason::bad_claims, error.message, {error.where()});
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
  return Refusal::of(Reason::replayed, Msg::token_replayed);
}

Result<Peeked, Refusal> peek_token(std::string_view token) {
  const auto header = token.size() <= kMaxToken ? paseto_header(token) : std::nullopt;
  if (!header) return Refusal::of(Reason::malformed, Msg::token_malformed);
  Peeked peeked{header->version, header->purpose, {}};
  const std::string_view body = token.substr(header->version.size() + header->purpose.size() + 2);
  const auto dot = body.find('.');
  if (dot == 0 || body.empty()) return Refusal::of(Reason::malformed, Msg::token_empty);
  if (dot != std::string_view::npos) peeked.kid = key_id_in(body.substr(dot + 1));
  return peeked;
}

}  // namespace usersync
