// How well the wording of real requests is read, against annotated letters. Counts only; needs the
// letters, which are not part of the project.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "features/document/reader.h"
#include "tests/features/request_fixture.h"

namespace imr::test {
namespace {

using Json = nlohmann::json;

// A fact in the form of the annotations; "no" and null are the same as nothing there.
Json Plain(const FactSheet& sheet, const std::string& name) {
  const auto id = TheVocabulary()->Find(name);
  const Fact* fact = id ? sheet.Find(*id) : nullptr;
  if (fact == nullptr) return nullptr;
  if (const auto* yes = std::get_if<bool>(&fact->value)) return *yes ? Json("yes") : Json("no");
  if (const auto* number = std::get_if<NumberRange>(&fact->value)) {
    return static_cast<std::int64_t>(number->low);
  }
  if (const auto* code = std::get_if<std::string>(&fact->value)) return *code;
  return std::get<std::vector<std::string>>(fact->value);
}

// Body parts without order, and without those that name no region.
Json Regions(const Json& parts) {
  std::vector<std::string> out;
  for (const auto& part : parts) {
    if (part != "unspecified" && part != "systemic") out.push_back(part.get<std::string>());
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct Tally {
  int right = 0;
  int all = 0;
  double share() const { return all == 0 ? 1.0 : static_cast<double>(right) / all; }
};

TEST(RequestGold, WordingsOfAnnotatedLetters) {
  const auto gold = SharedFile("gold/dev.jsonl");
  const auto letters = SharedFile("letters/dev");
  if (!gold || !letters) GTEST_SKIP() << "the annotated letters are not here";

  std::map<std::string, std::vector<FactSheet>> read;
  for (const auto& entry : std::filesystem::directory_iterator(*letters)) {
    const auto result =
        ReadDocument(ReadFile(entry.path()), "letter", entry.path().stem().string());
    if (const auto* document = std::get_if<Document>(&result)) {
      read[document->known.id] = TheReader().Read(document->known);
    }
  }
  std::map<std::string, Tally> tallies;
  std::istringstream lines(ReadFile(*gold));
  for (std::string line; std::getline(lines, line);) {
    const Json annotated = Json::parse(line);
    const auto sheets = read.find(annotated["case"].get<std::string>());
    const auto item = annotated["item"].get<std::size_t>();
    if (sheets == read.end() || item >= sheets->second.size()) {
      ++tallies["treatment"].all;
      continue;
    }
    for (const char* name :
         {"treatment", "agent", "body_parts", "sessions_requested", "sessions_original", "quantity",
          "refills", "retrospective", "depends_on"}) {
      Json wanted = annotated["request"].value(name, Json(nullptr));
      Json got = Plain(sheets->second[item], name);
      if (std::string(name) == "body_parts") {
        wanted = Regions(wanted);
        got = Regions(got);
      }
      const auto silent = [](const Json& value) {
        return value.is_null() || value == "no" || (value.is_array() && value.empty());
      };
      if (silent(wanted) && silent(got)) continue;
      ++tallies[name].all;
      if (wanted == got) ++tallies[name].right;
    }
  }
  const std::map<std::string, double> floors = {
      {"treatment", 0.98},          {"agent", 0.98},         {"body_parts", 0.90},
      {"sessions_requested", 0.95}, {"quantity", 0.90},      {"refills", 0.99},
      {"sessions_original", 0.95},  {"retrospective", 0.99}, {"depends_on", 0.90}};
  for (const auto& [name, floor] : floors) {
    const Tally& tally = tallies[name];
    EXPECT_GE(tally.share(), floor) << name << " " << tally.right << "/" << tally.all;
  }
}

}  // namespace
}  // namespace imr::test
