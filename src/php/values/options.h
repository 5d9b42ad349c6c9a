// Options in an array argument: checked first, read afterwards. An unknown name or a wrong type throws,
// because a mistyped option must not weaken a check. null is the same as absent.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "php/php_compat.h"

namespace usersync {

struct Option {
  enum class Type : unsigned char { text, number, flag, array, list_of_text };
  std::string_view name;
  Type type;
};

// Throws TypeError or ValueError about argument number `argument`; false: an exception is pending. `within`
// names the array's position in the argument ("peers[https://a.example]"); empty: the argument itself.
bool check_options(std::uint32_t argument, HashTable* given, std::span<const Option> known,
                   std::string_view within = {});

// The first element that is no string; null: all are strings. Makes no Zend call.
const zval* first_not_text(HashTable* list) noexcept;

// Views of a list whose elements are all strings; empty for null. Makes no Zend call.
std::vector<std::string_view> texts_of(HashTable* list);

// For a checked array. These make no Zend call.
const zval* option(HashTable* given, std::string_view name) noexcept;  // null: absent
std::optional<std::string_view> text_option(HashTable* given, std::string_view name) noexcept;
std::optional<zend_long> number_option(HashTable* given, std::string_view name) noexcept;
std::optional<bool> flag_option(HashTable* given, std::string_view name) noexcept;
HashTable* array_option(HashTable* given, std::string_view name) noexcept;  // null: absent

}  // namespace usersync
