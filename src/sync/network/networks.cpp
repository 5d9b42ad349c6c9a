#include "sync/network/networks.h"

#include <algorithm>

namespace usersync {
namespace {

template <class List>
auto find_in(List& networks, std::string_view name) noexcept {
  return std::find_if(networks.begin(), networks.end(),
                      [name](const Network& each) { return each.name() == name; });
}

}  // namespace

Status Networks::define(Network network) {
  if (file_ != nullptr && find_in(*file_, network.name()) != file_->end()) {
    return Error{Msg::network_fixed, network.name()};
  }
  const auto known = find_in(defined_, network.name());
  if (known == defined_.end()) {
    defined_.push_back(std::move(network));
  } else {
    *known = std::move(network);
  }
  return {};
}

const Network* Networks::find(std::string_view name) const noexcept {
  if (file_ != nullptr) {
    if (const auto found = find_in(*file_, name); found != file_->end()) return &*found;
  }
  const auto found = find_in(defined_, name);
  return found == defined_.end() ? nullptr : &*found;
}

std::vector<std::string_view> Networks::names() const {
  std::vector<std::string_view> names;
  if (file_ != nullptr) {
    for (const Network& network : *file_) names.push_back(network.name());
  }
  for (const Network& network : defined_) names.push_back(network.name());
  return names;
}

}  // namespace usersync
