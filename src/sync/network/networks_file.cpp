#include "sync/network/networks_file.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/ascii.h"
#include "crypto/key_file.h"

namespace usersync {
namespace {

std::optional<bool> parse_switch(std::string_view text) noexcept {
  if (text == "on" || text == "yes" || text == "true" || text == "1") return true;
  if (text == "off" || text == "no" || text == "false" || text == "0") return false;
  return std::nullopt;
}

bool parse_number(std::string_view text, std::int64_t& out) noexcept {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc() && end == text.data() + text.size();
}

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t,"), text.size()));
    if (text.empty()) return words;
    words.push_back(text.substr(0, text.find_first_of(" \t,")));
    text.remove_prefix(words.back().size());
  }
}

// Drafts grow line by line; a draft borrows from the text, a network owns what it keeps.
class Parser {
 public:
  Msg line(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.front() == ';' || text.front() == '#') return Msg::none;
    if (text.front() == '[') return open_section(text);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return Msg::network_line;
    if (drafts_.empty()) return Msg::network_no_section;
    const std::string_view name = trim(text.substr(0, equals));
    std::string_view value = trim(text.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
      value = value.substr(1, value.size() - 2);
    }
    if (value.empty() || value.find('"') != std::string_view::npos) return Msg::network_no_value;
    if (name != "key" && !seen_.insert(name).second) return Msg::network_setting_twice;
    return in_peer_ ? peer_setting(name, value) : network_setting(name, value);
  }

  Result<std::vector<Network>> networks() const {
    std::vector<Network> made;
    for (const NetworkDraft& draft : drafts_) {
      auto network = Network::from(draft);
      if (!network) {
        Error error = network.error();
        error.set_where("[" + std::string(draft.name) + "]" + (error.where().empty() ? "" : " ") +
                        std::string(error.where()));
        return error;
      }
      made.push_back(std::move(*network));
    }
    return made;
  }

 private:
  // [network], or [network url-of-a-peer] beneath it.
  Msg open_section(std::string_view text) {
    if (text.back() != ']') return Msg::network_section_end;
    const auto words = split_words(text.substr(1, text.size() - 2));
    seen_.clear();
    in_peer_ = words.size() == 2;
    if (words.size() == 1) {
      if (!Network::is_name(words[0])) return Msg::network_name;
      if (std::any_of(drafts_.begin(), drafts_.end(),
                      [&](const auto& each) { return each.name == words[0]; })) {
        return Msg::network_twice;
      }
      drafts_.emplace_back().name = words[0];
      return Msg::none;
    }
    if (!in_peer_) return Msg::network_section_form;
    if (drafts_.empty() || drafts_.back().name != words[0]) return Msg::network_peer_order;
    drafts_.back().peers.emplace_back().url = words[1];
    return Msg::none;
  }

  Msg network_setting(std::string_view name, std::string_view value) {
    NetworkDraft& draft = drafts_.back();
    if (name == "site") {
      draft.site = value;
    } else if (name == "hub") {
      draft.hub = value;
    } else if (name == "key") {
      draft.keys.push_back(value);
    } else if (name == "ip") {
      draft.ip = value;
    } else if (name == "allow_unsolicited") {
      const auto on = parse_switch(value);
      if (!on) return Msg::network_allow_unsolicited;
      draft.allow_unsolicited = *on;
    } else if (name == "ttl" || name == "leeway" || name == "lifetime") {
      std::int64_t& number = name == "ttl" ? draft.ttl : name == "leeway" ? draft.leeway : draft.lifetime;
      if (!parse_number(value, number)) return Msg::network_seconds;
    } else {
      return Msg::network_unknown_setting;
    }
    return Msg::none;
  }

  Msg peer_setting(std::string_view name, std::string_view value) {
    NetworkDraft::Peer& peer = drafts_.back().peers.back();
    if (name == "key") {
      peer.keys.push_back(value);
    } else if (name == "may") {
      peer.may = value == "nothing" ? std::vector<std::string_view>() : split_words(value);
    } else if (name == "logout_url") {
      peer.logout_url = value;
    } else {
      return Msg::network_unknown_peer_setting;
    }
    return Msg::none;
  }

  std::vector<NetworkDraft> drafts_;
  std::set<std::string_view> seen_;  // settings of the section that is open
  bool in_peer_ = false;
};

}  // namespace

Result<std::vector<Network>> parse_networks(std::string_view text) {
  Parser parser;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (const Msg wrong = parser.line(line); wrong != Msg::none) {
      return Error{wrong, "line " + std::to_string(number)};
    }
  }
  return parser.networks();
}

Result<std::vector<Network>> read_networks_file(const std::string& path) {
  auto text = read_key_file(path);
  if (!text) return text.error();
  const WipeOnExit wiped(*text);
  auto networks = parse_networks(text_of(*text));
  if (networks) return networks;
  Error error = networks.error();
  error.set_where(error.where().empty() ? path : std::string(error.where()) + " of " + path);
  return error;
}

}  // namespace usersync
