#include "crypto/keyring/keyring.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "crypto/paseto/paserk.h"

namespace usersync {
namespace {

constexpr std::string_view kBlank = " \t";

std::string_view take_word(std::string_view& line) noexcept {
  line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(kBlank));
  line.remove_prefix(word.size());
  return word;
}

// Names are shown by phpinfo(): letters, digits, ".", "_" and "-", 1 to 64 of them.
bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '.' || c == '_' || c == '-';
  });
}

// One line of the file that holds a key: [name] k3.local.… [# remark]
Result<RingKey> parse_line(std::string_view line) {
  std::string_view name;
  std::string_view key = take_word(line);
  if (!key.starts_with(kPaserkLocal)) {
    name = key;
    key = take_word(line);
    if (!is_name(name) || key.empty()) return Error{Msg::keyring_line};
  }
  const std::string_view remark = take_word(line);
  if (!remark.empty() && !remark.starts_with('#')) return Error{Msg::keyring_line_extra};

  auto master = parse_k3_local(key);
  if (!master) return master.error();
  RingKey parsed;
  parsed.name = name;
  parsed.master = std::move(master).value();
  parsed.lid = format_k3_lid(parsed.master);
  const auto id = k3_lid(parsed.master);
  std::copy_n(id.begin(), parsed.short_id.size(), parsed.short_id.begin());
  return parsed;
}

}  // namespace

Result<Keyring> Keyring::from_text(std::string_view text) {
  Keyring ring;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t start = line.find_first_not_of(kBlank);
    if (start == std::string_view::npos || line[start] == '#') continue;

    auto parsed = parse_line(line);
    Error error;
    if (!parsed) {
      error = parsed.error();
    } else if (std::any_of(ring.keys_.begin(), ring.keys_.end(),
                           [&](const RingKey& key) { return key.short_id == parsed->short_id; })) {
      error = Error{Msg::keyring_key_twice};
    }
    if (error) {
      error.set_where("line " + std::to_string(number));
      return error;
    }
    ring.keys_.push_back(std::move(parsed).value());
  }
  if (ring.empty()) return Error{Msg::keyring_empty};
  return ring;
}

}  // namespace usersync
