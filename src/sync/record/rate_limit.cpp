#include "sync/record/rate_limit.h"

#include <algorithm>
#include <vector>

#include "base/codec.h"

namespace usersync {
namespace {

// Record: u8 1 || u64 ms for each, oldest first.
constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kKind = "limit";

// Those that count at `now`. What lies ahead, because a clock was set back, counts as of now.
std::vector<Millis> counted(const std::optional<Bytes>& record, Millis now, Seconds within) {
  std::vector<Millis> times;
  if (!record) return times;
  Reader reader(*record);
  if (reader.u8() != kVersion) return times;
  while (const auto time = reader.u64()) {
    const Millis at = std::min(Millis(static_cast<std::int64_t>(*time)), now);
    if (now - at < within) times.push_back(at);
  }
  return times;
}

Seconds rounded_up(Millis span) { return std::max(Seconds(1), std::chrono::ceil<Seconds>(span)); }

}  // namespace

Result<Seconds> count_against(const RateLimit& limit, Store& store, TenantKeys& keys, const RecordName& name,
                              const Terms& terms, Clock& clock, Random& random) {
  auto held = HeldRecord::acquire(store, keys, kKind, name, terms);
  if (!held) return held.error();
  const Millis now = clock.wall();
  std::vector<Millis> times = counted(held->plaintext(), now, limit.within);
  Millis wait{0};
  if (times.size() >= limit.most) wait = times[times.size() - limit.most] + limit.within - now;
  if (!times.empty()) wait = std::max(wait, times.back() + limit.apart - now);
  if (wait > Millis(0)) return rounded_up(wait);

  times.push_back(now);
  Bytes record;
  Writer writer(record);
  writer.u8(kVersion);
  for (const Millis time : times) writer.u64(static_cast<std::uint64_t>(time.count()));
  if (const Status written = held->write(record, limit.within, After::release, random); !written) {
    return written.error();
  }
  return Seconds(0);
}

}  // namespace usersync
