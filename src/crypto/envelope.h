// The at-rest envelope v1 of docs/formats.md: what turns plaintext into something only its own tenant, under
// its own name, can read back.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "crypto/keyring/keyring.h"

namespace usersync {

// What an envelope is tied to, besides its own header. A record moved to another id, prefix or scope does not
// open, and neither kind opens as the other.
class Binding {
 public:
  static Binding session(std::string_view scope, std::string_view prefix, std::string_view sid);
  static Binding data(std::string_view context);  // usersync_encrypt

  Purpose purpose() const noexcept { return purpose_; }
  View associated() const noexcept { return associated_; }  // without the envelope's header
  bool valid() const noexcept { return valid_; }  // a field too long for its count: nothing seals or opens

 private:
  Purpose purpose_ = Purpose::enc;
  bool valid_ = false;
  Bytes associated_;
};

class Envelope {
 public:
  static constexpr std::size_t kOverhead = 56;

  static bool recognises(View record) noexcept;       // starts with "USE" 0x01
  static bool is_newer_format(View record) noexcept;  // "USE" and another version, suite or flag
  static ShortKeyId key_id(View record) noexcept;     // of a record that recognises() accepted
  static std::string key_id_text(View record);        // its beginning as usersync_key_id() has it
  static bool under_first_key(View record, const TenantKeys& keys) noexcept;

  // `out` becomes header, nonce, ciphertext and tag of the parts in order; its capacity is reused. Keep the
  // buffer, and do not clear() it between calls: growing from nothing fills it with zeros first.
  static Status seal(TenantKeys& keys, const Binding& binding, std::initializer_list<View> plaintext,
                     Random& random, Bytes& out);

  // `out` becomes the plaintext; wiped and empty on failure. Neither `out` may overlap an input.
  // Code::unknown_key (detail: the key id in hex), unknown_format, tampered.
  static Status open(TenantKeys& keys, const Binding& binding, View record, Bytes& out);
};

}  // namespace usersync
