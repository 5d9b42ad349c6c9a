#include "crypto/envelope.h"

#include <algorithm>

#include "base/codec.h"
#include "crypto/aead.h"
#include "crypto/paseto/paserk.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

// 0 magic and version | 4 suite | 5 flags | 6 zero | 8 key id | 16 nonce | 40 ciphertext, tag
constexpr std::array<std::uint8_t, 8> kStart = {'U', 'S', 'E', 1, 1, 0, 0, 0};
constexpr std::size_t kMagic = 3;
constexpr std::size_t kVersioned = 4;
constexpr std::size_t kHeader = 16;
constexpr std::size_t kNonce = 24;
static_assert(kHeader + kNonce + AeadKey::kTag == Envelope::kOverhead);

bool starts_as(View record, std::size_t length) noexcept {
  return record.size() >= length && std::equal(kStart.begin(), kStart.begin() + length, record.begin());
}

void discard(Bytes& out) noexcept {
  wipe(out);
  out.clear();
}

constexpr Error kUnboundable{Msg::name_too_long};

Status open_into(TenantKeys& keys, const Binding& binding, View record, Bytes& out) {
  if (!binding.valid()) return kUnboundable;
  if (Envelope::is_newer_format(record)) return Error{Msg::sealed_newer_format};
  if (!Envelope::recognises(record) || record.size() < kHeader) {
    return Error{Msg::sealed_unknown_format};
  }
  const ShortKeyId id = Envelope::key_id(record);
  AeadKey* const key = keys.find(binding.purpose(), id);
  if (key == nullptr) {
    return Error{Msg::key_unknown, Envelope::key_id_text(record)};
  }
  if (record.size() < Envelope::kOverhead) return Error{Msg::sealed_too_short};

  out.resize(record.size() - Envelope::kOverhead);  // not cleared before, as in seal()
  return key->open(record.subspan<kHeader, kNonce>(), {record.first(kHeader), binding.associated()},
                   record.subspan(kHeader + kNonce), out);
}

}  // namespace

Binding Binding::session(std::string_view scope, std::string_view prefix, std::string_view sid) {
  Binding binding;
  binding.purpose_ = Purpose::enc;
  binding.valid_ = scope.size() <= 0xff && prefix.size() <= 0xff && sid.size() <= 0xffff;
  binding.associated_.reserve(4 + scope.size() + prefix.size() + sid.size());
  Writer writer(binding.associated_);
  writer.u8(static_cast<std::uint8_t>(scope.size()));
  writer.bytes(view_of(scope));
  writer.u8(static_cast<std::uint8_t>(prefix.size()));
  writer.bytes(view_of(prefix));
  writer.u16(static_cast<std::uint16_t>(sid.size()));
  writer.bytes(view_of(sid));
  return binding;
}

Binding Binding::data(std::string_view context) {
  Binding binding;
  binding.purpose_ = Purpose::data;
  binding.valid_ = context.size() <= 0xffff;
  Writer writer(binding.associated_);
  writer.bytes(view_of("data"));
  writer.u16(static_cast<std::uint16_t>(context.size()));
  writer.bytes(view_of(context));
  return binding;
}

bool Envelope::recognises(View record) noexcept { return starts_as(record, kVersioned); }

bool Envelope::is_newer_format(View record) noexcept {
  const std::size_t present = std::min(record.size(), kStart.size());
  return starts_as(record, kMagic) && !starts_as(record, present);
}

ShortKeyId Envelope::key_id(View record) noexcept {
  ShortKeyId id{};
  if (record.size() >= kHeader) std::copy_n(record.begin() + kStart.size(), id.size(), id.begin());
  return id;
}

std::string Envelope::key_id_text(View record) {
  // The record holds the id's first 8 bytes: 10 characters of base64url and a part of the eleventh.
  return std::string(kPaserkLid) + to_base64url(key_id(record)).substr(0, 10) + "...";
}

bool Envelope::under_first_key(View record, const TenantKeys& keys) noexcept {
  return record.size() >= kHeader && recognises(record) && key_id(record) == keys.first_id();
}

Status Envelope::seal(TenantKeys& keys, const Binding& binding, std::initializer_list<View> plaintext,
                      Random& random, Bytes& out) {
  if (!binding.valid()) return kUnboundable;
  std::size_t length = kOverhead;
  for (const View part : plaintext) length += part.size();
  out.resize(length);  // not cleared before: a kept buffer is neither allocated nor filled again

  std::copy(kStart.begin(), kStart.end(), out.begin());
  std::copy(keys.first_id().begin(), keys.first_id().end(), out.begin() + kStart.size());
  const std::span<std::uint8_t> all(out);
  const auto nonce = all.subspan<kHeader, kNonce>();
  Status done = random.fill(nonce);
  if (done) {
    done = keys.first(binding.purpose())
               .seal(nonce, {all.first(kHeader), binding.associated()}, plaintext,
                     all.subspan(kHeader + kNonce));
  }
  if (!done) discard(out);
  return done;
}

Status Envelope::open(TenantKeys& keys, const Binding& binding, View record, Bytes& out) {
  const Status opened = open_into(keys, binding, record, out);
  if (!opened) discard(out);
  return opened;
}

}  // namespace usersync
