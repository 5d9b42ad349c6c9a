#include "base/fork.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

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
  const int closed = dup(0), kept = dup(0);
  REQUIRE(close_in_child(closed));
  REQUIRE(close_in_child(kept));
  keep_in_child(kept);
  CHECK(in_child([&] { return !is_open(closed) && is_open(kept) ? 0 : 1; }) == 0);
  CHECK(is_open(closed));
  keep_in_child(closed);
  close(closed);
  close(kept);
}

TEST_CASE("a child closes every descriptor named to it, also more than a thousand") {
  std::vector<int> named;
  for (int i = 0; i < 1000; ++i) {
    const int fd = dup(0);
    if (fd < 0) break;  // a limit of the machine's
    named.push_back(fd);
    REQUIRE(close_in_child(fd));
  }
  REQUIRE(named.size() > 300);
  const int open_in_child = in_child([&] {
    int open = 0;
    for (const int fd : named) open += is_open(fd) ? 1 : 0;
    return std::min(open, 255);
  });
  CHECK(open_in_child == 0);
  for (const int fd : named) {
    keep_in_child(fd);
    close(fd);
  }
}

}  // namespace usersync
