#include "base/fork.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace usersync {
namespace {

template <class Body>
int in_child(Body body) {
  const pid_t pid = fork();
  if (pid == 0) _exit(body());
  int status = 0;
  waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

bool is_open(int fd) { return fcntl(fd, F_GETFD) >= 0; }

}  // namespace

TEST_CASE("a child has another generation than its parent, whose own stays") {
  const auto before = fork_generation();
  CHECK(in_child([&] { return fork_generation() != before ? 0 : 1; }) == 0);
  CHECK(fork_generation() == before);
}

TEST_CASE("a child closes the descriptors named to it, and no other") {
  const int doomed = dup(0), kept = dup(0);
  close_in_child(doomed);
  close_in_child(kept);
  keep_in_child(kept);
  CHECK(in_child([&] { return !is_open(doomed) && is_open(kept) ? 0 : 1; }) == 0);
  CHECK(is_open(doomed));
  keep_in_child(doomed);
  close(doomed);
  close(kept);
}

}  // namespace usersync
