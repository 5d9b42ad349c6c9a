#include "session/plaintext.h"

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

void SessionHeader::encode(Bytes& out) const {
  out.clear();
  Writer writer(out);
  writer.u8(kVersion);
  writer.u64(static_cast<std::uint64_t>(created.count()));
  writer.u8(static_cast<std::uint8_t>(index_name.size()));
  writer.bytes(index_name);
  writer.u64(static_cast<std::uint64_t>(bound.count()));
}

Result<SessionPlaintext> SessionPlaintext::decode(View plaintext) {
  const Error not_ours{Code::unknown_format, "the session record has a format this version does not know"};
  Reader reader(plaintext);
  if (reader.u8() != kVersion) return not_ours;
  const auto created = reader.u64();
  const auto name_length = reader.u8();
  const auto name = reader.bytes(name_length.value_or(0));
  const auto bound = reader.u64();
  if (!created || !name_length || !name || !bound) return not_ours;

  SessionPlaintext decoded;
  decoded.header.created = Seconds(static_cast<std::int64_t>(*created));
  decoded.header.index_name.assign(name->begin(), name->end());
  decoded.header.bound = Millis(static_cast<std::int64_t>(*bound));
  decoded.data = reader.rest();
  return decoded;
}

}  // namespace usersync
