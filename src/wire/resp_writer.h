// Commands of the Redis protocol (RESP 2, https://redis.io/docs/reference/protocol-spec/), collected so that
// a whole pipeline is sent by one write.
//
// Large arguments are borrowed, not copied: they must live until the pipeline has been run.
#pragma once

#include <charconv>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace usersync {

class RespWriter {
 public:
  static constexpr std::size_t kBorrow = 2048;  // bytes; a shorter argument is copied, which is cheaper

  // Opens a command of exactly `count` arguments, its name included.
  RespWriter& command(std::size_t count);
  RespWriter& arg(View bytes, View tail = {});  // one argument, made of both
  RespWriter& arg(std::string_view text) { return arg(view_of(text)); }
  RespWriter& arg(std::int64_t number);

  template <class... Args>
  RespWriter& add(const Args&... args) {
    command(sizeof...(args));
    (arg(args), ...);
    return *this;
  }

  void append(const RespWriter& other);  // its commands behind these; what it borrowed stays borrowed

  std::size_t size() const noexcept { return starts_.size(); }  // commands
  void clear() noexcept;                                        // keeps the memory

  // Commands [from, to) as the pieces to write; appended to `out`.
  void pieces(std::size_t from, std::size_t to, std::vector<View>& out) const;

 private:
  struct Borrowed {
    std::size_t at;  // where in text_ it belongs
    View bytes;
  };
  char* room(std::size_t bytes);

  std::vector<char> text_;  // its first used_ bytes; never shrinks
  std::size_t used_ = 0;
  std::size_t missing_ = 0;  // arguments that the last command still lacks
  std::vector<std::size_t> starts_;
  std::vector<Borrowed> borrowed_;
};

}  // namespace usersync
