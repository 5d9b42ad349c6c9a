// What a new connection sends ahead of its first commands: login, database, role, and the scripts.
#include "store/redis/connection.h"
#include "store/redis/error.h"
#include "store/redis/script.h"

namespace usersync {

void RedisConnection::introduce() {
  if (!access_.user.empty()) {
    send_ahead(&RedisConnection::on_login, "AUTH", access_.user, access_.password);
  } else if (!access_.password.empty()) {
    send_ahead(&RedisConnection::on_login, "AUTH", access_.password);
  }
  if (access_.database != 0 && !access_.bare) {
    send_ahead(&RedisConnection::on_login, "SELECT", access_.database);
  }
  if (access_.must_be_primary) send_ahead(&RedisConnection::on_role, "ROLE");
  if (access_.bare) return;
  send_ahead(&RedisConnection::on_policy, "CONFIG", "GET", "maxmemory-policy");
  if (access_.name_holders) {
    send_ahead(&RedisConnection::on_client_id, "CLIENT", "ID");
    send_ahead(&RedisConnection::on_server_info, "INFO", "server");
  }
  reload_scripts();
}

void RedisConnection::reload_scripts() {
  for (const RedisScript* script : kRedisScripts) {
    if (scripts_by_ == ScriptsBy::script_load) {
      send_ahead(&RedisConnection::on_script_load, "SCRIPT", "LOAD", script->text);
    } else {  // fails for want of keys, and the script is known from then on
      send_ahead(&RedisConnection::on_script_eval, "EVAL", script->text, "0");
    }
  }
}

Status RedisConnection::on_login(const Reply& reply) {
  return reply.is(Reply::Kind::error) ? redis_error(reply.text()) : Status{};
}

Status RedisConnection::on_role(const Reply& reply) {
  if (reply.is(Reply::Kind::error)) return redis_error(reply.text());
  if (reply.elements.empty() || reply.elements[0].text() != "master") {
    return Error{Msg::redis_read_only};
  }
  return {};
}

// A user who may not ask is no reason to fail.
Status RedisConnection::on_policy(const Reply& reply) {
  if (reply.elements.size() == 2) eviction_policy_ = reply.elements[1].text();
  return {};
}

// The same holds for the two that name a lock's holder.
Status RedisConnection::on_client_id(const Reply& reply) {
  client_id_ = reply.is(Reply::Kind::integer) ? reply.integer : 0;
  return {};
}

Status RedisConnection::on_server_info(const Reply& reply) {
  constexpr std::string_view kName = "\nrun_id:";
  constexpr std::size_t kLength = 40;  // hex digits
  const std::string_view text = reply.text();
  const std::size_t at = text.find(kName);
  if (reply.is(Reply::Kind::bulk) && at != text.npos) run_id_ = text.substr(at + kName.size(), kLength);
  if (run_id_.size() != kLength) run_id_.clear();
  return {};
}

// SCRIPT is no command here: the first script that shows it sends all of them by EVAL.
Status RedisConnection::on_script_load(const Reply& reply) {
  const bool unknown = reply.is(Reply::Kind::error) && is_unknown_command(reply.text());
  if (!unknown || scripts_by_ != ScriptsBy::script_load) return {};
  scripts_by_ = ScriptsBy::eval;
  reload_scripts();
  return {};
}

Status RedisConnection::on_script_eval(const Reply& reply) {
  if (reply.is(Reply::Kind::error) && is_unknown_command(reply.text())) scripts_by_ = ScriptsBy::nothing;
  return {};
}

}  // namespace usersync
