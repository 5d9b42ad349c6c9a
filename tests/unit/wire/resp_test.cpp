#include <doctest/doctest.h>

#include <string>

#include "wire/resp_reader.h"
#include "wire/resp_writer.h"
#include "wire/sha1.h"

namespace usersync {
namespace {

// A server that sends this in pieces of `step` bytes and hangs up.
class Script final : public Stream {
 public:
  Script(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  Result<std::size_t> read(Room first, Room second, const Wait&) override {
    if (at_ == text_.size()) return Error{Msg::server_closed};
    std::size_t left = step_;
    const std::size_t one = take(first, left);
    return one + (one == first.size() ? take(second, left - one) : 0);
  }
  Status write(std::span<const View>, const Wait&) override { return {}; }
  void abandon() noexcept override {}

 private:
  std::size_t take(Room room, std::size_t most) {
    const std::size_t count = std::min({room.size(), most, text_.size() - at_});
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(at_), count, room.begin());
    at_ += count;
    return count;
  }
  std::string text_;
  std::size_t step_;
  std::size_t at_ = 0;
};

const Wait kWait{{system_clock(), Millis{1000}}};

std::string written(const RespWriter& writer, std::size_t from, std::size_t to) {
  std::vector<View> pieces;
  writer.pieces(from, to, pieces);
  std::string all;
  for (const View piece : pieces) all += text_of(piece);
  return all;
}

Code refusal(const std::string& text, const RespLimits& limits = {}) {
  Script script(text, text.size());
  RespReader reader(limits);
  Reply reply;
  const Status read = reader.read(reply, script, kWait);
  return read ? Code::ok : read.error().code;
}

TEST_CASE("resp: a command is an array of counted arguments") {
  RespWriter writer;
  writer.add("SET", "key", std::string_view("a\0b", 3), "PX", std::int64_t{-5}).add("GET", "");
  CHECK(writer.size() == 2);
  CHECK(written(writer, 0, 1) ==
        std::string("*5\r\n$3\r\nSET\r\n$3\r\nkey\r\n$3\r\na\0b\r\n$2\r\nPX\r\n$2\r\n-5\r\n", 47));
  CHECK(written(writer, 1, 2) == "*2\r\n$3\r\nGET\r\n$0\r\n\r\n");
  CHECK(written(writer, 2, 2).empty());
}

TEST_CASE("resp: a large argument is borrowed, and any part of a pipeline can be sent again") {
  const std::string large(3 * RespWriter::kBorrow, 'x');
  RespWriter writer;
  writer.add("ONE", large, "end").add("TWO").add("SIX", large);
  std::vector<View> pieces;
  writer.pieces(0, 3, pieces);
  CHECK(pieces.size() == 5);
  CHECK(static_cast<const void*>(pieces[1].data()) == large.data());
  CHECK(written(writer, 1, 3) == written(writer, 1, 2) + written(writer, 2, 3));
  CHECK(written(writer, 0, 3) == written(writer, 0, 1) + written(writer, 1, 3));
  RespWriter both;
  both.add("PING").append(writer);
  CHECK(both.size() == 4);
  CHECK(written(both, 1, 4) == written(writer, 0, 3));
  writer.clear();
  CHECK(writer.size() == 0);
  writer.add("PING");
  CHECK(written(writer, 0, 1) == "*1\r\n$4\r\nPING\r\n");
}

TEST_CASE("resp: replies are read correctly however they are cut into pieces") {
  const std::string large(50'000, 'L');
  const std::string sent =
      "+OK\r\n-ERR "
      "no\r\n:-42\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n$0\r\n\r\n*3\r\n:1\r\n*1\r\n$1\r\nx\r\n$-1\r\n$50000\r\n" +
      large + "\r\n:7\r\n";
  for (const std::size_t step :
       {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{1000}, sent.size()}) {
    Script script(sent, step);
    RespReader reader;
    Reply reply;
    const auto next = [&]() -> Reply& {
      REQUIRE(reader.read(reply, script, kWait).ok());
      return reply;
    };
    CHECK(next().text() == "OK");
    CHECK(next().is(Reply::Kind::error));
    CHECK(reply.text() == "ERR no");
    CHECK(next().integer == -42);
    CHECK(next().text() == "a\r\n");
    CHECK(next().is(Reply::Kind::nil));
    CHECK(next().is(Reply::Kind::nil));
    CHECK(next().is(Reply::Kind::bulk));
    CHECK(reply.text().empty());
    REQUIRE(next().elements.size() == 3);
    CHECK(reply.elements[0].integer == 1);
    CHECK(reply.elements[1].elements.at(0).text() == "x");
    CHECK(reply.elements[2].is(Reply::Kind::nil));
    CHECK(next().text() == large);
    CHECK(next().integer == 7);
    CHECK(reader.read(reply, script, kWait).error().code == Code::unavailable);
  }
}

TEST_CASE("resp: bytes that are not RESP are refused, and so are lengths beyond the limits") {
  for (const char* text :
       {"\r\n", "?\r\n", "$x\r\n", "$\r\n", "$-2\r\n", "*-2\r\n", ":1x\r\n", ": 1\r\n",
        ":9223372036854775808\r\n", "$1\r\nabc\r\n", "_\r\n", "#t\r\n", "%1\r\n+a\r\n+b\r\n"}) {
    CHECK_MESSAGE(refusal(text) == Code::corrupt, text);
  }
  CHECK(refusal(std::string(40'000, 'a')) == Code::corrupt);  // a line without an end
  CHECK(refusal("$536870912\r\n") == Code::corrupt);
  CHECK(refusal("*1000000000\r\n") == Code::corrupt);
  CHECK(refusal("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n") == Code::corrupt);  // too deep
  RespLimits small;
  small.total = 10;
  CHECK(refusal("*2\r\n$6\r\nabcdef\r\n$6\r\nabcdef\r\n", small) == Code::corrupt);
  small.elements = 3;
  CHECK(refusal("*2\r\n*2\r\n:1\r\n:2\r\n:3\r\n", small) == Code::corrupt);
}

TEST_CASE("sha1: the vectors of FIPS 180 and of a text that fills its block") {
  constexpr auto abc = sha1_hex("abc");
  constexpr auto none = sha1_hex("");
  constexpr auto two = sha1_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
  CHECK(std::string_view(abc.data(), abc.size()) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(std::string_view(none.data(), none.size()) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(std::string_view(two.data(), two.size()) == "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

TEST_CASE("resp: a reply never shows bytes of the value that its memory held before") {
  Script script("$6\r\nsecret\r\n$-1\r\n:7\r\n*0\r\n$0\r\n\r\n$2\r\nab\r\n$9\r\nhalf", 5);
  RespReader reader;
  Reply reply;
  for (const char* text : {"secret", "", "", "", "", "ab"}) {
    REQUIRE(reader.read(reply, script, kWait).ok());
    CHECK(reply.text() == text);
  }
  CHECK_FALSE(reader.read(reply, script, kWait).ok());
  CHECK(reply.text().empty());
  CHECK(reply.take().empty());
}

}  // namespace
}  // namespace usersync
