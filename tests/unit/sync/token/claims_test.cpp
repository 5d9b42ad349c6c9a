#include "sync/token/claims.h"

#include <doctest/doctest.h>

using namespace usersync;

namespace {

const std::string kId = "AAECAwQFBgcICQoLDA0ODw";

Claims login() {
  Claims claims;
  claims.iss = "https://a.example";
  claims.aud = "https://b.example";
  claims.sub = "7";
  claims.jti = claims.sid = kId;
  claims.iat = claims.nbf = Seconds(1'795'000'000);
  claims.exp = claims.iat + Seconds(60);
  claims.auth_ms = 1'794'999'999'000;
  return claims;
}

constexpr const char* kLogin =
    R"({"iss":"https://a.example","aud":"https://b.example","sub":"7","jti":"AAECAwQFBgcICQoLDA0ODw",)"
    R"("iat":"2026-11-18T11:06:40Z","nbf":"2026-11-18T11:06:40Z","exp":"2026-11-18T11:07:40Z",)"
    R"("sid":"AAECAwQFBgcICQoLDA0ODw","auth_ms":1794999999000})";

// The login above with `from` replaced by `to`.
std::string changed(std::string_view from, std::string_view to) {
  std::string text = kLogin;
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string why(std::string_view json, TokenPurpose purpose = TokenPurpose::login) {
  const auto claims = read_claims(json, purpose);
  if (claims) return "accepted";
  return std::string(claims.error().where());
}

}  // namespace

TEST_CASE("claims are written as documented and read back") {
  CHECK(write_claims(login()) == kLogin);
  Claims full = login();
  full.sub = "u\"\\\xc3\xa9";
  full.email = "ann@example.org";
  full.email_verified = false;
  full.ipb = "4AAAAAAAAAAAAAAAA";
  full.ext = R"({"roles":["editor"],"n":1.5})";
  const auto read = read_claims(write_claims(full), TokenPurpose::login);
  REQUIRE(read.ok());
  CHECK(read->sub == full.sub);
  CHECK(read->email == full.email);
  CHECK(read->email_verified == full.email_verified);
  CHECK(read->ipb == full.ipb);
  CHECK(read->ext == full.ext);
  CHECK(read->exp == full.exp);
  CHECK(read->auth_ms == full.auth_ms);
}

TEST_CASE("every claim has its type and its form") {
  CHECK(why(kLogin) == "accepted");
  CHECK(why(changed(R"("iss":"https://a.example",)", "")) == "iss");
  CHECK(why(changed(R"("https://a.example")", "1")) == "iss");
  CHECK(why(changed(R"("https://b.example")", "null")) == "aud");
  CHECK(why(changed(R"("sub":"7",)", "")) == "sub");
  CHECK(why(changed(R"("sub":"7")", R"("sub":7)")) == "sub");
  CHECK(why(changed(R"("sub":"7")", R"("sub":"")")) == "sub");
  CHECK(why(changed(R"("sub":"7")", R"("sub":"a\u0000b")")) == "sub");
  CHECK(why(changed(R"("sub":"7")", R"("sub":"a\u007f")")) == "sub");
  CHECK(why(changed(R"("sub":"7")", R"("sub":")" + std::string(256, 'x') + '"')) == "sub");
  CHECK(why(changed(R"("sub":"7")", R"("sub":")" + std::string(255, 'x') + '"')) == "accepted");
  CHECK(why(changed(R"("jti":"AAECAwQFBgcICQoLDA0ODw")", R"("jti":"AAECAwQFBgcICQoLDA0OD")")) == "jti");
  CHECK(why(changed(R"("jti":"AAECAwQFBgcICQoLDA0ODw")", R"("jti":"AAECAwQFBgcICQoLDA0ODx")")) == "jti");
  CHECK(why(changed(R"("jti":"AAECAwQFBgcICQoLDA0ODw",)", "")) == "jti");
  CHECK(why(changed(R"("iat":"2026-11-18T11:06:40Z")", R"("iat":1795000000)")) == "iat");
  CHECK(why(changed(R"("nbf":"2026-11-18T11:06:40Z",)", "")) == "nbf");
  CHECK(why(changed(R"("exp":"2026-11-18T11:07:40Z")", R"("exp":"2026-11-18T11:07:40+00:00")")) == "exp");
  CHECK(why(changed(R"("sid":"AAECAwQFBgcICQoLDA0ODw",)", "")) == "sid");
  CHECK(why(changed(R"("sid":"AAECAwQFBgcICQoLDA0ODw")", R"("sid":"short")")) == "sid");
  CHECK(why(changed("1794999999000", "1794999999000.5")) == "auth_ms");
  CHECK(why(changed("1794999999000", "1e12")) == "auth_ms");
  CHECK(why(changed("1794999999000", "-1")) == "auth_ms");
  CHECK(why(changed("1794999999000", "9007199254740992")) == "auth_ms");
  CHECK(why(changed("1794999999000", "99999999999999999999")) == "auth_ms");
  CHECK(why(changed(R"(,"auth_ms":1794999999000)", "")) == "auth_ms");
  const auto with = [](const char* more) {
    return changed("1794999999000", std::string("1794999999000,") + more);
  };
  CHECK(why(with(R"("email":"ann@example.org","email_verified":true)")) == "accepted");
  CHECK(why(with(R"("email":"ann")")) == "email");
  CHECK(why(with(R"("email":"@example.org")")) == "email");
  CHECK(why(with(R"("email":"a b@example.org")")) == "email");
  CHECK(why(with(R"("email":"a@b\n")")) == "email");
  CHECK(why(with(R"("email":"")")) == "email");
  CHECK(why(with(R"("email":"a@b","email_verified":1)")) == "email_verified");
  CHECK(why(with(R"("email_verified":true)")) == "email_verified");
  CHECK(why(with(R"("ipb":4)")) == "ipb");
  CHECK(why(with(R"("ext":"x")")) == "ext");
  CHECK(why(with((R"("ext":[")" + std::string(kMaxExt, 'x') + "\"]").c_str())) == "ext");
  CHECK(why(with(R"("ext":[1])")) == "accepted");
  CHECK(why(with(R"("of_a_later_day":{"x":1})")) == "accepted");
  CHECK(why(with(R"("sub":"8")")) == "");
}

TEST_CASE("a logout names a user, a session or both, and no time of login") {
  const auto logout = [](const char* who) {
    return std::string(R"({"iss":"i","aud":"a","jti":"AAECAwQFBgcICQoLDA0ODw","iat":"2026-11-18T11:06:40Z",)"
                       R"("nbf":"2026-11-18T11:06:40Z","exp":"2026-11-18T11:07:40Z")") +
           who + "}";
  };
  CHECK(why(logout(R"(,"sub":"7")"), TokenPurpose::logout) == "accepted");
  CHECK(why(logout(R"(,"sid":"AAECAwQFBgcICQoLDA0ODw")"), TokenPurpose::logout) == "accepted");
  CHECK(why(logout(R"(,"sub":"7","sid":"AAECAwQFBgcICQoLDA0ODw")"), TokenPurpose::logout) == "accepted");
  CHECK(why(logout(""), TokenPurpose::logout) == "sub, sid");
  CHECK(why(logout(R"(,"sub":"7","sid":"x")"), TokenPurpose::logout) == "sid");
}
