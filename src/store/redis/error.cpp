#include "store/redis/error.h"

namespace usersync {
namespace {

struct Meaning {
  std::string_view prefix;
  Code code;
  const char* what;
};

// In the order of src/server.c, createSharedObjects(), of Redis; the first match counts.
constexpr Meaning kMeanings[] = {
    {"NOAUTH", Code::denied, "the server wants a password"},
    {"WRONGPASS", Code::denied, "the server refuses the user or the password"},
    {"ERR invalid password", Code::denied, "the server refuses the user or the password"},
    {"ERR AUTH", Code::denied, "a password is set here, but none on the server"},
    {"ERR Client sent AUTH", Code::denied, "a password is set here, but none on the server"},
    {"NOPERM", Code::denied, "the server's ACL does not allow this user what a session store needs"},
    {"DENIED", Code::denied, "the server is in protected mode and refuses connections from elsewhere"},
    {"READONLY", Code::read_only, "the server is a replica and takes no writes"},
    {"OOM", Code::full, "the server has reached its maxmemory"},
    {"MISCONF", Code::full, "the server cannot save to its disk and therefore takes no writes"},
    {"LOADING", Code::unavailable, "the server is still loading its data"},
    {"MASTERDOWN", Code::unavailable, "the replica has lost its primary"},
    {"CLUSTERDOWN", Code::unavailable, "the cluster is down"},
    {"TRYAGAIN", Code::unavailable, "the cluster is moving this session between nodes"},
    {"NOREPLICAS", Code::unavailable, "the server demands more replicas than it has"},
    {"BUSY", Code::unavailable, "the server is busy running a script of somebody else"},
    {"ERR max number of clients", Code::unavailable, "the server has reached its maxclients"},
    {"ERR DB index", Code::invalid_argument, "the server has no database of this number"},
    {"ERR SELECT is not allowed", Code::invalid_argument, "a cluster has no databases but 0"},
    {"ERR This instance has cluster support disabled", Code::invalid_argument, "the server is not a cluster"},
    {"MOVED", Code::invalid_argument, "the server is a cluster: the address needs the scheme redis+cluster"},
    {"WRONGTYPE", Code::corrupt, "a key of ours holds something else"},
};

}  // namespace

bool is_unknown_command(std::string_view reply) noexcept {
  return reply.find("unknown command") != reply.npos || reply.find("unsupported command") != reply.npos ||
         reply.find("invalid request") != reply.npos || reply.find("not supported") != reply.npos;
}

Error redis_error(std::string_view reply) noexcept {
  for (const Meaning& one : kMeanings) {
    if (reply.starts_with(one.prefix)) return {one.code, one.what};
  }
  if (is_unknown_command(reply))
    return {Code::unsupported, "the server or a proxy lacks a command that is needed"};
  return {Code::unavailable, "the server answered with an error"};
}

}  // namespace usersync
