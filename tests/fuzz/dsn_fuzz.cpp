// Store addresses as people write them: what is accepted has the parts that every backend relies on.
#include <cstdlib>

#include "base/bytes.h"
#include "store/address/dsn.h"

using namespace usersync;

namespace {

void must(bool good) {
  if (!good) std::abort();
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    if ((c >= 0 && c < ' ') || c == 0x7f) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(View(data, size));
  const auto dsn = parse_dsn(text);
  if (!dsn) {
    must(dsn.error().code == Code::invalid_argument);
    return 0;
  }
  must(!dsn->scheme.empty() && dsn->password.empty() && dsn->param("password").empty());
  must(!has_control(dsn->user) && !has_control(dsn->path));
  for (const Endpoint& endpoint : dsn->endpoints) must(!endpoint.host.empty() && !has_control(endpoint.host));
  for (std::size_t i = 0; i < dsn->params.size(); ++i) {
    must(!has_control(dsn->params[i].first) && !has_control(dsn->params[i].second));
    for (std::size_t j = 0; j < i; ++j) must(dsn->params[i].first != dsn->params[j].first);
  }
  must(parse_dsn(text).value() == *dsn);
  return 0;
}
