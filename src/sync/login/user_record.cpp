#include "sync/login/user_record.h"

#include <algorithm>

#include "base/codec.h"
#include "wire/base64url.h"

namespace usersync {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kSid = 16;
constexpr std::string_view kAllLogins = "AAAAAAAAAAAAAAAAAAAAAA";  // zeros
constexpr std::size_t kMaxText = 512;                              // a site's url: no text in here is longer

void put_time(Writer& writer, Seconds time) { writer.u64(static_cast<std::uint64_t>(time.count())); }

void put_text(Writer& writer, std::string_view text) {
  const std::string_view kept = text.substr(0, kMaxText);
  writer.u16(static_cast<std::uint16_t>(kept.size()));
  writer.bytes(view_of(kept));
}

// Zeros for no sid.
void put_sid(Writer& writer, std::string_view sid) {
  Bytes raw = from_base64url(sid).value_or(Bytes{});
  raw.resize(kSid);
  writer.bytes(raw);
}

bool take_time(Reader& reader, Seconds& out) {
  const auto read = reader.u64();
  if (!read || *read > INT64_MAX) return false;
  out = Seconds(static_cast<std::int64_t>(*read));
  return true;
}

bool take_text(Reader& reader, std::string& out) {
  const auto length = reader.u16();
  if (!length || *length > kMaxText) return false;
  const auto bytes = reader.bytes(*length);
  if (!bytes) return false;
  out = text_of(*bytes);
  return true;
}

bool take_texts(Reader& reader, std::initializer_list<std::string*> texts) {
  return std::all_of(texts.begin(), texts.end(), [&](std::string* out) { return take_text(reader, *out); });
}

bool take_sid(Reader& reader, std::string& out) {
  const auto raw = reader.bytes(kSid);
  if (!raw) return false;
  out = to_base64url(*raw);
  return true;
}

void put(Writer& writer, const Login& login) {
  put_sid(writer, login.sid);
  writer.u8(static_cast<std::uint8_t>(login.kind));
  for (const Seconds time : {login.created, login.last_seen, login.end}) put_time(writer, time);
  writer.u64(static_cast<std::uint64_t>(login.auth_ms));
  for (const std::string* text :
       {&login.foreign_id, &login.client.ip, &login.client.agent, &login.client.site, &login.client.network,
        &login.issuer, &login.subject, &login.label}) {
    put_text(writer, *text);
  }
}

void put(Writer& writer, const LoginEvent& event) {
  writer.u8(static_cast<std::uint8_t>(event.what));
  put_time(writer, event.time);
  put_sid(writer, event.sid);
  for (const std::string* text :
       {&event.client.ip, &event.client.agent, &event.client.site, &event.client.network}) {
    put_text(writer, *text);
  }
}

bool take(Reader& reader, Login& login) {
  if (!take_sid(reader, login.sid)) return false;
  const auto kind = reader.u8();
  if (!kind || *kind < 1 || *kind > 2) return false;
  login.kind = static_cast<Login::Kind>(*kind);
  if (!take_time(reader, login.created) || !take_time(reader, login.last_seen) ||
      !take_time(reader, login.end)) {
    return false;
  }
  const auto auth_ms = reader.u64();
  if (!auth_ms || *auth_ms > INT64_MAX) return false;
  login.auth_ms = static_cast<std::int64_t>(*auth_ms);
  return take_texts(reader, {&login.foreign_id, &login.client.ip, &login.client.agent, &login.client.site,
                             &login.client.network, &login.issuer, &login.subject, &login.label}) &&
         login.foreign_id.empty() == (login.kind == Login::Kind::php);
}

bool take(Reader& reader, LoginEvent& event) {
  const auto what = reader.u8();
  if (!what || *what < 1 || *what > 4) return false;
  event.what = static_cast<LoginEvent::What>(*what);
  if (!take_time(reader, event.time) || !take_sid(reader, event.sid)) return false;
  if (event.sid == kAllLogins) event.sid.clear();
  return take_texts(reader,
                    {&event.client.ip, &event.client.agent, &event.client.site, &event.client.network});
}

template <class Each>
bool take_list(Reader& reader, std::size_t most, std::vector<Each>& out) {
  const auto count = reader.u16();
  if (!count || *count > most) return false;
  for (std::size_t i = 0; i < *count; ++i) {
    if (!take(reader, out.emplace_back())) return false;
  }
  return true;
}

}  // namespace

Bytes UserRecord::encode() const {
  Bytes out;
  Writer writer(out);
  writer.u8(kVersion);
  writer.u8(static_cast<std::uint8_t>(user.size()));
  writer.bytes(view_of(user));
  writer.u16(static_cast<std::uint16_t>(logins.size()));
  for (const Login& login : logins) put(writer, login);
  writer.u16(static_cast<std::uint16_t>(events.size()));
  for (const LoginEvent& event : events) put(writer, event);
  return out;
}

Result<UserRecord> UserRecord::decode(View bytes) {
  const Error corrupt{Msg::user_damaged};
  Reader reader(bytes);
  const auto version = reader.u8();
  if (version && *version != kVersion) {
    return Error{Msg::user_newer_format};
  }
  const auto length = reader.u8();
  const auto name = reader.bytes(length.value_or(0));
  if (!name || name->empty()) return corrupt;
  UserRecord record;
  record.user = text_of(*name);
  if (!take_list(reader, kMostLogins, record.logins) || !take_list(reader, kMostEvents, record.events) ||
      !reader.rest().empty()) {
    return corrupt;
  }
  return record;
}

void UserRecord::prune(Seconds now) {
  std::erase_if(logins, [now](const Login& login) { return login.end <= now; });
  std::erase_if(events, [now](const LoginEvent& event) { return event.time + kHistoryAge <= now; });
  if (events.size() > kMostEvents) events.resize(kMostEvents);
}

void UserRecord::note(LoginEvent event) { events.insert(events.begin(), std::move(event)); }

void UserRecord::merge(UserRecord other) {
  for (Login& login : other.logins) {
    const auto known =
        std::find_if(logins.begin(), logins.end(), [&](const Login& l) { return l.is(login); });
    if (known == logins.end()) {
      logins.push_back(std::move(login));
    } else if (known->last_seen < login.last_seen) {
      *known = std::move(login);
    }
  }
  for (LoginEvent& event : other.events) {
    if (std::find(events.begin(), events.end(), event) == events.end()) events.push_back(std::move(event));
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const LoginEvent& a, const LoginEvent& b) { return a.time > b.time; });
}

std::vector<std::string> UserRecord::make_room() {
  std::vector<std::string> gone;
  if (logins.size() <= kMostLogins) return gone;
  std::sort(logins.begin(), logins.end(),
            [](const Login& a, const Login& b) { return a.last_seen > b.last_seen; });
  for (std::size_t i = kMostLogins; i < logins.size(); ++i) gone.push_back(logins[i].sid);
  logins.resize(kMostLogins);
  std::erase_if(gone, [this](const std::string& sid) { return has(sid); });
  return gone;
}

bool UserRecord::has(std::string_view sid) const noexcept {
  return std::any_of(logins.begin(), logins.end(), [sid](const Login& login) { return login.sid == sid; });
}

Seconds UserRecord::end() const noexcept {
  Seconds latest{0};
  for (const Login& login : logins) latest = std::max(latest, login.end);
  for (const LoginEvent& event : events) latest = std::max(latest, event.time + kHistoryAge);
  return latest;
}

std::string_view cut(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace usersync
