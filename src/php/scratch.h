// What one call of a function hands from compute() to copying out: a struct of the function's own, one at a
// time.
//
// It belongs to the request, because a longjmp out of copying skips destructors. The struct is freed by
// clear(), by the next make(), or with the request. One thread.
#pragma once

#include <memory>
#include <string_view>

#include "base/assert.h"
#include "base/bytes.h"
#include "crypto/secret.h"

namespace usersync {

class Scratch {
 public:
  // A new T in the place of the struct before.
  template <class T>
  T& make() {
    held_.reset();
    auto holder = std::make_unique<Holder<T>>();
    holder->kind = &kKind<T>;
    T& value = holder->value;
    held_ = std::move(holder);
    return value;
  }
  // What the last make() returned, which was for the same T.
  template <class T>
  T& get() noexcept {
    USERSYNC_ASSERT(held_ != nullptr && held_->kind == &kKind<T>);
    return static_cast<Holder<T>*>(held_.get())->value;
  }
  void clear() noexcept { held_.reset(); }

 private:
  template <class T>
  static constexpr char kKind = 0;  // its address names T
  struct Base {
    const void* kind = nullptr;
    virtual ~Base() = default;
  };
  template <class T>
  struct Holder final : Base {
    T value{};
  };
  std::unique_ptr<Base> held_;
};

// The result of functions that return one string. Wiped, because it may be a key or a plaintext.
struct TextResult {
  Bytes bytes;
  ~TextResult() { wipe(bytes); }
};

inline void keep_text(Scratch& scratch, std::string_view text) {
  scratch.make<TextResult>().bytes.assign(text.begin(), text.end());
}

}  // namespace usersync
