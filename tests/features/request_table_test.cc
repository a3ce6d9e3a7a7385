// Requests as writers vary them: one line of tests/features/data/requests.jsonl each, read as the
// item `item` (0 when not given) of a case with all `requests`.
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/features/request_fixture.h"

namespace imr::test {
namespace {

using Json = nlohmann::json;

// A value of the table as DescribeValue has it; "" for silence.
std::string Described(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string out;
  for (const Json& one : value) out += (out.empty() ? "" : ", ") + one.get<std::string>();
  return out;
}

void Check(const Json& row) {
  const auto requests = row.at("requests").get<std::vector<std::string>>();
  const auto item = row.value("item", std::size_t{0});
  const FactSheet sheet = Read(requests, row.value("summary", std::string())).at(item);
  for (const auto& [name, value] : row.at("expects").items()) {
    EXPECT_EQ(Value(sheet, name), Described(value)) << name << " of: " << requests.at(item);
  }
}

TEST(RequestTable, EveryLineHolds) {
  std::ifstream in(ProjectFile("tests/features/data/requests.jsonl"));
  std::string line;
  int number = 0;
  while (std::getline(in, line)) {
    SCOPED_TRACE("requests.jsonl:" + std::to_string(++number));
    const Json row = Json::parse(line, nullptr, false);
    if (row.is_object()) {
      Check(row);
    } else {
      ADD_FAILURE() << "is no JSON object";
    }
  }
  EXPECT_GT(number, 200);
}

}  // namespace
}  // namespace imr::test
