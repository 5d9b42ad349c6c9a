// Any bytes in any pieces: the reader stays within its limits and always ends.
#include <algorithm>
#include <cstdlib>

#include "wire/resp_reader.h"

using namespace usersync;

namespace {

// The first byte is the size of the pieces; the rest is what the server sends before it hangs up.
class Sent final : public Stream {
 public:
  explicit Sent(View all) : rest_(all.subspan(1)), step_(all[0] + 1u) {}
  Result<std::size_t> read(Room first, Room second, const Wait&) override {
    if (rest_.empty()) return Error{Msg::server_closed};
    if (first.empty()) std::abort();
    const std::size_t one = take(first, step_);
    return one + (one == first.size() ? take(second, step_ - std::min(step_, one)) : 0);
  }
  Status write(std::span<const View>, const Wait&) override { return {}; }
  void abandon() noexcept override {}

 private:
  std::size_t take(Room room, std::size_t most) {
    const std::size_t count = std::min({room.size(), most, rest_.size()});
    std::copy_n(rest_.begin(), count, room.begin());
    rest_ = rest_.subspan(count);
    return count;
  }
  View rest_;
  std::size_t step_;
};

std::size_t weight(const Reply& reply) {
  std::size_t bytes = reply.text().size();
  for (const Reply& one : reply.elements) bytes += 1 + weight(one);
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Sent stream({data, size});
  RespReader reader({.bulk = 1 << 20, .total = 1 << 20, .elements = 1 << 10, .depth = 4});
  const Wait wait{{system_clock(), Seconds{1}}};
  Reply reply;
  std::size_t all = 0;
  while (reader.read(reply, stream, wait).ok()) all += weight(reply);
  if (all > size) std::abort();  // more than was sent
  return 0;
}
