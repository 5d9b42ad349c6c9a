// TLS between a worker and its MySQL server: which certificates are accepted, and what is sent without one.
#include <doctest/doctest.h>

#include <cstdlib>

#include "store/mysql/mysql.h"
#include "unit/store/directory.h"
#include "unit/store/mysql/mysql_server.h"
#include "unit/store/rules/rules.h"

namespace usersync::test {
namespace {

// An authority with certificates for 127.0.0.1, for another host and for a client; and an unknown authority.
class Certificates {
 public:
  Certificates() {
    authority("ca");
    authority("unknown");
    issue("server", "subjectAltName=IP:127.0.0.1");
    issue("elsewhere", "subjectAltName=DNS:elsewhere.example");
    issue("client", "extendedKeyUsage=clientAuth");
  }
  std::string path(const std::string& file) const { return directory_.path() + "/" + file; }

 private:
  void run(const std::string& command) {
    const std::string quiet = "cd " + directory_.path() + " && openssl " + command + " 2>/dev/null";
    REQUIRE_MESSAGE(std::system(quiet.c_str()) == 0, command);
  }
  static std::string key(const std::string& name) {
    return " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout " + name +
           ".key -subj /CN=" + name;
  }
  void authority(const std::string& name) { run("req -x509 -days 2 -out " + name + ".pem" + key(name)); }
  void issue(const std::string& name, const std::string& extension) {
    run("req -out " + name + ".csr" + key(name));
    const std::string file = path(name + ".ext");
    REQUIRE(std::system(("echo " + extension + " > " + file).c_str()) == 0);
    run("x509 -req -days 2 -CA ca.pem -CAkey ca.key -CAcreateserial -in " + name + ".csr -out " + name +
        ".pem -extfile " + file);
  }

  Directory directory_;
};

class Guarded {
 public:
  // Empty: a server without TLS.
  void serve(const std::string& certificate) {
    server_.stop();
    std::vector<std::string> options{mariadb_under_test() ? "--skip-ssl" : "--tls-version="};
    if (!certificate.empty()) {
      options = {"--ssl-ca=" + certificates_.path("ca.pem"),
                 "--ssl-cert=" + certificates_.path(certificate + ".pem"),
                 "--ssl-key=" + certificates_.path(certificate + ".key")};
    }
    const std::string trouble = server_.start(options);
    REQUIRE_MESSAGE(trouble.empty(), trouble);
    server_.sql(
        "CREATE USER IF NOT EXISTS plain; CREATE USER IF NOT EXISTS private REQUIRE SSL;"
        "CREATE USER IF NOT EXISTS known REQUIRE X509;"
        "GRANT ALL ON site.* TO plain, private, known");
  }

  std::unique_ptr<Store> open(const std::string& user,
                              std::vector<std::pair<std::string, std::string>> params) {
    Dsn dsn = server_.tcp_dsn();
    dsn.user = user;
    for (auto& [name, value] : params) {
      const bool file = name == "ca" || name == "cert" || name == "key";
      dsn.params.emplace_back(name, file ? certificates_.path(value) : value);
    }
    StoreConfig config;
    config.counters = &counters_;
    auto store = open_mysql(dsn, config);
    REQUIRE(store.ok());
    return std::move(*store);
  }

  Error refusal(const std::string& user, std::vector<std::pair<std::string, std::string>> params) {
    const auto read = open(user, std::move(params))->read(fresh_name());
    REQUIRE_FALSE(read.ok());
    return read.error();
  }

 private:
  Certificates certificates_;
  MysqlServer server_;
  Counters counters_;
};

constexpr int kTlsFailed = 2026, kDenied = 1045;

}  // namespace

TEST_CASE("mysql tls: sessions of every size work with a server whose certificate is valid") {
  Guarded line;
  line.serve("server");
  const auto store = line.open("private", {{"ca", "ca.pem"}}),
             other = line.open("private", {{"ca", "ca.pem"}});
  const RecordName name = fresh_name();
  for (const std::size_t size : {0UL, 1000UL, 70'000UL, 3'000'000UL}) {
    const std::string data(size, 'x');
    auto acquired = store->acquire(name, patient());
    REQUIRE(acquired.ok());
    CHECK(other->acquire(name, at_once()).error().code == Code::lock_timeout);
    REQUIRE(store->write(acquired->grant, view_of(data), kLong, After::release).ok());
    auto seen = other->acquire(name, patient());
    REQUIRE(seen.ok());
    CHECK(text(seen->record) == data);
    other->release(seen->grant);
  }
  CHECK(store->destroy(name, patient()).ok());
  CHECK_FALSE(other->read(name)->has_value());
}

TEST_CASE("mysql tls: tls=off, tls=unverified and a client certificate work") {
  Guarded line;
  line.serve("server");
  CHECK(line.refusal("private", {}).native == kDenied);  // without TLS, which that user must use
  CHECK(line.refusal("private", {{"tls", "off"}}).native == kDenied);
  CHECK(line.open("plain", {{"tls", "off"}})->read(fresh_name()).ok());
  CHECK(line.open("private", {{"tls", "unverified"}})->read(fresh_name()).ok());
  CHECK(line.refusal("known", {{"ca", "ca.pem"}}).native == kDenied);
  CHECK(line.open("known", {{"ca", "ca.pem"}, {"cert", "client.pem"}, {"key", "client.key"}})
            ->read(fresh_name())
            .ok());
}

TEST_CASE("mysql tls: no login is sent to a server without a valid certificate") {
  Guarded line;
  line.serve("server");
  CHECK(line.refusal("plain", {{"ca", "unknown.pem"}}).native == kTlsFailed);
  CHECK(line.refusal("plain", {{"tls", "on"}}).native ==
        kTlsFailed);  // checked against the system's authorities
  line.serve("elsewhere");
  CHECK(line.refusal("plain", {{"ca", "ca.pem"}}).native == kTlsFailed);
  line.serve("");
  CHECK(line.refusal("plain", {{"ca", "ca.pem"}}).native == kTlsFailed);
  CHECK(line.refusal("plain", {{"tls", "unverified"}}).native == kTlsFailed);
}

TEST_CASE("mysql tls: the error names a certificate that cannot be read") {
  Guarded line;
  line.serve("server");
  for (const char* name : {"ca", "cert", "key"}) {
    const Error error = line.refusal("plain", {{"tls", "unverified"}, {name, "none.pem"}});
    CHECK(error.code == Code::unavailable);
    CHECK(std::string(error.where()).ends_with("/none.pem"));
  }
}

}  // namespace usersync::test
