#include "sync/token/claims.h"

#include <algorithm>
#include <charconv>

#include "wire/json.h"
#include "wire/json_text.h"
#include "wire/rfc3339.h"

namespace usersync {
namespace {

constexpr std::int64_t kMaxExact = (std::int64_t{1} << 53) - 1;  // what every reader of JSON holds exactly

bool is_email(std::string_view text) noexcept {
  const auto at = text.rfind('@');
  return text.size() <= kMaxEmail && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find(' ') == std::string_view::npos && !has_control(text);
}

Error wrong(Msg what, std::string_view claim) { return {what, claim}; }

// Reads members into claims; keeps the first complaint.
class ClaimReader {
 public:
  explicit ClaimReader(const JsonObject& object) : object_(object) {}

  void text(std::string_view name, bool required, std::string& out) {
    const JsonValue* const value = find(name, required, JsonValue::Kind::string, Msg::claim_string);
    if (value != nullptr) out = value->unescaped();
  }

  void text(std::string_view name, std::optional<std::string>& out) {
    const JsonValue* const value = find(name, false, JsonValue::Kind::string, Msg::claim_string);
    if (value != nullptr) out = value->unescaped();
  }

  void time(std::string_view name, Seconds& out) {
    const JsonValue* const value = find(name, true, JsonValue::Kind::string, Msg::claim_string);
    if (value == nullptr) return;
    const auto moment = parse_rfc3339(value->text);
    if (!moment) return complain(Msg::claim_time, name);
    out = *moment;
  }

  void number(std::string_view name, std::optional<std::int64_t>& out) {
    const JsonValue* const value = find(name, false, JsonValue::Kind::number, Msg::claim_number);
    if (value == nullptr) return;
    std::int64_t number = 0;
    const char* const end = value->text.data() + value->text.size();
    const auto [stopped, failure] = std::from_chars(value->text.data(), end, number);
    if (failure != std::errc() || stopped != end) return complain(Msg::claim_number, name);
    out = number;
  }

  void boolean(std::string_view name, std::optional<bool>& out) {
    const JsonValue* const value = find(name, false, JsonValue::Kind::boolean, Msg::claim_boolean);
    if (value != nullptr) out = value->text == "true";
  }

  void json(std::string_view name, std::string& out) {
    const JsonValue* const value = object_.find(name);
    if (value == nullptr) return;
    if (value->kind != JsonValue::Kind::object && value->kind != JsonValue::Kind::array) {
      return complain(Msg::claim_structure, name);
    }
    out = value->text;
  }

  const Error& error() const noexcept { return error_; }

 private:
  const JsonValue* find(std::string_view name, bool required, JsonValue::Kind kind, Msg what) {
    const JsonValue* const value = object_.find(name);
    if (value == nullptr) {
      if (required) complain(Msg::claim_missing, name);
      return nullptr;
    }
    if (value->kind == kind) return value;
    complain(what, name);
    return nullptr;
  }

  void complain(Msg what, std::string_view name) {
    if (!error_) error_ = wrong(what, name);
  }

  const JsonObject& object_;
  Error error_;
};

void append_member(std::string& out, std::string_view name, std::string_view utf8) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, utf8);
}

void append_time(std::string& out, std::string_view name, Seconds moment) {
  out += ",\"";
  out += name;
  out += "\":\"";
  append_rfc3339(out, moment);
  out += '"';
}

}  // namespace

const char* name_of(TokenPurpose purpose) noexcept {
  return purpose == TokenPurpose::login ? "login" : "logout";
}

std::optional<TokenPurpose> token_purpose(std::string_view name) noexcept {
  if (name == "login") return TokenPurpose::login;
  if (name == "logout") return TokenPurpose::logout;
  return std::nullopt;
}

Status check_claims(const Claims& claims, TokenPurpose purpose) {
  if (purpose == TokenPurpose::login) {
    if (claims.sub.empty()) return wrong(Msg::login_without_user, "sub");
    if (claims.sid.empty()) return wrong(Msg::login_without_session, "sid");
    if (!claims.auth_ms) return wrong(Msg::login_without_time, "auth_ms");
  } else if (claims.sub.empty() && claims.sid.empty()) {
    return wrong(Msg::logout_without_subject, "sub, sid");
  }
  if (!claims.sub.empty() && !is_user(claims.sub)) {
    return wrong(Msg::user_invalid, "sub");
  }
  if (!claims.sid.empty() && !is_id(claims.sid)) return wrong(Msg::sid_invalid, "sid");
  if (claims.auth_ms && (*claims.auth_ms < 0 || *claims.auth_ms > kMaxExact)) {
    return wrong(Msg::claim_milliseconds, "auth_ms");
  }
  if (claims.email && (!is_email(*claims.email) || !is_utf8(*claims.email))) {
    return wrong(Msg::claim_email, "email");
  }
  if (claims.email_verified && !claims.email) return wrong(Msg::claim_email_verified, "email_verified");
  if (claims.ext.size() > kMaxExt) return wrong(Msg::claim_ext_length, "ext");
  return {};
}

std::string write_claims(const Claims& claims) {
  std::string out;
  out.reserve(384 + claims.ext.size());
  out += "{\"iss\":";
  append_json_string(out, claims.iss);
  append_member(out, "aud", claims.aud);
  if (!claims.sub.empty()) append_member(out, "sub", claims.sub);
  append_member(out, "jti", claims.jti);
  append_time(out, "iat", claims.iat);
  append_time(out, "nbf", claims.nbf);
  append_time(out, "exp", claims.exp);
  if (!claims.sid.empty()) append_member(out, "sid", claims.sid);
  if (claims.auth_ms) (out += ",\"auth_ms\":") += std::to_string(*claims.auth_ms);
  if (claims.email) append_member(out, "email", *claims.email);
  if (claims.email_verified) (out += ",\"email_verified\":") += *claims.email_verified ? "true" : "false";
  if (!claims.ipb.empty()) append_member(out, "ipb", claims.ipb);
  if (!claims.ext.empty()) (out += ",\"ext\":") += claims.ext;
  out += '}';
  return out;
}

Result<Claims> read_claims(std::string_view json, TokenPurpose purpose) {
  const auto object = JsonObject::parse(json);
  if (!object) return object.error();
  ClaimReader reader(*object);
  Claims claims;
  reader.text("iss", true, claims.iss);
  reader.text("aud", true, claims.aud);
  reader.text("sub", false, claims.sub);
  reader.text("jti", true, claims.jti);
  reader.time("iat", claims.iat);
  reader.time("nbf", claims.nbf);
  reader.time("exp", claims.exp);
  reader.text("sid", false, claims.sid);
  reader.number("auth_ms", claims.auth_ms);
  reader.text("email", claims.email);
  reader.boolean("email_verified", claims.email_verified);
  reader.text("ipb", false, claims.ipb);
  reader.json("ext", claims.ext);
  if (reader.error()) return reader.error();
  if (!is_id(claims.jti)) return wrong(Msg::sid_invalid, "jti");
  if (const Status fine = check_claims(claims, purpose); !fine) return fine.error();
  return claims;
}

}  // namespace usersync
