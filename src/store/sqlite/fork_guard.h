// SQLite handles and fork(). SQLite forbids carrying a handle over a fork: the child would share the parent's
// bookkeeping of the file's locks, which the kernel does not pass on, and the last of the two to close would
// delete the log under the other (sqlite.org/howtocorrupt.html, "Carrying an open database connection across
// a fork()"). So all handles are closed before every fork of a process, and opened again at their next use.
//
// That is not possible while another thread may be using one. Then nothing is closed, and the child may use
// no sqlite store at all: another thread may also have held one of SQLite's own mutexes.
//
// Ownership: borrows the guarded objects. Threading: any thread; each guard belongs to the thread that made
// it.
#pragma once

#include <pthread.h>

namespace usersync {

class ForkGuarded {
 public:
  ForkGuarded() noexcept;  // call before the handle is opened
  ForkGuarded(const ForkGuarded&) = delete;
  ForkGuarded& operator=(const ForkGuarded&) = delete;

  // In a child: a handle was open in another thread when the process was forked.
  static bool inherited_open_handles() noexcept;

 protected:
  virtual ~ForkGuarded();  // the handle is closed by then
  virtual void close_before_fork() noexcept = 0;

 private:
  static void prepare() noexcept;
  static void in_parent() noexcept;
  static void in_child() noexcept;
  struct Handlers;

  pthread_t thread_;
  ForkGuarded* previous_ = nullptr;
  ForkGuarded* next_ = nullptr;
};

}  // namespace usersync
