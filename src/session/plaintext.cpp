#include "session/plaintext.h"

#include <algorithm>

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kBinding = 32 + 24 + 8;

}  // namespace

void SessionHeader::encode(Bytes& out) const {
  out.clear();
  Writer writer(out);
  writer.u8(kVersion);
  writer.u64(static_cast<std::uint64_t>(created.count()));
  writer.u8(binding ? kBinding : 0);
  if (binding) {
    writer.bytes(binding->user);
    writer.bytes(binding->login.view());
    writer.u64(static_cast<std::uint64_t>(binding->end.count()));
  }
  writer.u64(binding ? static_cast<std::uint64_t>(binding->bound.count()) : 0);
}

Result<SessionPlaintext> SessionPlaintext::decode(View plaintext) {
  const Error not_ours{Msg::session_newer_format};
  Reader reader(plaintext);
  if (reader.u8() != kVersion) return not_ours;
  const auto created = reader.u64();
  const auto binding_length = reader.u8();
  if (!created || !binding_length || (*binding_length != 0 && *binding_length != kBinding)) return not_ours;
  SessionPlaintext decoded;
  decoded.header.created = Seconds(static_cast<std::int64_t>(*created));
  if (*binding_length != 0) {
    const auto user = reader.bytes(sizeof(LoginBinding::user)),
               login = reader.bytes(sizeof(RecordName::bytes));
    const auto end = reader.u64();
    if (!user || !login || !end) return not_ours;
    LoginBinding& binding = decoded.header.binding.emplace();
    std::copy(user->begin(), user->end(), binding.user.begin());
    std::copy(login->begin(), login->end(), binding.login.bytes.begin());
    binding.end = Seconds(static_cast<std::int64_t>(*end));
  }
  const auto bound = reader.u64();
  if (!bound) return not_ours;
  if (decoded.header.binding) decoded.header.binding->bound = Millis(static_cast<std::int64_t>(*bound));
  decoded.data = reader.rest();
  return decoded;
}

}  // namespace usersync
