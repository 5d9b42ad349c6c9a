#include "store/redis/error.h"

namespace usersync {
namespace {

struct Meaning {
  std::string_view prefix;
  Msg message;
};

// In the order of src/server.c, createSharedObjects(), of Redis; the first match counts.
constexpr Meaning kMeanings[] = {
    {"NOAUTH", Msg::redis_no_password},
    {"WRONGPASS", Msg::redis_wrong_password},
    {"ERR invalid password", Msg::redis_wrong_password},
    {"ERR AUTH", Msg::redis_password_unused},
    {"ERR Client sent AUTH", Msg::redis_password_unused},
    {"NOPERM", Msg::redis_no_permission},
    {"ERR The user executing the script", Msg::redis_no_permission},
    {"ERR ACL failure in script", Msg::redis_no_permission},
    {"DENIED", Msg::redis_protected},
    {"READONLY", Msg::redis_read_only},
    {"OOM", Msg::redis_full},
    {"MISCONF", Msg::redis_disk_full},
    {"LOADING", Msg::redis_loading},
    {"MASTERDOWN", Msg::redis_primary_down},
    {"CLUSTERDOWN", Msg::redis_cluster_down},
    {"TRYAGAIN", Msg::redis_slot_moving},
    {"NOREPLICAS", Msg::redis_too_few_replicas},
    {"BUSY", Msg::redis_busy},
    {"ERR max number of clients", Msg::redis_max_clients},
    {"ERR DB index", Msg::redis_no_database},
    {"ERR SELECT is not allowed", Msg::store_cluster_database},
    {"ERR This instance has cluster support disabled", Msg::redis_not_a_cluster},
    {"MOVED", Msg::redis_is_a_cluster},
    {"WRONGTYPE", Msg::redis_wrong_type},
};

}  // namespace

std::string_view redis_refusal(std::string_view reply) noexcept {
  if (!reply.starts_with("ERR Error running script")) return reply;
  const auto at = reply.find(": -");
  return at == reply.npos ? reply : reply.substr(at + 3);
}

// "Unknown Redis command called from script" is the same, inside one.
bool is_unknown_command(std::string_view reply) noexcept {
  return reply.find("unknown command") != reply.npos || reply.find("command called from") != reply.npos ||
         reply.find("unsupported command") != reply.npos || reply.find("invalid request") != reply.npos ||
         reply.find("not supported") != reply.npos;
}

Error redis_error(std::string_view reply) noexcept {
  const std::string_view refusal = redis_refusal(reply);
  for (const Meaning& one : kMeanings) {
    if (refusal.starts_with(one.prefix)) return one.message;
  }
  if (is_unknown_command(refusal)) return Msg::redis_command_missing;
  return Msg::redis_refused;
}

}  // namespace usersync
