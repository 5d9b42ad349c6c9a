#include "crypto/names.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "crypto/digest.h"

namespace usersync {
namespace {

std::array<std::uint8_t, 24> record_name(Sha256& hash, std::string_view label, std::string_view scope,
                                         std::string_view prefix, std::string_view id) {
  const auto digest =
      hash.restart().add(label).zero_byte().add(scope).zero_byte().add(prefix).zero_byte().add(id).finish();
  std::array<std::uint8_t, 24> name;
  std::copy_n(digest.begin(), name.size(), name.begin());
  return name;
}

std::array<std::uint8_t, 32> keyed_name(TenantKeys& keys, std::size_t position,
                                        std::initializer_list<std::string_view> fields) {
  std::string message;
  for (const std::string_view field : fields) {
    if (!message.empty()) message += '\0';
    message += field;
  }
  return keys.mac(Purpose::index, position, view_of(message));
}

}  // namespace

std::array<std::uint8_t, 24> session_name(std::string_view scope, std::string_view prefix,
                                          std::string_view sid) {
  Sha256 hash;
  return session_name(hash, scope, prefix, sid);
}

std::array<std::uint8_t, 24> session_name(Sha256& hash, std::string_view scope, std::string_view prefix,
                                          std::string_view sid) {
  return record_name(hash, "usersync/1/sid", scope, prefix, sid);
}

std::array<std::uint8_t, 24> login_name(std::string_view scope, std::string_view prefix,
                                        std::string_view sid) {
  Sha256 hash;
  return record_name(hash, "usersync/1/login", scope, prefix, sid);
}

std::array<std::uint8_t, 32> user_name(TenantKeys& keys, std::size_t position, std::string_view scope,
                                       std::string_view prefix, std::string_view user) {
  return keyed_name(keys, position, {"user", scope, prefix, user});
}

std::array<std::uint8_t, 32> subject_name(TenantKeys& keys, std::size_t position, std::string_view scope,
                                          std::string_view prefix, std::string_view network,
                                          std::string_view issuer, std::string_view subject) {
  return keyed_name(keys, position, {"subject", scope, prefix, network, issuer, subject});
}

std::array<std::uint8_t, 32> nonce_name(std::string_view network, std::string_view issuer,
                                        std::string_view audience, std::string_view jti) {
  return Sha256()
      .add(network)
      .zero_byte()
      .add(issuer)
      .zero_byte()
      .add(audience)
      .zero_byte()
      .add(jti)
      .finish();
}

}  // namespace usersync
