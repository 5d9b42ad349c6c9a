#include "crypto/paseto/paseto.h"

#include <openssl/evp.h>

#include <array>
#include <bit>

#include "crypto/digest.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::size_t kNonce = 32;
constexpr std::size_t kTag = 48;
constexpr std::size_t kLongestInfo = 24;  // of what keys are derived for
constexpr std::size_t kShortTail = 240;   // footer and implicit assertion of a usual token
constexpr std::size_t kLargest =
    1 << 20;  // far above the profile's 8 KiB, far below where EVP's int would end

constexpr Error kFailed{Msg::openssl_failed};
constexpr Error kShape{Msg::paseto_shape};

// Short things one behind the other: a call of EVP_MAC_update() costs as much as many bytes do.
template <std::size_t kSize>
class Joined {
 public:
  Joined& add(View bytes) noexcept {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(length_));
    length_ += bytes.size();
    return *this;
  }
  Joined& add(std::string_view text) noexcept { return add(view_of(text)); }
  Joined& add_le64(std::uint64_t value) noexcept {
    for (int shift = 0; shift < 64; shift += 8) bytes_[length_++] = static_cast<std::uint8_t>(value >> shift);
    return *this;
  }
  View view() const noexcept { return View(bytes_).first(length_); }

 private:
  std::array<std::uint8_t, kSize> bytes_;
  std::size_t length_ = 0;
};

}  // namespace

struct PasetoKey::State {
  explicit State(const Digest<48>& pseudo_random_key)
      : expand(pseudo_random_key), authenticate(pseudo_random_key), ctr(EVP_CIPHER_CTX_new()) {
    if (!ctr || EVP_EncryptInit_ex2(ctr.get(), algorithms().aes_256_ctr, nullptr, nullptr, nullptr) != 1) {
      throw CryptoFailure();
    }
  }

  // HKDF-Expand with L = 48 is a single HMAC: info || nonce || 0x01.
  Digest<48> derive(std::string_view info, View nonce) {
    static constexpr std::uint8_t kFirstBlock = 1;
    Joined<kLongestInfo + kNonce + 1> message;
    return expand.of({message.add(info).add(nonce).add(View(&kFirstBlock, 1)).view()});
  }

  // CTR both ways: the first 32 derived bytes are the key, the other 16 the counter block.
  bool crypt(View nonce, View in, std::uint8_t* out) {
    Digest<48> derived = derive("paseto-encryption-key", nonce);
    const WipeOnExit wiped(derived);
    const QuietErrors quiet;
    int written = 0;
    return EVP_EncryptInit_ex2(ctr.get(), nullptr, derived.data(), derived.data() + 32, nullptr) == 1 &&
           (in.empty() ||
            EVP_EncryptUpdate(ctr.get(), out, &written, in.data(), static_cast<int>(in.size())) == 1);
  }

  // HMAC over PAE([header, nonce, ciphertext, footer, implicit assertion]) without building it.
  Digest<48> tag(View nonce, View ciphertext, View footer, View implicit) {
    Digest<48> key = derive("paseto-auth-key-for-aead", nonce);
    const WipeOnExit wiped(key);
    authenticate.set_key(key);
    Joined<4 * 8 + kPasetoV3Local.size() + kNonce> head;
    head.add_le64(5).add_le64(kPasetoV3Local.size()).add(kPasetoV3Local);
    head.add_le64(nonce.size()).add(nonce).add_le64(ciphertext.size());
    Joined<2 * 8 + kShortTail> tail;
    tail.add_le64(footer.size());
    if (footer.size() + implicit.size() <= kShortTail) {
      tail.add(footer).add_le64(implicit.size()).add(implicit);
      return authenticate.of({head.view(), ciphertext, tail.view()});
    }
    Joined<8> implicit_length;
    implicit_length.add_le64(implicit.size());
    return authenticate.of({head.view(), ciphertext, tail.view(), footer, implicit_length.view(), implicit});
  }

  HmacSha384 expand;        // keyed once with HKDF-Extract's result
  HmacSha384 authenticate;  // keyed for each message
  CipherContext ctr;
};

Result<PasetoParts> split_v3_local(std::string_view token) {
  if (!token.starts_with(kPasetoV3Local)) return Error{Msg::paseto_version};
  token.remove_prefix(kPasetoV3Local.size());
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos) return PasetoParts{token, {}};
  const PasetoParts parts{token.substr(0, dot), token.substr(dot + 1)};
  if (parts.footer.empty() || parts.footer.find('.') != std::string_view::npos) return kShape;
  return parts;
}

PasetoKey::PasetoKey() = default;
PasetoKey::~PasetoKey() = default;

Result<std::unique_ptr<PasetoKey>> PasetoKey::from(const SecretKey& key) {
  if (key.empty()) return Error{Msg::keyring_empty};
  static constexpr Digest<48> kNoSalt{};
  Digest<48> pseudo_random_key = HmacSha384(kNoSalt).of({key.reveal()});
  const WipeOnExit wiped(pseudo_random_key);
  std::unique_ptr<PasetoKey> made(new PasetoKey);
  made->state_ = std::make_unique<State>(pseudo_random_key);
  return made;
}

Result<std::string> PasetoKey::seal(std::string_view message, std::string_view footer,
                                    std::string_view implicit_assertion, Random& random) {
  if (message.size() > kLargest || footer.size() > kLargest) {
    return Error{Msg::paseto_too_large};
  }
  Bytes body(kNonce + message.size() + kTag);
  const std::span<std::uint8_t> nonce = std::span(body).first(kNonce);
  const std::span<std::uint8_t> ciphertext = std::span(body).subspan(kNonce, message.size());
  if (const Status drawn = random.fill(nonce); !drawn) return drawn.error();
  if (!state_->crypt(nonce, view_of(message), ciphertext.data())) return kFailed;
  const Digest<48> tag = state_->tag(nonce, ciphertext, view_of(footer), view_of(implicit_assertion));
  std::copy(tag.begin(), tag.end(), body.end() - kTag);

  std::string token;
  token.reserve(kPasetoV3Local.size() + (body.size() + footer.size()) * 4 / 3 + 4);
  token = kPasetoV3Local;
  append_base64url(token, body);
  if (!footer.empty()) {
    token += '.';
    append_base64url(token, view_of(footer));
  }
  return token;
}

Result<Bytes> PasetoKey::open(std::string_view token, std::string_view implicit_assertion) {
  if (token.size() > 2 * kLargest) return kShape;
  const auto parts = split_v3_local(token);
  if (!parts) return parts.error();
  const auto body = from_base64url(parts->body);
  const auto footer = from_base64url(parts->footer);
  if (!body || !footer || body->size() < kNonce + kTag) return kShape;

  const View nonce = View(*body).first(kNonce);
  const View ciphertext = View(*body).subspan(kNonce, body->size() - kNonce - kTag);
  const Digest<48> expected = state_->tag(nonce, ciphertext, *footer, view_of(implicit_assertion));
  if (!equal_in_constant_time(expected, View(*body).last(kTag))) {
    return Error{Msg::paseto_not_authentic};
  }
  Bytes message(ciphertext.size());
  if (!state_->crypt(nonce, ciphertext, message.data())) return kFailed;
  return message;
}

}  // namespace usersync
