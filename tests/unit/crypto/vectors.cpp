#include "unit/crypto/vectors.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace usersync::test {
namespace {

using Json = nlohmann::json;

Json parse(const std::string& name) {
  std::ifstream file("tests/vectors/" + name);
  REQUIRE_MESSAGE(file.is_open(), "tests/vectors/", name, " is missing: run from the project's root");
  return Json::parse(file);
}

void take_fields(const Json& object, Case& into) {
  for (const auto& [name, value] : object.items()) {
    into[name] = value.is_string() ? value.get<std::string>() : value.is_structured() ? "" : value.dump();
  }
}

}  // namespace

std::vector<Case> load_cases(const std::string& file, const char* member) {
  const Json whole = parse(file);
  std::vector<Case> cases;
  for (const Json& entry : whole.at(member)) {
    Case fields;
    take_fields(entry, fields);
    if (!entry.contains("tests")) {
      cases.push_back(fields);
      continue;
    }
    for (const Json& test : entry.at("tests")) take_fields(test, cases.emplace_back(fields));
  }
  REQUIRE_FALSE(cases.empty());
  return cases;
}

Case load_case(const std::string& file) {
  Case fields;
  take_fields(parse(file), fields);
  return fields;
}

Case load_case(const std::string& file, const char* member) {
  Case fields;
  take_fields(parse(file).at(member), fields);
  return fields;
}

}  // namespace usersync::test
