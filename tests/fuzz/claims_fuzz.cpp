// Claims as a peer with a key might send them: what is accepted, written again and read again, says the same.
#include <cstdlib>

#include "base/bytes.h"
#include "sync/token/claims.h"

using namespace usersync;

namespace {

void must(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(View(data, size));
  for (const TokenPurpose purpose : {TokenPurpose::login, TokenPurpose::logout}) {
    const auto claims = read_claims(text, purpose);
    if (!claims) continue;
    must(claims->sub.find('\0') == std::string::npos && claims->sub.size() <= kMaxSubject);
    must(claims->jti.size() == kIdText);
    // iss and aud are whatever was said; canonical ones, which alone are accepted later, hold nothing to
    // escape.
    const auto again = read_claims(write_claims(*claims), purpose);
    if (!again) continue;  // what was escaped before may be longer than 8 KiB now
    must(again->iss == claims->iss && again->aud == claims->aud && again->sub == claims->sub);
    must(again->iat == claims->iat && again->exp == claims->exp && again->auth_ms == claims->auth_ms);
    must(again->email == claims->email && again->ext == claims->ext && again->ipb == claims->ipb);
  }
  return 0;
}
