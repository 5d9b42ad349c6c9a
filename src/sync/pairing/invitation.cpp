#include "sync/pairing/invitation.h"

#include <algorithm>
#include <charconv>

#include "crypto/digest.h"
#include "sync/network/network.h"
#include "wire/base64url.h"
#include "wire/json.h"
#include "wire/json_text.h"

namespace usersync {
namespace {

constexpr std::string_view kHeader = "usersync-pair-1.";
constexpr std::size_t kTail = 8, kMaxString = 4096, kMaxPath = 256;

const Error kNone{Msg::pairing_not_a_string};
const Error kBent{Msg::pairing_changed};

// Finds what was lost in copying.
std::string tail_of(std::string_view head) {
  return to_base64url(View(Sha256().add(head).finish()).first(6));
}

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::optional<std::string> text_member(const JsonObject& object, std::string_view name) {
  const JsonValue* const value = object.find(name);
  if (value == nullptr || value->kind != JsonValue::Kind::string) return std::nullopt;
  return value->unescaped();
}

std::optional<Seconds> time_member(const JsonObject& object, std::string_view name) {
  const JsonValue* const value = object.find(name);
  if (value == nullptr || value->kind != JsonValue::Kind::number) return std::nullopt;
  std::uint32_t seconds = 0;  // until 2106
  const char* const end = value->text.data() + value->text.size();
  const auto read = std::from_chars(value->text.data(), end, seconds);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return Seconds(seconds);
}

Result<Invitation> read_members(std::string_view json) {
  const auto object = JsonObject::parse(json);
  if (!object) return kNone;
  const auto url = text_member(*object, "url"), path = text_member(*object, "path"),
             network = text_member(*object, "network");
  const auto expires = time_member(*object, "exp");
  auto secret = text_member(*object, "k");
  if (!url || !path || !network || !secret || !expires) return kNone;
  auto bytes = from_base64url(*secret);
  wipe(*secret);
  const auto site = SiteUrl::parse(*url);
  if (!bytes || bytes->size() != 32 || !site || site->text() != *url || !is_post_path(*path) ||
      !Network::is_name(*network)) {
    return kNone;
  }
  Invitation invitation;
  invitation.site = *site;
  invitation.path = *path;
  invitation.network = *network;
  std::copy(bytes->begin(), bytes->end(), invitation.secret.begin());
  wipe(*bytes);
  invitation.expires = *expires;
  return invitation;
}

void append_member(std::string& json, std::string_view name, std::string_view text) {
  json += '"';
  json += name;
  json += "\":";
  append_json_string(json, text);
  json += ',';
}

}  // namespace

std::string Invitation::id() const {
  return to_base64url(
      View(Sha256().add("usersync/1/pair id").zero_byte().add(View(secret)).finish()).first(16));
}

bool is_post_path(std::string_view text) noexcept {
  if (text.empty()) return true;
  return text.size() <= kMaxPath && (text.front() == '/' || text.front() == '?') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c > ' ' && c <= '~' && std::string_view("\"#<>\\^`{|}").find(c) == std::string_view::npos;
         });
}

std::string write_pairing(const Invitation& invitation) {
  std::string secret = to_base64url(invitation.secret);
  std::string json = "{";
  append_member(json, "url", invitation.site.text());
  append_member(json, "path", invitation.path);
  append_member(json, "network", invitation.network);
  append_member(json, "k", secret);
  json += "\"exp\":" + std::to_string(invitation.expires.count()) + "}";
  std::string text(kHeader);
  append_base64url(text, view_of(json));
  wipe(secret);
  wipe(json);
  return text + "." + tail_of(text);
}

Result<Invitation> read_pairing(std::string_view text) {
  if (text.size() > kMaxString) return kNone;
  std::string whole(text);
  whole.erase(std::remove_if(whole.begin(), whole.end(), is_blank), whole.end());
  const WipeOnExit wiped({reinterpret_cast<std::uint8_t*>(whole.data()), whole.size()});
  const std::string_view all(whole);
  if (!all.starts_with(kHeader)) return kNone;
  const auto dot = all.rfind('.');
  if (dot < kHeader.size() || all.size() - dot - 1 != kTail ||
      tail_of(all.substr(0, dot)) != all.substr(dot + 1)) {
    return kBent;
  }
  auto json = from_base64url(all.substr(kHeader.size(), dot - kHeader.size()));
  if (!json) return kNone;
  const WipeOnExit json_wiped(*json);
  return read_members(text_of(*json));
}

}  // namespace usersync
