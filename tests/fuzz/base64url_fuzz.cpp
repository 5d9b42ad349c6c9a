// Every text that is read is the one that would be written.
#include "wire/base64url.h"

#include <cstdlib>

using namespace usersync;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const View input(data, size);
  if (const auto bytes = from_base64url(text_of(input)); bytes && to_base64url(*bytes) != text_of(input))
    std::abort();
  if (from_base64url(to_base64url(input)) != Bytes(input.begin(), input.end())) std::abort();
  return 0;
}
