// A forked child, and memory that it shares with its parent.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <new>
#include <type_traits>

namespace usersync::test {

// Runs `body` in a forked child, which ends with _exit and the body's result, without destructors or test
// assertions. Killed and reaped at the end of its scope.
class Child {
 public:
  explicit Child(const std::function<int()>& body);
  Child(Child&& other) noexcept : pid_(other.pid_) { other.pid_ = 0; }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  pid_t pid() const noexcept { return pid_; }
  int result() noexcept;  // waits; the body's result, or 128 + the signal that ended it
  void kill() noexcept;   // SIGKILL, and reaps

 private:
  pid_t pid_ = 0;
};

// Anonymous memory that parent and children share. T is made of atomics.
template <class T>
class Shared {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  Shared();
  ~Shared();
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  T* operator->() noexcept { return at_; }
  T& operator*() noexcept { return *at_; }

 private:
  T* at_;
};

void* map_shared(std::size_t bytes);  // aborts when the kernel refuses
void unmap_shared(void* at, std::size_t bytes) noexcept;

template <class T>
Shared<T>::Shared() : at_(new (map_shared(sizeof(T))) T{}) {}
template <class T>
Shared<T>::~Shared() {
  unmap_shared(at_, sizeof(T));
}

// Waits at most 60 s, for busy machines, until `done` returns true; false when it did not. For events in
// other processes.
bool eventually(const std::function<bool()>& done);

}  // namespace usersync::test
