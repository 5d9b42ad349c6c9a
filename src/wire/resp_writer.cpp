#include "wire/resp_writer.h"

#include <algorithm>
#include <cstring>

#include "base/assert.h"

namespace usersync {
namespace {

constexpr std::size_t kDigits = 20;
constexpr std::size_t kLine = kDigits + 3;  // a mark, a number, CR LF

char* put_line(char* to, char mark, std::size_t value) noexcept {
  *to++ = mark;
  if (value < 10) {  // nearly every argument, and to_chars is not inlined
    *to++ = static_cast<char>('0' + value);
  } else if (value < 100) {
    *to++ = static_cast<char>('0' + value / 10);
    *to++ = static_cast<char>('0' + value % 10);
  } else {
    to = std::to_chars(to, to + kDigits, value).ptr;
  }
  *to++ = '\r';
  *to++ = '\n';
  return to;
}

char* put(char* to, View bytes) noexcept {
  if (!bytes.empty()) std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

}  // namespace

char* RespWriter::room(std::size_t bytes) {
  if (text_.size() - used_ < bytes) text_.resize(std::max(2 * text_.size(), used_ + bytes));
  return text_.data() + used_;
}

RespWriter& RespWriter::command(std::size_t count) {
  USERSYNC_ASSERT(missing_ == 0 && count > 0);
  missing_ = count;
  starts_.push_back(used_);
  used_ = static_cast<std::size_t>(put_line(room(kLine), '*', count) - text_.data());
  return *this;
}

RespWriter& RespWriter::arg(View bytes, View tail) {
  USERSYNC_ASSERT(missing_ > 0);
  --missing_;
  const bool borrow = bytes.size() >= kBorrow;
  char* to = room(2 * kLine + tail.size() + (borrow ? 0 : bytes.size()));
  to = put_line(to, '$', bytes.size() + tail.size());
  if (borrow) {
    borrowed_.push_back({static_cast<std::size_t>(to - text_.data()), bytes});
  } else {
    to = put(to, bytes);
  }
  to = put(to, tail);
  *to++ = '\r';
  *to++ = '\n';
  used_ = static_cast<std::size_t>(to - text_.data());
  return *this;
}

RespWriter& RespWriter::arg(std::int64_t number) {
  char digits[kDigits];
  const char* const end = std::to_chars(digits, digits + kDigits, number).ptr;
  return arg(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

void RespWriter::append(const RespWriter& other) {
  USERSYNC_ASSERT(missing_ == 0 && other.missing_ == 0);
  const std::size_t base = used_;
  used_ = static_cast<std::size_t>(put(room(other.used_), view_of({other.text_.data(), other.used_})) -
                                   text_.data());
  for (const std::size_t start : other.starts_) starts_.push_back(base + start);
  for (const Borrowed& one : other.borrowed_) borrowed_.push_back({base + one.at, one.bytes});
}

void RespWriter::clear() noexcept {
  used_ = missing_ = 0;
  starts_.clear();
  borrowed_.clear();
}

void RespWriter::pieces(std::size_t from, std::size_t to, std::vector<View>& out) const {
  if (from >= to) return;
  USERSYNC_ASSERT(to <= starts_.size() && missing_ == 0);
  std::size_t at = starts_[from];
  const std::size_t end = to < starts_.size() ? starts_[to] : used_;
  const View text = view_of({text_.data(), used_});
  for (const Borrowed& one : borrowed_) {
    if (one.at < at || one.at >= end) continue;
    out.push_back(text.subspan(at, one.at - at));
    out.push_back(one.bytes);
    at = one.at;
  }
  out.push_back(text.subspan(at, end - at));
}

}  // namespace usersync
