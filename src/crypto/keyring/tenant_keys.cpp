// TenantKeys: the subkeys of one scope, derived once a worker.
#include "crypto/aead.h"
#include "crypto/digest.h"
#include "crypto/keyring/keyring.h"

namespace usersync {
namespace {

// HKDF-SHA256(master, info = label 0x00 scope)
class Subkey {
 public:
  Subkey(const SecretKey& master, std::string_view label, std::string_view scope) {
    std::string info(label);
    info += '\0';
    info += scope;
    (void)hkdf_sha256(master.reveal(), {}, view_of(info), bytes_);  // 32 bytes are never too many
  }
  ~Subkey() { wipe(bytes_); }
  Subkey(const Subkey&) = delete;
  Subkey& operator=(const Subkey&) = delete;
  std::span<const std::uint8_t, 32> bytes() const noexcept { return bytes_; }

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

}  // namespace

struct TenantKeys::Entry {
  Entry(const RingKey& key, std::string_view scope)
      : id(key.short_id),
        enc(Subkey(key.master, "usersync/v1/enc", scope).bytes()),
        data(Subkey(key.master, "usersync/v1/data", scope).bytes()),
        index(Subkey(key.master, "usersync/v1/index", scope).bytes()),
        code(Subkey(key.master, "usersync/v1/code", scope).bytes()) {}

  AeadKey& aead(Purpose purpose) noexcept { return purpose == Purpose::enc ? enc : data; }

  ShortKeyId id;
  AeadKey enc;
  AeadKey data;
  HmacSha256 index;
  HmacSha256 code;
};

Result<std::unique_ptr<TenantKeys>> TenantKeys::derive(const Keyring& ring, std::string_view scope) {
  if (ring.empty()) return Error{Msg::keyring_none};
  std::unique_ptr<TenantKeys> keys(new TenantKeys);
  keys->entries_.reserve(ring.keys().size());
  for (const RingKey& key : ring.keys()) keys->entries_.push_back(std::make_unique<Entry>(key, scope));
  return keys;
}

TenantKeys::~TenantKeys() = default;

const ShortKeyId& TenantKeys::first_id() const noexcept { return entries_.front()->id; }

AeadKey& TenantKeys::first(Purpose purpose) noexcept { return entries_.front()->aead(purpose); }

AeadKey* TenantKeys::find(Purpose purpose, const ShortKeyId& id) noexcept {
  for (const auto& entry : entries_) {
    if (entry->id == id) return &entry->aead(purpose);
  }
  return nullptr;
}

std::size_t TenantKeys::size() const noexcept { return entries_.size(); }

std::array<std::uint8_t, 32> TenantKeys::mac(Purpose purpose, std::size_t position, View message) {
  Entry& entry = *entries_[position];
  return (purpose == Purpose::index ? entry.index : entry.code).of({message});
}

}  // namespace usersync
