#include "sync/login/login_record.h"

#include "base/codec.h"

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

Bytes LoginRecord::encode() const {
  Bytes out;
  Writer writer(out);
  writer.u8(kVersion);
  writer.u64(static_cast<std::uint64_t>(created.count()));
  writer.u64(static_cast<std::uint64_t>(end.count()));
  writer.u8(static_cast<std::uint8_t>(user.size()));
  writer.bytes(view_of(user));
  return out;
}

Result<LoginRecord> LoginRecord::decode(View bytes) {
  Reader reader(bytes);
  const auto version = reader.u8();
  if (version && *version != kVersion) {
    return Error{Msg::login_newer_format};
  }
  const auto created = reader.u64(), end = reader.u64();
  const auto length = reader.u8();
  const auto user = reader.bytes(length.value_or(0));
  if (!user || user->empty() || !reader.rest().empty() || *created > INT64_MAX || *end > INT64_MAX) {
    return Error{Msg::login_damaged};
  }
  return LoginRecord{Seconds(static_cast<std::int64_t>(*created)), Seconds(static_cast<std::int64_t>(*end)),
                     std::string(text_of(*user))};
}

}  // namespace usersync
