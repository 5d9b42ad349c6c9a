// The pairing string: how the administrator of one site invites another. docs/formats.md, "Pairing".
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/secret.h"
#include "sync/network/site_url.h"

namespace usersync {

struct Invitation {
  SiteUrl site;         // who invites
  std::string path;     // behind the site's url: where the answer is posted
  std::string network;  // what the sites will be peers in
  std::array<std::uint8_t, 32> secret{};
  Seconds expires{0};

  Invitation() = default;
  Invitation(Invitation&&) = default;
  Invitation& operator=(Invitation&&) = default;
  ~Invitation() { wipe(secret); }

  std::string id() const;  // 22 characters, not secret: tells this invitation from others
};

// Empty, or what may follow a site's url: "/" or "?" and at most 255 plain characters.
bool is_post_path(std::string_view text) noexcept;

std::string write_pairing(const Invitation& invitation);

// Blanks and line breaks do not matter. Code::refused.
Result<Invitation> read_pairing(std::string_view text);

}  // namespace usersync
