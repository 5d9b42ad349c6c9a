#include "wire/rfc3339.h"

#include <chrono>

#include "base/ascii.h"

namespace usersync {
namespace {

constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";

int number(std::string_view text, std::size_t at, std::size_t width) noexcept {
  int value = 0;
  for (const char c : text.substr(at, width)) value = 10 * value + (c - '0');
  return value;
}

void put(char* at, unsigned value, int width) noexcept {
  for (; width > 0; value /= 10) at[--width] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::optional<Seconds> parse_rfc3339(std::string_view text) noexcept {
  if (text.size() != kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool fits = kShape[i] == 'd' ? is_digit(text[i]) : text[i] == kShape[i];
    if (!fits) return std::nullopt;
  }
  namespace chrono = std::chrono;
  const chrono::year_month_day date{chrono::year(number(text, 0, 4)),
                                    chrono::month(static_cast<unsigned>(number(text, 5, 2))),
                                    chrono::day(static_cast<unsigned>(number(text, 8, 2)))};
  const int hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return chrono::sys_days(date).time_since_epoch() + chrono::hours(hour) + chrono::minutes(minute) +
         Seconds(second);
}

void append_rfc3339(std::string& out, Seconds since_epoch) {
  namespace chrono = std::chrono;
  const auto days = chrono::floor<chrono::days>(since_epoch);
  const chrono::year_month_day date{chrono::sys_days(days)};
  const chrono::hh_mm_ss time{since_epoch - days};
  char text[] = "yyyy-mm-ddThh:mm:ssZ";
  put(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put(text + 5, static_cast<unsigned>(date.month()), 2);
  put(text + 8, static_cast<unsigned>(date.day()), 2);
  put(text + 11, static_cast<unsigned>(time.hours().count()), 2);
  put(text + 14, static_cast<unsigned>(time.minutes().count()), 2);
  put(text + 17, static_cast<unsigned>(time.seconds().count()), 2);
  out.append(text, kShape.size());
}

}  // namespace usersync
