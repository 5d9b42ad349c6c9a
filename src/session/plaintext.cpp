#include "session/plaintext.h"

#include <algorithm>

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kTie = 32 + 24 + 8;

}  // namespace

void SessionHeader::encode(Bytes& out) const {
  out.clear();
  Writer writer(out);
  writer.u8(kVersion);
  writer.u64(static_cast<std::uint64_t>(created.count()));
  writer.u8(tie ? kTie : 0);
  if (tie) {
    writer.bytes(tie->user);
    writer.bytes(tie->login.view());
    writer.u64(static_cast<std::uint64_t>(tie->end.count()));
  }
  writer.u64(tie ? static_cast<std::uint64_t>(tie->bound.count()) : 0);
}

Result<SessionPlaintext> SessionPlaintext::decode(View plaintext) {
  const Error not_ours{Code::unknown_format, "the session record has a format this version does not know"};
  Reader reader(plaintext);
  if (reader.u8() != kVersion) return not_ours;
  const auto created = reader.u64();
  const auto tie_length = reader.u8();
  if (!created || !tie_length || (*tie_length != 0 && *tie_length != kTie)) return not_ours;
  SessionPlaintext decoded;
  decoded.header.created = Seconds(static_cast<std::int64_t>(*created));
  if (*tie_length != 0) {
    const auto user = reader.bytes(sizeof(SessionTie::user)), login = reader.bytes(sizeof(RecordName::bytes));
    const auto end = reader.u64();
    if (!user || !login || !end) return not_ours;
    SessionTie& tie = decoded.header.tie.emplace();
    std::copy(user->begin(), user->end(), tie.user.begin());
    std::copy(login->begin(), login->end(), tie.login.bytes.begin());
    tie.end = Seconds(static_cast<std::int64_t>(*end));
  }
  const auto bound = reader.u64();
  if (!bound) return not_ours;
  if (decoded.header.tie) decoded.header.tie->bound = Millis(static_cast<std::int64_t>(*bound));
  decoded.data = reader.rest();
  return decoded;
}

}  // namespace usersync
