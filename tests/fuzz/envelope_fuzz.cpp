// Records as a store might hand them back: nothing but what was sealed ever opens.
#include <cstdlib>

#include "crypto/envelope.h"

using namespace usersync;

namespace {

std::unique_ptr<TenantKeys> make_keys() {
  const auto ring = Keyring::from_text("k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8");
  if (!ring) std::abort();
  auto keys = TenantKeys::derive(*ring, "uid:33");
  if (!keys) std::abort();
  return std::move(keys).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto keys = make_keys();
  static const Binding binding = Binding::session("uid:33", "usersync:", "abc");
  const View input(data, size);
  Bytes out;
  if (Envelope::open(*keys, binding, input, out)) std::abort();  // a forgery
  (void)Envelope::under_first_key(input, *keys);

  // The same bytes under a good header, to get past it.
  if (!Envelope::seal(*keys, binding, {input}, system_random(), out)) std::abort();
  Bytes back;
  if (!Envelope::open(*keys, binding, out, back) || text_of(back) != text_of(input)) std::abort();
  if (size == 0) return 0;
  out[40 + data[0] % (out.size() - 40)] ^= 1;
  if (Envelope::open(*keys, binding, out, back) || !back.empty()) std::abort();
  return 0;
}
