#include "process.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/clock.h"

namespace usersync::test {

Child::Child(const std::function<int()>& body) {
  std::fflush(nullptr);
  pid_ = fork();
  if (pid_ < 0) std::abort();
  if (pid_ == 0) _exit(body());
}

Child::~Child() { kill(); }

int Child::result() noexcept {
  int status = 0;
  while (pid_ > 0 && waitpid(pid_, &status, 0) < 0) {
  }
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Child::kill() noexcept {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  result();
}

void* map_shared(std::size_t bytes) {
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) std::abort();
  return at;
}

void unmap_shared(void* at, std::size_t bytes) noexcept { munmap(at, bytes); }

bool eventually(const std::function<bool()>& done) {
  const Millis until = system_clock().monotonic() + Seconds{60};
  while (system_clock().monotonic() < until) {
    if (done()) return true;
    system_clock().pause(std::chrono::milliseconds{1});
  }
  return done();
}

}  // namespace usersync::test
