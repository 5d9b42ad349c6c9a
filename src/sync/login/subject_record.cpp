#include "sync/login/subject_record.h"

#include <algorithm>

#include "base/codec.h"

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

Bytes SubjectRecord::encode() const {
  Bytes out;
  Writer writer(out);
  writer.u8(kVersion);
  writer.u64(static_cast<std::uint64_t>(watermark_ms));
  writer.u8(static_cast<std::uint8_t>(users.size()));
  for (const std::string& user : users) {
    writer.u8(static_cast<std::uint8_t>(user.size()));
    writer.bytes(view_of(user));
  }
  return out;
}

Result<SubjectRecord> SubjectRecord::decode(View bytes) {
  const Error corrupt{Msg::subject_damaged};
  Reader reader(bytes);
  const auto version = reader.u8();
  if (version && *version != kVersion) {
    return Error{Msg::subject_newer_format};
  }
  const auto watermark = reader.u64();
  const auto count = reader.u8();
  if (!count || *watermark > INT64_MAX || *count > kMostUsers) return corrupt;
  SubjectRecord record;
  record.watermark_ms = static_cast<std::int64_t>(*watermark);
  for (std::size_t i = 0; i < *count; ++i) {
    const auto length = reader.u8();
    const auto user = reader.bytes(length.value_or(0));
    if (!user || user->empty()) return corrupt;
    record.users.emplace_back(text_of(*user));
  }
  if (!reader.rest().empty()) return corrupt;
  return record;
}

bool SubjectRecord::has(std::string_view user) const noexcept {
  return std::find(users.begin(), users.end(), user) != users.end();
}

void SubjectRecord::merge(const SubjectRecord& other) {
  watermark_ms = std::max(watermark_ms, other.watermark_ms);
  for (const std::string& user : other.users) {
    if (!has(user) && users.size() < kMostUsers) users.push_back(user);
  }
}

}  // namespace usersync
