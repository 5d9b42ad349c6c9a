// Tokens as a stranger might send them. Whatever opens, sealed again under the same nonce, is the same text.
#include <cstdlib>

#include "crypto/paseto/paseto.h"
#include "wire/base64url.h"

using namespace usersync;

namespace {

class FirstOf final : public Random {
 public:
  explicit FirstOf(View bytes) : bytes_(bytes) {}
  Status fill(std::span<std::uint8_t> out) noexcept override {
    std::copy_n(bytes_.begin(), out.size(), out.begin());
    return {};
  }

 private:
  View bytes_;
};

std::unique_ptr<PasetoKey> make_key() {
  Bytes bytes(32);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(0x70 + i);
  const auto key = SecretKey::copy_of(bytes);
  if (!key) std::abort();
  auto made = PasetoKey::from(*key);
  if (!made) std::abort();
  return std::move(made).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = make_key();
  const std::string_view text = text_of(View(data, size));
  const auto message = key->open(text, "");
  if (message) {
    const auto parts = split_v3_local(text);
    if (!parts) std::abort();
    const Bytes body = *from_base64url(parts->body), footer = *from_base64url(parts->footer);
    FirstOf nonce(body);
    const auto again = key->seal(text_of(*message), text_of(footer), "", nonce);
    if (!again || *again != text) std::abort();
  }
  // As a message it comes back as it went.
  const auto token = key->seal(text, text.substr(0, size / 2), text.substr(size / 2), system_random());
  if (!token) std::abort();
  const auto back = key->open(*token, text.substr(size / 2));
  if (!back || text_of(*back) != text) std::abort();
  return 0;
}
