// Footers as a stranger might send them: what is read as a key's id is written the same way again.
#include <cstdlib>

#include "base/bytes.h"
#include "crypto/paseto/footer.h"
#include "sync/token/token.h"
#include "wire/base64url.h"

using namespace usersync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(View(data, size));
  for (const std::string& footer : {std::string(text), to_base64url(View(data, size))}) {
    const auto id = key_id_in(footer);
    if (id && (token_footer(*id) != footer || id->size() != 51)) std::abort();
    // The same before anything is authenticated: a glance at the whole token.
    const auto peeked = peek_token("v3.local.AAAA." + footer);
    if (id && (!peeked || peeked->kid != id)) std::abort();
  }
  (void)peek_token(text);
  return 0;
}
