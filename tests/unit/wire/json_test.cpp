#include "wire/json.h"

#include <doctest/doctest.h>

#include "wire/json_text.h"

using namespace usersync;

namespace {

bool reads(std::string_view text) { return JsonObject::parse(text).ok(); }

std::string why(std::string_view text) {
  const auto object = JsonObject::parse(text);
  return object ? "" : id_of(object.error().message);
}

}  // namespace

TEST_CASE("a document shows the members of its outermost object, as written") {
  const auto object = JsonObject::parse(
      " { \"s\" : \"a\\u00e9\\n\" , \"n\":-1.5e+3,\"b\":true,\"z\":null,\"a\":[1, 2],\"o\":{\"x\":{}} } ");
  REQUIRE(object.ok());
  CHECK(object->find("s")->kind == JsonValue::Kind::string);
  CHECK(object->find("s")->unescaped() == "a\xc3\xa9\n");
  CHECK(object->find("n")->text == "-1.5e+3");
  CHECK(object->find("b")->kind == JsonValue::Kind::boolean);
  CHECK(object->find("z")->kind == JsonValue::Kind::null);
  CHECK(object->find("a")->text == "[1, 2]");
  CHECK(object->find("o")->text == "{\"x\":{}}");
  CHECK(object->find("x") == nullptr);
  CHECK(reads("{}"));
}

TEST_CASE("the outermost value is an object and nothing follows it") {
  for (const char* text : {"", " ", "[]", "1", "\"x\"", "null", "{} {}", "{},", "{}x", "\xef\xbb\xbf{}"}) {
    CHECK_MESSAGE(!reads(text), text);
  }
}

TEST_CASE("what RFC 8259 does not write is not read") {
  for (const char* text : {"{",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{,}",
                           "{\"a\":1 \"b\":2}",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\":01}",
                           "{\"a\":+1}",
                           "{\"a\":.5}",
                           "{\"a\":1.}",
                           "{\"a\":1e}",
                           "{\"a\":-}",
                           "{\"a\":0x1}",
                           "{\"a\":NaN}",
                           "{\"a\":tru}",
                           "{\"a\":True}",
                           "{\"a\":[1,]}",
                           "{\"a\":[,1]}",
                           "{\"a\":[1}",
                           "{\"a\":\"x}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\u12\"}",
                           "{\"a\":\"\\u12g4\"}",
                           "{\"a\":\"\t\"}",
                           "{\"a\":\"\n\"}",
                           "{\"a\":1/**/}",
                           "{\"a\":\"\\"}) {
    CHECK_MESSAGE(!reads(text), text);
  }
}

TEST_CASE("surrogates count only in pairs") {
  CHECK(reads(R"({"a":"\ud83d\ude00"})"));
  CHECK(JsonObject::parse(R"({"a":"\ud83d\ude00"})")->find("a")->unescaped() == "\xf0\x9f\x98\x80");
  for (const char* text :
       {R"({"a":"\ud83d"})", R"({"a":"\ude00"})", R"({"a":"\ud83dx"})", R"({"a":"\ud83d\u0041"})"}) {
    CHECK_MESSAGE(!reads(text), text);
  }
}

TEST_CASE("text is UTF-8 in its shortest form") {
  CHECK(is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
  CHECK(is_utf8(std::string_view("\0", 1)));
  for (const char* text :
       {"\xff", "\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xe2\x28\xa1"}) {
    CHECK_FALSE(is_utf8(text));
  }
  CHECK(why("{\"a\":\"\xff\"}") == "json-utf8");
}

TEST_CASE("a key stands once in its object, however it is spelled") {
  CHECK(why(R"({"a":1,"a":2})") == "json-key-twice");
  CHECK(why(R"({"a":1,"\u0061":2})") == "json-key-twice");
  CHECK(why(R"({"x":{"b":1,"c":2,"b":3}})") == "json-key-twice");
  CHECK(reads(R"({"a":{"a":{"a":1}},"b":{"a":1}})"));
  CHECK(JsonObject::parse(R"({"\u0061":7})")->find("a")->text == "7");
}

TEST_CASE("depth, keys and size end where the profile says") {
  CHECK(reads(R"({"a":{"b":[{}]}})"));
  CHECK(why(R"({"a":{"b":[{"c":[]}]}})") == "json-depth");
  CHECK(why("{\"a\":" + std::string(4000, '[')) == "json-depth");
  const auto with_keys = [](int count) {
    std::string text = "{";
    for (int i = 0; i < count; ++i) text += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":0";
    return text + "}";
  };
  CHECK(reads(with_keys(64)));
  CHECK(why(with_keys(65)) == "json-keys");
  // Keys of objects that were closed count as well.
  CHECK(why("{\"a\":" + with_keys(32) + ",\"b\":" + with_keys(31) + "}") == "json-keys");
  CHECK(reads("{\"a\":\"" + std::string(kMaxJson - 8, 'x') + "\"}"));
  CHECK(why("{\"a\":\"" + std::string(kMaxJson - 7, 'x') + "\"}") == "json-length");
}

TEST_CASE("what is written is what is read") {
  std::string every;
  for (int c = 0; c < 128; ++c) every += static_cast<char>(c);
  every += "\xc3\xa9\xf0\x9f\x98\x80";
  std::string text = "{\"a\":";
  append_json_string(text, every);
  text += '}';
  const auto object = JsonObject::parse(text);
  REQUIRE(object.ok());
  CHECK(object->find("a")->unescaped() == every);
}

TEST_CASE("a string ends at its quote and nowhere else, wherever in it that is") {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'x');
    const std::string document = "{\"a\":\"" + text + "\",\"b\":\"y\"}";
    const auto object = JsonObject::parse(document);
    REQUIRE(object.ok());
    CHECK(object->find("a")->text == text);
    CHECK(object->find("b")->text == "y");
    for (std::size_t at = 0; at < length; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed = text;
        changed[at] = static_cast<char>(byte);
        const bool plain = byte >= ' ' && byte < 0x80 && byte != '"' && byte != '\\';
        const std::string said = "{\"a\":\"" + changed + "\",\"b\":\"y\"}";
        const auto read = JsonObject::parse(said);
        CHECK(read.ok() == plain);
        if (read) CHECK(read->find("a")->text == changed);
      }
      const std::string escaped = text.substr(0, at) + "\\\"" + text.substr(at);
      const std::string said = "{\"a\":\"" + escaped + "\"}";
      CHECK(JsonObject::parse(said)->find("a")->unescaped() == text.substr(0, at) + '"' + text.substr(at));
    }
  }
}

TEST_CASE("members are found in any order, and again") {
  const auto object = JsonObject::parse(R"({"a":1,"b":2,"c":3})");
  REQUIRE(object.ok());
  for (const char* const name : {"a", "b", "c", "c", "a", "b", "a"}) {
    REQUIRE(object->find(name) != nullptr);
    CHECK(object->find("d") == nullptr);
    CHECK(object->find(name)->text == std::to_string(name[0] - 'a' + 1));
  }
}
