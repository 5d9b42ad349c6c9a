// The keys of tokens made ready for use, kept by a worker from request to request: an application that
// defines its networks in every request pays for their key schedules once.
//
// Found by key id, which only somebody who holds the key has computed. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/digest.h"
#include "crypto/paseto/paseto.h"
#include "sync/network/network.h"
#include "wire/ip_address.h"

namespace usersync {

class TokenKey {
 public:
  static Result<std::unique_ptr<TokenKey>> from(const NetworkKey& key);

  const std::string& id() const noexcept { return id_; }
  PasetoKey& paseto() noexcept { return *paseto_; }

  // The claim `ipb`: which family, and a MAC of the address or its prefix: never the address itself.
  std::string bind(const IpAddress& address, IpBinding binding);

 private:
  TokenKey(std::string id, std::unique_ptr<PasetoKey> paseto, View ip_key);

  std::string id_;
  std::unique_ptr<PasetoKey> paseto_;
  HmacSha256 ip_;
};

class TokenKeys {
 public:
  static constexpr std::size_t kMost = 64;  // beyond them the least recently used goes

  Result<TokenKey*> ready(const NetworkKey& key);  // valid until the next call
  std::size_t size() const noexcept { return kept_.size(); }
  Sha256& state_hash() noexcept { return state_hash_; }  // kept, for challenge_of()

 private:
  Sha256 state_hash_;
  std::vector<std::unique_ptr<TokenKey>> kept_;  // most recently used first
};

}  // namespace usersync
