#include "crypto/names.h"

#include <algorithm>

#include "crypto/digest.h"

namespace usersync {

std::array<std::uint8_t, 24> session_name(std::string_view scope, std::string_view prefix,
                                          std::string_view sid) {
  const auto digest = Sha256()
                          .add("usersync/1/sid")
                          .zero_byte()
                          .add(scope)
                          .zero_byte()
                          .add(prefix)
                          .zero_byte()
                          .add(sid)
                          .finish();
  std::array<std::uint8_t, 24> name;
  std::copy_n(digest.begin(), name.size(), name.begin());
  return name;
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
