#include "base/assert.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace {

struct Outcome {
  int signal = 0;  // 0: the process ended by itself
  std::string stderr_text;
};

// Runs one assertion in a child process, where it may abort.
Outcome assert_in_child(bool condition) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGABRT, SIG_DFL);  // doctest reports an abort as a failed test
    dup2(ends[1], STDERR_FILENO);
    USERSYNC_ASSERT(condition);
    _exit(0);
  }
  close(ends[1]);
  Outcome outcome;
  std::array<char, 256> buffer{};
  for (ssize_t got; (got = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    outcome.stderr_text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return outcome;
}

}  // namespace

TEST_CASE("an assertion that holds does nothing") {
  const Outcome outcome = assert_in_child(true);
  CHECK(outcome.signal == 0);
  CHECK(outcome.stderr_text.empty());
}

TEST_CASE("an assertion that does not hold prints file, line and condition, and aborts") {
  const Outcome outcome = assert_in_child(false);
  CHECK(outcome.signal == SIGABRT);
  CHECK(outcome.stderr_text.starts_with("usersync: assertion failed ("));
  CHECK(outcome.stderr_text.find("assert_test.cpp:") != std::string::npos);
  CHECK(outcome.stderr_text.ends_with("): condition\n"));
}
