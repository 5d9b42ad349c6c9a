#include "crypto/envelope.h"

#include <doctest/doctest.h>

#include "unit/crypto/vectors.h"
#include "wire/base64url.h"

using namespace usersync;
using namespace usersync::test;

namespace {

const std::string kOld = "k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8";
const std::string kNew = "k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjpA";

std::unique_ptr<TenantKeys> keys_of(const std::string& text, std::string_view scope = "uid:33") {
  const auto ring = Keyring::from_text(text);
  REQUIRE(ring.ok());
  auto keys = TenantKeys::derive(*ring, scope);
  REQUIRE(keys.ok());
  return std::move(keys).value();
}

Bytes seal(TenantKeys& keys, const Binding& binding, std::string_view text) {
  Bytes record;
  REQUIRE(Envelope::seal(keys, binding, {view_of(text)}, system_random(), record).ok());
  return record;
}

Code refusal(TenantKeys& keys, const Binding& binding, View record) {
  Bytes out(7, 0xee);
  const Status opened = Envelope::open(keys, binding, record, out);
  CHECK(out.empty());
  return opened ? Code::ok : opened.error().code;
}

const Binding kHere = Binding::session("uid:33", "usersync:", "abc");

}  // namespace

TEST_CASE("an envelope is that of version 1, as another library works it out") {
  const Case v1 = load_case("usersync/v1.json");
  const auto keys = keys_of(v1.at("key"), v1.at("scope"));
  const Binding session = Binding::session(v1.at("scope"), v1.at("prefix"), v1.at("sid"));
  const Binding data = Binding::data(v1.at("context"));
  for (const auto& [binding, plaintext, record] :
       {std::tuple(&session, "session_plaintext", "session_record"),
        std::tuple(&data, "data_plaintext", "data_record")}) {
    GivenRandom nonce(hex_field(v1, "nonce"));
    Bytes out;
    const Bytes clear = hex_field(v1, plaintext);
    REQUIRE(Envelope::seal(*keys, *binding, {clear}, nonce, out).ok());
    CHECK(to_hex(out) == v1.at(record));
    REQUIRE(Envelope::open(*keys, *binding, hex_field(v1, record), out).ok());
    CHECK(out == clear);
  }
}

TEST_CASE("what is sealed opens again, at every small size and at large ones, in parts or whole") {
  const auto keys = keys_of(kOld);
  Bytes record, opened;
  for (const std::size_t size : {0, 1, 15, 16, 17, 1000, 65536, 100'000, 1'000'000}) {
    const Bytes text(size, 0x5a);
    REQUIRE(Envelope::seal(*keys, kHere, {View(text).first(size / 3), View(text).subspan(size / 3)},
                           system_random(), record)
                .ok());
    CHECK(record.size() == size + Envelope::kOverhead);
    REQUIRE(Envelope::open(*keys, kHere, record, opened).ok());
    CHECK(opened == text);
  }
}

TEST_CASE("kept buffers are neither moved nor allocated again by smaller records") {
  const auto keys = keys_of(kOld);
  Bytes record, opened;
  const Bytes large(10'000, 1), small(100, 2);
  REQUIRE(Envelope::seal(*keys, kHere, {large}, system_random(), record).ok());
  REQUIRE(Envelope::open(*keys, kHere, record, opened).ok());
  const auto *const record_at = record.data(), *const opened_at = opened.data();
  REQUIRE(Envelope::seal(*keys, kHere, {small}, system_random(), record).ok());
  REQUIRE(Envelope::open(*keys, kHere, record, opened).ok());
  CHECK(opened == small);
  CHECK(record.data() == record_at);
  CHECK(opened.data() == opened_at);
}

TEST_CASE("every single changed bit of a record is refused, by the reason of its place") {
  const auto keys = keys_of(kOld);
  const Bytes record = seal(*keys, kHere, "user|s:5:\"alice\";");
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    Bytes changed = record;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    CAPTURE(bit);
    const std::size_t at = bit / 8;
    CHECK(refusal(*keys, kHere, changed) == (at < 8    ? Code::unknown_format
                                             : at < 16 ? Code::unknown_key
                                                       : Code::tampered));
  }
}

TEST_CASE("every truncation and every extension of a record is refused") {
  const auto keys = keys_of(kOld);
  Bytes record = seal(*keys, kHere, "user|s:5:\"alice\";");
  for (std::size_t length = 0; length < record.size(); ++length) {
    CAPTURE(length);
    CHECK(refusal(*keys, kHere, View(record).first(length)) ==
          (length < 16 ? Code::unknown_format : Code::tampered));
  }
  record.push_back(0);
  CHECK(refusal(*keys, kHere, record) == Code::tampered);
}

TEST_CASE("a record moved to another id, prefix or scope does not open") {
  const auto keys = keys_of(kOld);
  const Bytes record = seal(*keys, kHere, "user|s:5:\"alice\";");
  CHECK(refusal(*keys, Binding::session("uid:33", "usersync:", "abd"), record) == Code::tampered);
  CHECK(refusal(*keys, Binding::session("uid:33", "usersync:", ""), record) == Code::tampered);
  CHECK(refusal(*keys, Binding::session("uid:33", "other:", "abc"), record) == Code::tampered);
  CHECK(refusal(*keys, Binding::session("uid:34", "usersync:", "abc"), record) == Code::tampered);
  CHECK(refusal(*keys, Binding::session("uid:33u", "sersync:", "abc"), record) == Code::tampered);
  CHECK(refusal(*keys, Binding::session("uid:33", "usersync:a", "bc"), record) == Code::tampered);
  // The scope counts twice: in the binding and in the key.
  CHECK(refusal(*keys_of(kOld, "uid:34"), kHere, record) == Code::tampered);
  CHECK(Envelope::recognises(record));
}

TEST_CASE("a context never opens as a session, nor a session as a context, nor one context as another") {
  const auto keys = keys_of(kOld);
  const Binding context = Binding::data("abc");
  const Bytes session = seal(*keys, kHere, "text"), data = seal(*keys, context, "text");
  CHECK(refusal(*keys, context, session) == Code::tampered);
  CHECK(refusal(*keys, kHere, data) == Code::tampered);
  CHECK(refusal(*keys, Binding::data("abd"), data) == Code::tampered);
  CHECK(refusal(*keys, Binding::data(""), data) == Code::tampered);
  CHECK(context.purpose() != kHere.purpose());  // not by the binding alone: the keys differ
}

TEST_CASE("a key that is not held is named, and the record is not called tampered") {
  const auto old_keys = keys_of(kOld), new_keys = keys_of(kNew);
  const Bytes record = seal(*old_keys, kHere, "text");
  Bytes out;
  const Status opened = Envelope::open(*new_keys, kHere, record, out);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().code == Code::unknown_key);
  CHECK(opened.error().where() == "k3.lid." + to_base64url(old_keys->first_id()).substr(0, 10) + "...");
  CHECK(Envelope::key_id(record) == old_keys->first_id());
}

TEST_CASE("the first key seals and every key opens: rotation in two deploys loses nothing") {
  const auto before = keys_of(kOld), second = keys_of(kOld + "\n" + kNew),
             first = keys_of(kNew + "\n" + kOld);
  const Bytes record = seal(*before, kHere, "text");
  const Bytes resealed = seal(*first, kHere, "text");
  for (const auto* keys : {&second, &first}) {
    Bytes out;
    CHECK(Envelope::open(**keys, kHere, record, out).ok());
    CHECK(Envelope::open(**keys, kHere, resealed, out).ok());
  }
  CHECK(Envelope::under_first_key(record, *second));
  CHECK_FALSE(Envelope::under_first_key(record, *first));
  CHECK(Envelope::under_first_key(resealed, *first));
  CHECK_FALSE(Envelope::under_first_key(View(record).first(15), *second));
  CHECK_FALSE(Envelope::under_first_key({}, *second));
}

TEST_CASE("a newer version, suite or flag is distinguished from what is no envelope at all") {
  const auto keys = keys_of(kOld);
  Bytes record = seal(*keys, kHere, "text");
  CHECK_FALSE(Envelope::is_newer_format(record));
  for (const std::size_t at : {3, 4, 5, 6, 7}) {
    Bytes newer = record;
    newer[at] += 1;
    CHECK(Envelope::is_newer_format(newer));
    CHECK(Envelope::recognises(newer) == (at != 3));
    Bytes out;
    CHECK(described(Envelope::open(*keys, kHere, newer, out).error()).find("newer") != std::string::npos);
    CHECK(refusal(*keys, kHere, newer) == Code::unknown_format);
  }
  const Bytes plain = {1, 0, 0, 0, 0, 0x65, 0x53, 0xf1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  for (const View other :
       {View(plain), view_of(""), view_of("U"), view_of("US"), view_of("user|s:5:\"alice\";")}) {
    CHECK_FALSE(Envelope::recognises(other));
    CHECK_FALSE(Envelope::is_newer_format(other));
    CHECK(refusal(*keys, kHere, other) == Code::unknown_format);
    CHECK(Envelope::key_id(other.first(std::min<std::size_t>(other.size(), 15))) == ShortKeyId{});
  }
}

TEST_CASE("a name too long for its count binds nothing") {
  const auto keys = keys_of(kOld);
  Bytes out;
  for (const Binding& binding :
       {Binding::session(std::string(256, 's'), "p", "i"), Binding::session("s", std::string(256, 'p'), "i"),
        Binding::session("s", "p", std::string(65536, 'i')), Binding::data(std::string(65536, 'c')),
        Binding()}) {
    CHECK(Envelope::seal(*keys, binding, {view_of("text")}, system_random(), out).error().code ==
          Code::invalid_argument);
    CHECK(Envelope::open(*keys, binding, Bytes(100), out).error().code == Code::invalid_argument);
  }
  CHECK(Envelope::seal(*keys, Binding::data(std::string(65535, 'c')), {view_of("text")}, system_random(), out)
            .ok());
}

TEST_CASE("no random bytes, no record") {
  const auto keys = keys_of(kOld);
  GivenRandom nothing({});
  Bytes out(3, 1);
  CHECK_FALSE(Envelope::seal(*keys, kHere, {view_of("text")}, nothing, out).ok());
  CHECK(out.empty());
}

TEST_CASE("two seals of one text share nothing but the header") {
  const auto keys = keys_of(kOld);
  const Bytes a = seal(*keys, kHere, "text"), b = seal(*keys, kHere, "text");
  CHECK(to_hex(View(a).first(16)) == to_hex(View(b).first(16)));
  CHECK(to_hex(View(a).subspan(16, 24)) != to_hex(View(b).subspan(16, 24)));
  CHECK(to_hex(View(a).subspan(40)) != to_hex(View(b).subspan(40)));
}
