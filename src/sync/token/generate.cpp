#include <algorithm>
#include <array>

#include "crypto/challenge.h"
#include "sync/token/profile.h"
#include "sync/token/token.h"
#include "wire/base64url.h"
#include "wire/json.h"

namespace usersync {
namespace {

Error bad(Msg what, std::string_view detail = {}) { return {what, detail}; }

// What one call of the kernel gave, for several uses: the call costs more than the bytes.
class RandomBytes final : public Random {
 public:
  explicit RandomBytes(View bytes) : bytes_(bytes) {}
  Status fill(std::span<std::uint8_t> out) noexcept override {
    if (out.size() > bytes_.size())
      return Error{Msg::internal_error, "more random bytes are needed than there are"};
    std::copy_n(bytes_.begin(), out.size(), out.begin());
    bytes_ = bytes_.subspan(out.size());
    return {};
  }

 private:
  View bytes_;
};

// In no more bytes than these there are too few keys for the claims' limit, whatever they are: one takes
// five.
constexpr std::size_t kShortExt = 250;

constexpr std::size_t kIds = 32, kNonce = 32;  // jti and sid; what a token is sealed under

}  // namespace

Result<std::string> generate_token(const Network& network, std::string_view audience, Claims said,
                                   const GenerateOptions& options, TokenKeys& keys, Clock& clock,
                                   Random& random) {
  const Network::Peer* peer = network.peer(audience);
  if (peer == nullptr) {  // or not written as it should be
    const auto url = SiteUrl::parse(audience);
    if (!url) return url.error();
    peer = network.peer(url->text());
    if (peer == nullptr) return bad(Msg::audience_unknown, url->text());
  }
  const bool login = options.purpose == TokenPurpose::login;
  if (!options.challenge.empty() && !login) return bad(Msg::logout_challenge);
  if (!options.challenge.empty() && !is_challenge(options.challenge)) {
    return bad(Msg::challenge_form);
  }
  const Seconds ttl = options.ttl.value_or(network.ttl());
  if (ttl < Seconds(1) || ttl > Seconds(Network::kMaxTtl)) return bad(Msg::network_ttl);
  if (binds_ip(network, options.purpose) && !options.ip) return bad(Msg::ip_needed);

  std::array<std::uint8_t, kIds + kNonce> drawn;
  if (const Status random_bytes = random.fill(drawn); !random_bytes) return random_bytes.error();
  const Millis now = clock.wall();
  said.iss = network.site().text();
  said.aud = peer->site.text();
  said.jti = to_base64url(View(drawn).first(16));
  said.iat = said.nbf = std::chrono::floor<Seconds>(now);
  said.exp = said.iat + ttl;
  if (login && said.sid.empty()) said.sid = to_base64url(View(drawn).subspan(16, 16));
  if (!said.auth_ms && (login || said.sid.empty())) said.auth_ms = now.count();
  if (const Status fine = check_claims(said, options.purpose); !fine) return fine.error();
  if (said.auth_ms && *said.auth_ms > (now + network.leeway()).count())
    return bad(Msg::login_in_future, "auth_ms");

  auto key = keys.ready(network.keys_of(*peer).front());
  if (!key) return key.error();
  if (binds_ip(network, options.purpose)) said.ipb = (*key)->bind(*options.ip, network.ip());
  const std::string json = write_claims(said);
  // The one claim whose shape is the application's: what leaves here must pass there.
  if (!said.ext.empty()) {
    const bool alone = said.ext.size() <= kShortExt;
    if (const auto readable = JsonObject::parse(alone ? R"({"ext":)" + said.ext + "}" : json); !readable) {
      return readable.error();
    }
  }
  std::string footer(R"({"kid":")");
  footer += (*key)->id();
  footer += R"("})";
  RandomBytes nonce(View(drawn).last(kNonce));
  auto token = (*key)->paseto().seal(json, footer,
                                     implicit_assertion(options.purpose, network, options.challenge), nonce);
  if (token && token->size() > kMaxToken) return bad(Msg::claims_too_large);
  return token;
}

}  // namespace usersync
