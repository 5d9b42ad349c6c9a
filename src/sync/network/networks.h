// The networks one request knows: those of the networks file, which nobody can override, and its own, which
// die with it.
#pragma once

#include <string_view>
#include <vector>

#include "sync/network/network.h"

namespace usersync {

class Networks {
 public:
  // The file's outlive this object.
  void set_file(const std::vector<Network>* of_the_file) noexcept { file_ = of_the_file; }

  Status define(Network network);  // again under the same name: replaces. Code::invalid_argument: the file's
  const Network* find(std::string_view name) const noexcept;  // valid until the next define()
  std::vector<std::string_view> names() const;                // the file's first

 private:
  const std::vector<Network>* file_ = nullptr;
  std::vector<Network> defined_;
};

}  // namespace usersync
