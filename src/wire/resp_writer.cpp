#include "wire/resp_writer.h"

namespace usersync {
namespace {

constexpr std::size_t kDigits = 20;

}  // namespace

void RespWriter::length(char mark, std::size_t value) {
  char line[kDigits + 3];
  line[0] = mark;
  char* end = std::to_chars(line + 1, line + 1 + kDigits, value).ptr;
  *end++ = '\r';
  *end++ = '\n';
  text_.append(line, end);
}

RespWriter& RespWriter::command(std::size_t count) {
  starts_.push_back(text_.size());
  length('*', count);
  return *this;
}

RespWriter& RespWriter::arg(View bytes) {
  length('$', bytes.size());
  if (bytes.size() < kBorrow) {
    text_.append(text_of(bytes));
  } else {
    borrowed_.push_back({text_.size(), bytes});
  }
  text_.append("\r\n");
  return *this;
}

RespWriter& RespWriter::arg(std::int64_t number) {
  char digits[kDigits];
  const char* const end = std::to_chars(digits, digits + kDigits, number).ptr;
  return arg(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

void RespWriter::clear() noexcept {
  text_.clear();
  starts_.clear();
  borrowed_.clear();
}

void RespWriter::pieces(std::size_t from, std::size_t to, std::vector<View>& out) const {
  if (from >= to) return;
  std::size_t at = starts_[from];
  const std::size_t end = to < starts_.size() ? starts_[to] : text_.size();
  const View text = view_of(text_);
  for (const Borrowed& one : borrowed_) {
    if (one.at < at || one.at >= end) continue;
    out.push_back(text.subspan(at, one.at - at));
    out.push_back(one.bytes);
    at = one.at;
  }
  out.push_back(text.subspan(at, end - at));
}

}  // namespace usersync
