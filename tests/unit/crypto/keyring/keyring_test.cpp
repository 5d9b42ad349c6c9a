#include "crypto/keyring/keyring.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "crypto/paseto/paserk.h"
#include "unit/crypto/vectors.h"

using namespace usersync;
using namespace usersync::test;

namespace {

const std::string kFirst = "k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjo8";
const std::string kSecond = "k3.local.cHFyc3R1dnd4eXp7fH1-f4CBgoOEhYaHiImKi4yNjpA";
const std::string kZeros = "k3.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Directory {
  Directory() {
    char name[] = "/tmp/usersync-keyring.XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~Directory() { std::filesystem::remove_all(path); }
  std::string write(const std::string& name, const std::string& text, mode_t mode = 0400) const {
    const std::string file = path + "/" + name;
    std::ofstream(file) << text;
    REQUIRE(chmod(file.c_str(), mode) == 0);
    return file;
  }
  std::string path;
};

Error refusal_of(const std::string& path) {
  const auto ring = Keyring::from_file(path);
  REQUIRE_FALSE(ring.ok());
  return ring.error();
}

Error refusal_of_text(const std::string& text) {
  const auto ring = Keyring::from_text(text);
  REQUIRE_FALSE(ring.ok());
  CHECK(ring.error().code == Code::bad_key);
  CHECK(described(ring.error()).find("cHFy") == std::string::npos);
  CHECK(std::string(ring.error().where()).find("cHFy") == std::string::npos);
  return ring.error();
}

}  // namespace

TEST_CASE("a keyring keeps its keys in order, named or not, past remarks, blanks and CRLF") {
  const auto ring = Keyring::from_text("# made for a test\r\n\r\n\t\n  main-2026\t" + kSecond +
                                       "  # newest\r\n" + kFirst + "#");
  REQUIRE_FALSE(ring.ok());  // a remark is a word of its own

  const auto good =
      Keyring::from_text("# made for a test\r\n\r\n\t\n  main-2026\t" + kSecond + "  # newest\r\n" + kFirst);
  REQUIRE(good.ok());
  REQUIRE(good->keys().size() == 2);
  CHECK(good->keys()[0].name == "main-2026");
  CHECK(good->keys()[0].lid == "k3.lid.Gd3T6cJNElhwD4gu9JXlaysLNClYmFTD6GRUnXRotCEr");
  CHECK(good->keys()[1].name.empty());
  CHECK(good->keys()[1].lid == "k3.lid.5GB-DfqfPOIMr0-y4IV8323vrjMt3mZMh_R3J3raH38l");
  CHECK(format_k3_local(good->keys()[1].master) == kFirst);
  const auto id = k3_lid(good->keys()[1].master);
  CHECK(std::equal(good->keys()[1].short_id.begin(), good->keys()[1].short_id.end(), id.begin()));
}

TEST_CASE("a bad line is named by its number and by what is wrong with it, never by a key") {
  const auto detail = [](const std::string& text) { return std::string(refusal_of_text(text).where()); };
  CHECK(detail("# remark\n\n" + kFirst + "\nnonsense\n") == "line 4");
  CHECK(detail(kFirst + " " + kSecond) == "line 1");
  CHECK(detail("a b " + kFirst) == "line 1");
  CHECK(detail("bad/name " + kFirst) == "line 1");
  CHECK(detail(std::string(65, 'n') + " " + kFirst) == "line 1");
  CHECK(detail(kFirst + "\n\n" + kFirst) == "line 3");

  const std::vector<std::string> all = {
      described(refusal_of_text("nonsense")),
      described(refusal_of_text(kFirst.substr(0, 51))),
      described(refusal_of_text(kZeros)),
      described(refusal_of_text(kFirst.substr(0, 51) + "!")),
      described(refusal_of_text(kFirst + "\n" + kFirst)),
      described(refusal_of_text(kFirst + " " + kSecond)),
      described(refusal_of_text("# nothing\n")),
  };
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) CHECK(all[i] != all[j]);
  }
}

TEST_CASE("a ring without a key is refused, and so is the same key twice under two names") {
  refusal_of_text("");
  refusal_of_text("\n\n# only remarks\n");
  refusal_of_text("a " + kFirst + "\nb " + kFirst + "\n");
}

TEST_CASE("bytes that belong to no text are refused") {
  refusal_of_text(std::string("\0", 1));
  refusal_of_text("n\0ame " + kFirst);
  refusal_of_text(std::string("x\0 ", 3) + kFirst);
  refusal_of_text(kFirst + std::string("\0", 1));
  refusal_of_text("\xef\xbb\xbf" + kFirst);
  refusal_of_text("\r" + kFirst);
}

TEST_CASE("a file of mode 0400, 0440, 0600 or 0640 is read") {
  const Directory directory;
  for (const mode_t mode : {0400, 0440, 0600, 0640}) {
    const auto ring = Keyring::from_file(directory.write("ring" + std::to_string(mode), kFirst + "\n", mode));
    REQUIRE(ring.ok());
    CHECK(ring->keys().size() == 1);
  }
}

TEST_CASE("a file that others may use in any way, or that a group may write, is refused") {
  const Directory directory;
  for (const mode_t mode : {0444, 0404, 0402, 0401, 0420, 0460, 0644, 0666, 0777}) {
    CAPTURE(mode);
    const Error error = refusal_of(directory.write("ring" + std::to_string(mode), kFirst, mode));
    CHECK(error.code == Code::unsafe_file);
    CHECK(std::string(error.where()).starts_with(directory.path));
  }
}

TEST_CASE("a missing file, a symbolic link, a directory and a FIFO are told apart, and none of them waits") {
  const Directory directory;
  const std::string real = directory.write("real", kFirst), link = directory.path + "/link",
                    fifo = directory.path + "/fifo";
  REQUIRE(symlink(real.c_str(), link.c_str()) == 0);
  REQUIRE(mkfifo(fifo.c_str(), 0400) == 0);
  const Error missing = refusal_of(directory.path + "/none");
  CHECK(missing.code == Code::unavailable);
  CHECK(missing.native == ENOENT);
  CHECK(std::string(missing.where()) == directory.path + "/none");
  CHECK(refusal_of(real + "/below").native == ENOTDIR);
  CHECK(described(refusal_of(link)).find("symbolic link") != std::string::npos);
  CHECK(refusal_of(link).code == Code::unsafe_file);
  CHECK(described(refusal_of(directory.path)).find("regular file") != std::string::npos);
  CHECK(refusal_of(fifo).code == Code::unsafe_file);
  CHECK(refusal_of("/dev/null").code == Code::unsafe_file);
}

TEST_CASE("64 KiB is read, one byte more is not") {
  const Directory directory;
  const std::string start = kFirst + "\n#";
  CHECK(Keyring::from_file(directory.write("fits", start + std::string(65536 - start.size(), 'x'))).ok());
  const Error error = refusal_of(directory.write("large", start + std::string(65537 - start.size(), 'x')));
  CHECK(error.code == Code::unsafe_file);
  CHECK(described(error).find("64 KiB") != std::string::npos);
}

TEST_CASE("a bad line of a file is named with the file") {
  const Directory directory;
  const std::string path = directory.write("ring", kFirst + "\n" + kZeros + "\n");
  const Error error = refusal_of(path);
  CHECK(error.code == Code::bad_key);
  CHECK(std::string(error.where()) == "line 2 of " + path);
  const std::string empty = directory.write("empty", "");
  CHECK(std::string(refusal_of(empty).where()) == empty);
}

TEST_CASE("a tenant's keys: scopes, purposes and keys are all apart") {
  const auto ring = Keyring::from_text(kFirst + "\n" + kSecond);
  REQUIRE(ring.ok());
  const auto one = TenantKeys::derive(*ring, "uid:1"), other = TenantKeys::derive(*ring, "uid:2");
  REQUIRE(one.ok());
  REQUIRE(other.ok());
  CHECK((*one)->size() == 2);
  CHECK((*one)->first_id() == ring->keys()[0].short_id);
  CHECK((*one)->find(Purpose::enc, ring->keys()[1].short_id) != nullptr);
  CHECK((*one)->find(Purpose::enc, ring->keys()[0].short_id) == &(*one)->first(Purpose::enc));
  CHECK((*one)->find(Purpose::enc, ShortKeyId{}) == nullptr);
  CHECK(&(*one)->first(Purpose::enc) != &(*one)->first(Purpose::data));

  const View message = view_of("message");
  const auto mac = (*one)->mac(Purpose::index, 0, message);
  CHECK((*one)->mac(Purpose::index, 0, message) == mac);
  CHECK((*one)->mac(Purpose::index, 1, message) != mac);
  CHECK((*one)->mac(Purpose::code, 0, message) != mac);
  CHECK((*other)->mac(Purpose::index, 0, message) != mac);
  CHECK(TenantKeys::derive(Keyring(), "uid:1").error().code == Code::no_keyring);
}
