// The keys a system holds, and what one tenant derives from them. docs/formats.md, "Keyring".
//
// Keyring: master keys as loaded, in order; the first seals, all open. TenantKeys: the subkeys of one scope
// with their OpenSSL contexts, made at first use in a worker and kept. Neither ever shows key bytes.
// Threading: a loaded Keyring is read-only and shared; TenantKeys belong to one thread.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/secret.h"

namespace usersync {

// First 8 of the 33 bytes of the key's k3.lid: what an envelope carries.
using ShortKeyId = std::array<std::uint8_t, 8>;

struct RingKey {
  std::string name;  // optional, from the file
  std::string lid;   // "k3.lid." and 44 characters
  ShortKeyId short_id{};
  SecretKey master;
};

class Keyring {
 public:
  // Opens with O_NOFOLLOW, then fstat: a regular file of at most 64 KiB that is neither world-readable nor
  // group- or world-writable. Code::unsafe_file, unavailable (errno), bad_key: `detail` is line and path,
  // never a key.
  static Result<Keyring> from_file(const std::string& path);
  // `text` is wiped by the caller. Code::bad_key: also for no key at all, and for the same key twice.
  static Result<Keyring> from_text(std::string_view text);

  const std::vector<RingKey>& keys() const noexcept { return keys_; }
  bool empty() const noexcept { return keys_.empty(); }

 private:
  std::vector<RingKey> keys_;
};

enum class Purpose : std::uint8_t { enc, data, index, code };  // info "usersync/v1/enc" and so on
class AeadKey;                                                 // crypto/aead.h

class TenantKeys {
 public:
  static Result<std::unique_ptr<TenantKeys>> derive(const Keyring& ring, std::string_view scope);
  ~TenantKeys();

  // Key 0 seals. find() is null for a key this ring does not hold.
  const ShortKeyId& first_id() const noexcept;
  AeadKey& first(Purpose purpose) noexcept;  // enc or data
  AeadKey* find(Purpose purpose, const ShortKeyId& id) noexcept;

  // HMAC-SHA256 under the index or code subkey of key number `position`. Throws CryptoFailure.
  std::size_t size() const noexcept;
  std::array<std::uint8_t, 32> mac(Purpose purpose, std::size_t position, View message);

 private:
  TenantKeys() = default;
  struct Entry;
  std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace usersync
