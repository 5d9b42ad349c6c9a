// Replies of the Redis protocol (RESP 2). Every length is bounded, and memory grows with the bytes that have
// arrived, not with the length that was announced.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "wire/stream.h"

namespace usersync {

struct Reply {
  enum class Kind : std::uint8_t { nil, status, error, integer, bulk, array };

  Kind kind = Kind::nil;
  std::int64_t integer = 0;
  std::vector<Reply> elements;

  // Of a status, an error or a bulk; empty otherwise.
  std::string_view text() const noexcept { return has_text() ? text_of(bytes_) : std::string_view{}; }
  Bytes take() noexcept { return has_text() ? std::move(bytes_) : Bytes{}; }
  bool is(Kind wanted) const noexcept { return kind == wanted; }

  // Keeps the memory and its size, so that the memory for a large value need not be zeroed first.
  void clear() noexcept {
    kind = Kind::nil;
    integer = 0;
    elements.clear();
  }
  // Gives memory for the next value, if it is larger than what this reply has.
  void lend(Bytes& memory) noexcept {
    if (bytes_.capacity() < memory.capacity()) bytes_.swap(memory);
  }

 private:
  friend class RespReader;
  bool has_text() const noexcept { return kind == Kind::status || kind == Kind::error || kind == Kind::bulk; }

  Bytes bytes_;  // without a text: memory with the bytes of an earlier reply
};

struct RespLimits {
  std::size_t bulk = std::size_t{64} << 20;     // one value
  std::size_t total = std::size_t{128} << 20;   // all values of one reply
  std::size_t elements = std::size_t{1} << 17;  // of all arrays of one reply
  int depth = 5;                                // CLUSTER SLOTS needs 3
};

class RespReader {
 public:
  explicit RespReader(const RespLimits& limits = {}) : limits_(limits) {}

  // Reads the next reply into `out`, whose memory is used again. A large value is read straight into it.
  // Code::corrupt: not RESP 2, or beyond the limits; the stream is of no further use. Other codes are the
  // stream's.
  Status read(Reply& out, Stream& stream, const Wait& wait);

  void reset() noexcept { begin_ = end_ = 0; }  // for a new stream

 private:
  struct Budget {
    std::size_t bytes;
    std::size_t elements;
  };
  Status fill(Stream& stream, const Wait& wait);
  Result<std::string_view> line(Stream& stream,
                                const Wait& wait);  // without CR LF; valid until the next call
  Status bulk(std::size_t size, Bytes& out, Stream& stream, const Wait& wait);
  Status parse(Reply& out, int depth, Budget& budget, Stream& stream, const Wait& wait);

  RespLimits limits_;
  std::size_t begin_ = 0;  // unread bytes are buffer_[begin_, end_)
  std::size_t end_ = 0;
  std::array<std::uint8_t, 16 * 1024> buffer_;
};

}  // namespace usersync
