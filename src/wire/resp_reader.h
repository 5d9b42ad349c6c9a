// Replies of the Redis protocol (RESP 2). Trusts nothing: every length is bounded, and memory grows with what
// has arrived, not with what was promised.
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

  // Keeps the memory, and its size: what a large value is read into need not be zeroed first.
  void clear() noexcept {
    kind = Kind::nil;
    integer = 0;
    elements.clear();
  }
  void lend(Bytes& memory) noexcept {  // for the next value, where it is more than there is
    if (bytes_.capacity() < memory.capacity()) bytes_.swap(memory);
  }

 private:
  friend class RespReader;
  bool has_text() const noexcept { return kind == Kind::status || kind == Kind::error || kind == Kind::bulk; }

  Bytes bytes_;  // while there is no text: what an earlier reply left
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

  // The next reply, into memory that may have held another. Code::corrupt: not RESP 2, or beyond the limits;
  // the stream is then out of step. Other codes are the stream's. A large value is read straight into the
  // Reply.
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
