#include "base/messages.h"

#include <netdb.h>
#include <cerrno>
#include <set>

#include <doctest/doctest.h>
#include "base/error.h"

using namespace usersync;

namespace {

std::string written(Msg message, std::initializer_list<std::string_view> values, int native = 0,
                    std::size_t room = 1024) {
  std::string out(room, '!');
  out.resize(write_message(message, {values.begin(), values.size()}, native, {out.data(), out.size()}));
  return out;
}

std::string shown(std::string_view value, std::size_t limit) {
  std::string out(limit, '!');
  out.resize(write_value(value, limit, out));
  return out;
}

}  // namespace

TEST_CASE("every row has an id of its own, a text, and a message that begins and ends as all do") {
  std::set<std::string> ids;
  for (std::size_t i = 1; i < kMessages; ++i) {
    const auto message = static_cast<Msg>(i);
    const std::string id = id_of(message);
    CAPTURE(id);
    CHECK(ids.insert(id).second);
    CHECK_FALSE(text_of(message).empty());
    const std::string text = written(message, {});
    CHECK(text.starts_with("usersync: "));
    CHECK(text.ends_with(" [" + id + "]"));
    CHECK(text.find_first_of("{}") == std::string::npos);  // no field is left unfilled
  }
}

TEST_CASE("a field without a value goes with the parentheses, the colon or the comma in front of it") {
  CHECK(written(Msg::password_file_unreadable, {"/p"}, EACCES) ==
        "usersync: cannot read the password file (/p): Permission denied; chown it to this user or root with "
        "mode 0400 or 0440 [password-file-unreadable]");
  CHECK(written(Msg::password_file_unreadable, {"/p"}) ==
        "usersync: cannot read the password file (/p); chown it to this user or root with mode 0400 or 0440 "
        "[password-file-unreadable]");
  CHECK(written(Msg::sqlite_unavailable, {}) ==
        "usersync: session files cannot be opened, read or written [sqlite-unavailable]");
}

TEST_CASE("the reason follows from the range of the number") {
  char buffer[32];
  CHECK(reason_of(0, buffer).empty());
  CHECK(reason_of(ENOENT, buffer) == "No such file or directory");
  CHECK(reason_of(EAI_NONAME, buffer) == gai_strerror(EAI_NONAME));
  CHECK(reason_of(1045, buffer) == "MySQL error 1045");
}

TEST_CASE("a value is cut, at a character's end, and three dots show it") {
  CHECK(shown("abcdef", 6) == "abcdef");
  CHECK(shown("abcdefg", 6) == "abc...");
  CHECK(shown("ab\xc3\xa9\xc3\xa9", 6) == "ab\xc3\xa9\xc3\xa9");
  CHECK(shown("ab\xc3\xa9\xc3\xa9\xc3\xa9", 6) == "ab...");
  CHECK(shown("abc", 2).empty());
}

TEST_CASE("control characters of a value are escaped, and never end a field or a line") {
  CHECK(shown("a\nb\x1f\x7f", 40) == "a\\x0ab\\x1f\\x7f");
  Error error(Msg::setting_invalid, {"usersync.lock_wait", "a number",
                                     "1\x1f"
                                     "2\n"});
  CHECK(error.where() == "usersync.lock_wait");
  CHECK(described(error) ==
        "usersync: usersync.lock_wait must be a number, not \"1\\x1f2\\x0a\"; the default stays in force "
        "[setting-invalid]");
}

TEST_CASE("a message that does not fit is cut, and keeps its id") {
  const std::string cut = written(Msg::sqlite_unavailable, {"/a"}, 0, 60);
  CHECK(cut.size() == 59);
  CHECK(cut.starts_with("usersync: session files"));
  CHECK(cut.ends_with(" [sqlite-unavailable]"));
  CHECK(written(Msg::sqlite_unavailable, {"/a"}, 0, 10).empty());
}

TEST_CASE("an error has the code of its row, and fills fields by place or by name") {
  Error error = Msg::lock_timeout;
  CHECK(error.code == Code::lock_timeout);
  CHECK(error.where().empty());
  error.annotate("server", "redis h/0");
  error.annotate("server", "another");  // filled already
  error.annotate("file", "/nowhere");   // the row has no such field
  CHECK(error.where().empty());         // {limit}, which comes first, is still empty
  CHECK(error.value(1) == "redis h/0");
  CHECK(described(error).find("(redis h/0)") != std::string::npos);

  const std::string longest(1000, 'x');
  for (const Msg row : {Msg::lock_timeout, Msg::setting_invalid, Msg::token_not_authentic}) {
    Error full(row, {longest, longest, longest, longest, longest});
    CHECK(full.where().size() == Error::kLongestValue);
    CHECK(full.value(1).size() < Error::kLongestValue);  // what is left of the room
    CHECK(full.value(2).empty());
    full.set_where("short");
    full.annotate("server", longest);
    CHECK(full.where() == "short");
    CHECK(described(full).ends_with(" [" + id_of(row) + "]"));
  }
}
