#include "wire/resp_reader.h"

#include <charconv>
#include <cstring>
#include <optional>

#include "base/assert.h"

namespace usersync {
namespace {

constexpr std::size_t kTrust = std::size_t{1} << 20;  // bytes, allocated at most before any have arrived

Error not_resp() noexcept { return {Msg::redis_not_resp}; }
Error too_much() noexcept { return {Msg::redis_answer_too_large}; }

std::optional<std::int64_t> number(std::string_view text) noexcept {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Status RespReader::fill(Stream& stream, const Wait& wait) {
  if (begin_ == end_) {
    begin_ = end_ = 0;
  } else if (end_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) return not_resp();  // a line longer than the buffer
  auto got = stream.read({buffer_.data() + end_, buffer_.size() - end_}, {}, wait);
  if (!got) return got.error();
  USERSYNC_ASSERT(*got > 0 && end_ + *got <= buffer_.size());
  end_ += *got;
  return {};
}

Result<std::string_view> RespReader::line(Stream& stream, const Wait& wait) {
  std::size_t looked = 0;
  for (;;) {
    const std::string_view unread = text_of({buffer_.data() + begin_, end_ - begin_});
    if (const auto at = unread.find("\r\n", looked); at != std::string_view::npos) {
      begin_ += at + 2;
      return unread.substr(0, at);
    }
    looked = unread.empty() ? 0 : unread.size() - 1;
    if (Status filled = fill(stream, wait); !filled) return filled.error();
  }
}

// `size` bytes and their CR LF.
Status RespReader::bulk(std::size_t size, Bytes& out, Stream& stream, const Wait& wait) {
  std::size_t filled = std::min(size, end_ - begin_);
  out.resize(std::min(size, std::max(kTrust, out.capacity())));
  std::copy_n(buffer_.data() + begin_, filled, out.data());
  begin_ += filled;

  while (filled < size) {  // nothing is buffered any more
    begin_ = end_ = 0;
    if (filled == out.size()) out.resize(std::min(size, 2 * filled));
    while (filled < out.size()) {
      // Bytes behind the value may be read along with it, but only once its last byte has room.
      const auto second = out.size() == size ? Stream::Room(buffer_) : Stream::Room{};
      auto got = stream.read(Stream::Room(out).subspan(filled), second, wait);
      if (!got) return got.error();
      const std::size_t taken = std::min(*got, out.size() - filled);
      filled += taken;
      end_ = *got - taken;
      USERSYNC_ASSERT(*got > 0 && end_ <= buffer_.size());
    }
  }
  while (end_ - begin_ < 2) {
    if (Status filled = fill(stream, wait); !filled) return filled;
  }
  if (buffer_[begin_] != '\r' || buffer_[begin_ + 1] != '\n') return not_resp();
  begin_ += 2;
  return {};
}

Status RespReader::parse(Reply& out, int depth, Budget& budget, Stream& stream, const Wait& wait) {
  auto head = line(stream, wait);
  if (!head) return head.error();
  if (head->empty()) return not_resp();
  const char mark = head->front();
  const std::string_view rest = head->substr(1);

  if (mark == '+' || mark == '-') {
    out.kind = mark == '+' ? Reply::Kind::status : Reply::Kind::error;
    const View text = view_of(rest);
    out.bytes_.assign(text.begin(), text.end());
    return {};
  }
  const auto value = number(rest);
  if (!value) return not_resp();
  if (mark == ':') {
    out.kind = Reply::Kind::integer;
    out.integer = *value;
    return {};
  }
  if ((mark != '$' && mark != '*') || *value < -1) return not_resp();
  if (*value == -1) return {};  // nil, as a bulk or as an array
  const auto size = static_cast<std::size_t>(*value);

  if (mark == '$') {
    if (size > limits_.bulk || size > budget.bytes) return too_much();
    budget.bytes -= size;
    Status whole = bulk(size, out.bytes_, stream, wait);
    if (whole) out.kind = Reply::Kind::bulk;
    return whole;
  }
  if (depth == 0 || size > budget.elements) return too_much();
  budget.elements -= size;
  out.kind = Reply::Kind::array;
  for (std::size_t i = 0; i < size; ++i) {
    if (Status done = parse(out.elements.emplace_back(), depth - 1, budget, stream, wait); !done) return done;
  }
  return {};
}

Status RespReader::read(Reply& out, Stream& stream, const Wait& wait) {
  out.clear();
  Budget budget{limits_.total, limits_.elements};
  return parse(out, limits_.depth, budget, stream, wait);
}

}  // namespace usersync
