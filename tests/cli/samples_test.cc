// The sample cases, predicted by the built program: the answers a reviewer would expect, and laws
// that hold for every answer.
#include <cmath>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ostream>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/program.h"

namespace imr::test {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct ExpectedItem {
  const char* treatment;
  const char* outcome;  // of the ruling; "" for none
};

struct ExpectedCase {
  std::string name;
  std::string file;
  std::string id;
  std::vector<ExpectedItem> items;
};

void PrintTo(const ExpectedCase& sample, std::ostream* out) { *out << sample.name; }

const std::vector<ExpectedCase>& Samples() {
  static const std::vector<ExpectedCase> samples = {
      {"Sample1",
       "letters/sample-1-acupuncture-cyclobenzaprine.txt",
       "CM15-9000001",
       {{"therapy.acupuncture", "overturned"}, {"medication.muscle_relaxant", "upheld"}}},
      {"Sample2",
       "letters/sample-2-acupuncture-repeat.txt",
       "CM14-9000002",
       {{"therapy.acupuncture", "upheld"}}},
      {"Sample3",
       "letters/sample-3-cyclobenzaprine-spine-consultation.txt",
       "CM14-9000003",
       {{"medication.muscle_relaxant", "upheld"},
        {"evaluation.specialist_consultation", "overturned"}}},
      {"Sample4",
       "letters/sample-4-acupuncture-lumbar-xray.txt",
       "CM14-9000004",
       {{"therapy.acupuncture", "upheld"}, {"imaging.xray", "upheld"}}},
      {"Sample5",
       "letters/sample-5-acupuncture-myofascial-release.txt",
       "CM14-9000005",
       {{"therapy.acupuncture", "overturned"}, {"therapy.massage", "upheld"}}},
      {"RotatorCuff",
       "letters/rotator-cuff-repair.txt",
       "CM15-9000006",
       {{"surgery.shoulder", "overturned"},
        {"surgery.assistant", "overturned"},
        {"surgery.preoperative", "upheld"},
        {"therapy.physical", "overturned"},
        {"equipment.hot_cold", "upheld"}}},
      {"TherapyAndMri",
       "letters/physical-therapy-extension-lumbar-mri.txt",
       "CM15-9000007",
       {{"therapy.physical", "upheld"}, {"imaging.mri", "overturned"}}},
      {"Layout2013",
       "letters/older-layout-2013.txt",
       "CM13-9000008",
       {{"diagnostic.electrodiagnostic", "overturned"}, {"equipment.electrotherapy", "upheld"}}},
      {"ReviewerSummary",
       "letters/older-layout-reviewer-summary.txt",
       "CM14-9000009",
       {{"equipment.brace", "upheld"}}},
      {"Windows1252",
       "letters/windows-1252-knee-arthroscopy.txt",
       "CM15-9000010",
       {{"surgery.knee", "overturned"}, {"equipment.mobility_aid", "overturned"}}},
      {"Ligatures",
       "letters/ligatures-norco-lidocaine.txt",
       "CM15-9000011",
       {{"medication.opioid", "overturned"}, {"medication.topical", "upheld"}}},
      {"KneeCase",
       "cases/knee-mri.yaml",
       "SAMPLE-YAML-1",
       {{"imaging.mri", ""}, {"therapy.physical", ""}}},
      {"DrugCase",
       "cases/naproxen-omeprazole.json",
       "SAMPLE-JSON-1",
       {{"medication.nsaid", "overturned"},
        {"medication.gastroprotective", "overturned"},
        {"medication.compound", "upheld"}}},
      {"StatedFacts",
       "cases/stated-facts.yaml",
       "SAMPLE-YAML-2",
       {{"therapy.acupuncture", ""}, {"medication.muscle_relaxant", ""}}},
      {"ShoulderRequest",
       "requests/rfa-shoulder-mri.txt",
       "",
       {{"imaging.mri", ""}, {"therapy.physical", ""}}},
      {"FaxedRequest",
       "requests/rfa-tens-topical.txt",
       "",
       {{"equipment.electrotherapy", ""},
        {"medication.topical", ""},
        {"diagnostic.urine_drug_test", ""}}},
      {"RequestOfTwo",
       "requests/rfa-emg-occupational-therapy.txt",
       "",
       {{"diagnostic.electrodiagnostic", ""}, {"therapy.occupational", ""}}},
      {"FhirBundle",
       "fhir/shoulder-therapy-naproxen-tens.json",
       "SAMPLE-FHIR-1",
       {{"therapy.physical", ""}, {"medication.nsaid", ""}, {"equipment.electrotherapy", ""}}}};
  return samples;
}

bool IsLetter(const ExpectedCase& sample) { return sample.file.starts_with("letters/"); }

std::vector<ExpectedCase> Letters() {
  std::vector<ExpectedCase> letters;
  for (const ExpectedCase& sample : Samples()) {
    if (IsLetter(sample)) letters.push_back(sample);
  }
  return letters;
}

json OneCase(const ProcessResult& result) {
  EXPECT_EQ(result.status, 0) << result.err;
  const json cases = Json(result);
  if (!cases.is_array() || cases.size() != 1) {
    ADD_FAILURE() << "expected one case";
    return nullptr;
  }
  return cases[0];
}

json PredictOne(const std::string& text, const std::string& view) {
  return OneCase(Predict({"--format", "json", "--view", view}, text));
}

std::string TestName(const ::testing::TestParamInfo<ExpectedCase>& info) { return info.param.name; }

class SampleTest : public ::testing::TestWithParam<ExpectedCase> {};

TEST_P(SampleTest, IsReadAsWhatItIs) {
  const ExpectedCase& sample = GetParam();
  json found = PredictOne(Sample(sample.file), "prescreen");
  if (!sample.id.empty()) {
    EXPECT_EQ(found["case"], sample.id);
  }
  EXPECT_FALSE(found["dates"]["injury"].is_null());
  ASSERT_THAT(found["items"], SizeIs(sample.items.size()));
  for (std::size_t i = 0; i < sample.items.size(); ++i) {
    json& item = found["items"][i];
    SCOPED_TRACE(item["request"]);
    EXPECT_EQ(item["index"], i);
    EXPECT_EQ(item["treatment"], sample.items[i].treatment);
    EXPECT_EQ(item["facts"]["retrospective"]["value"], "no");
    if (*sample.items[i].outcome == '\0') {
      EXPECT_TRUE(item["ruling"].is_null());
    } else {
      EXPECT_EQ(item["ruling"]["outcome"], sample.items[i].outcome);
    }
  }
}

TEST_P(SampleTest, HasProbabilitiesThatAreTheSumOfTheirContributions) {
  for (const char* view : {"prescreen", "record"}) {
    json found = PredictOne(Sample(GetParam().file), view);
    EXPECT_EQ(found["view"], view);
    for (json& item : found["items"]) {
      SCOPED_TRACE(item["request"]);
      const double probability = item["probability_overturned"];
      ASSERT_GT(probability, 0.0);
      ASSERT_LT(probability, 1.0);
      double sum = 0;
      for (const json& term : item["contributions"]) sum += term["log_odds"].get<double>();
      EXPECT_NEAR(sum, std::log(probability) - std::log1p(-probability), 1e-9);
      EXPECT_EQ(item["prediction"], probability >= 0.5 ? "overturned" : "upheld");
      EXPECT_LE(item["interval"][0], probability);
      EXPECT_GE(item["interval"][1], probability);
      EXPECT_TRUE(item["risk"].is_null() || item["risk"].is_string());
    }
  }
}

TEST_P(SampleTest, NamesOnlyCriteriaThatItShowsAsDecisive) {
  json found = PredictOne(Sample(GetParam().file), "record");
  for (json& item : found["items"]) {
    SCOPED_TRACE(item["request"]);
    std::vector<std::string> ids;
    for (json& criterion : item["criteria"]) {
      ids.push_back(criterion["id"]);
      EXPECT_THAT((std::vector<std::string>{"met", "unmet", "undocumented"}),
                  Contains(criterion["status"].get<std::string>()));
    }
    for (const json& id : item["decided_by"]) EXPECT_THAT(ids, Contains(id.get<std::string>()));
    if (item["abstained"]) {
      EXPECT_THAT(item["decided_by"], IsEmpty());
    }
  }
}

TEST_P(SampleTest, IsJudgedByGuidelinesInForceOnTheDayOfTheReview) {
  json found = PredictOne(Sample(GetParam().file), "prescreen");
  json& review = found["dates"]["utilization_review"];
  if (review.is_null()) return;
  for (json& item : found["items"]) {
    for (json& criterion : item["criteria"]) {
      json& effective = criterion["citation"]["effective"];
      if (!effective[0].is_null()) {
        EXPECT_LE(effective[0], review) << criterion["id"];
      }
      if (!effective[1].is_null()) {
        EXPECT_GE(effective[1], review) << criterion["id"];
      }
    }
  }
}

// `evidence` of item `index` must be exactly the bytes of the section that it names.
void ExpectTrue(json& evidence, json& facts, std::size_t index) {
  const std::string section = evidence["section"];
  json& of_item = facts["items"][index]["sections"];
  json& text = of_item.contains(section) ? of_item[section] : facts["sections"][section];
  ASSERT_TRUE(text.is_string()) << section;
  const std::string bytes = text;
  const std::size_t start = evidence["start"], end = evidence["end"];
  ASSERT_LT(start, end);
  ASSERT_LE(end, bytes.size()) << section;
  EXPECT_EQ(evidence["text"], bytes.substr(start, end - start)) << section << " " << start;
}

TEST_P(SampleTest, ShowsAsEvidenceTheVeryBytesOfTheSections) {
  for (const char* view : {"prescreen", "record"}) {
    SCOPED_TRACE(view);
    const std::string text = Sample(GetParam().file);
    json facts = OneCase(Imr(WithRules("facts", {"--format", "json", "--view", view}), text));
    json found = PredictOne(text, view);
    ASSERT_EQ(facts["items"].size(), found["items"].size());
    std::string findings;
    for (std::size_t i = 0; i < found["items"].size(); ++i) {
      for (auto& [name, fact] : found["items"][i]["facts"].items()) {
        SCOPED_TRACE(name);
        for (json& evidence : fact["evidence"]) ExpectTrue(evidence, facts, i);
        ASSERT_TRUE(facts["items"][i]["facts"].contains(name));
        EXPECT_EQ(facts["items"][i]["facts"][name]["value"], fact["value"]);
      }
      for (json& criterion : found["items"][i]["criteria"]) {
        for (json& evidence : criterion["evidence"]) ExpectTrue(evidence, facts, i);
      }
      findings += facts["items"][i]["sections"].value("rationale", "");
    }
    EXPECT_EQ(!findings.empty(), view == std::string_view("record") && IsLetter(GetParam()));
  }
}

INSTANTIATE_TEST_SUITE_P(Samples, SampleTest, ::testing::ValuesIn(Samples()), TestName);

TEST(Views, GiveTheSameFactsOfAnInputWithoutARationale) {
  for (const ExpectedCase& sample : Samples()) {
    if (IsLetter(sample)) continue;
    SCOPED_TRACE(sample.name);
    const std::string text = Sample(sample.file);
    json prescreen = PredictOne(text, "prescreen"), record = PredictOne(text, "record");
    ASSERT_EQ(prescreen["items"].size(), record["items"].size());
    for (std::size_t i = 0; i < record["items"].size(); ++i) {
      EXPECT_EQ(prescreen["items"][i]["facts"], record["items"][i]["facts"]);
    }
  }
}

TEST(RetoldSamples, AreDecidedInTheRecordViewAsTheyWereDecided) {
  for (const ExpectedCase& sample : Samples()) {
    if (sample.file.find("/sample-") == std::string::npos) continue;
    json found = PredictOne(Sample(sample.file), "record");
    ASSERT_THAT(found["items"], SizeIs(sample.items.size())) << sample.name;
    for (std::size_t i = 0; i < sample.items.size(); ++i) {
      EXPECT_EQ(found["items"][i]["prediction"], sample.items[i].outcome)
          << sample.name << ", item " << i << ", probability "
          << found["items"][i]["probability_overturned"];
    }
  }
}

TEST(StatedFacts, WinAndNeedNoEvidence) {
  json found = PredictOne(Sample("cases/stated-facts.yaml"), "prescreen");
  json& acupuncture = found["items"][0]["facts"];
  EXPECT_EQ(acupuncture["functional_improvement"]["value"], "yes");
  EXPECT_EQ(acupuncture["prior_sessions"]["value"], 6);
  EXPECT_EQ(acupuncture["work_status"]["value"], "modified_duty");
  EXPECT_THAT(acupuncture["functional_improvement"]["evidence"], IsEmpty());
  EXPECT_EQ(found["items"][1]["facts"]["functional_improvement"]["value"], "no");
}

TEST(JsonLines, AreOneCaseALine) {
  const std::vector<std::string> lines =
      Lines(Predict({"--format", "jsonl"}, Sample("cases/three-cases.jsonl")).out);
  ASSERT_THAT(lines, SizeIs(3));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(json::parse(lines[i])["case"], "SAMPLE-JSONL-" + std::to_string(i + 1));
  }
}

// What was decided must not reach what is predicted before the decision.

enum class Tampering { kInverted, kReplaced, kEmptied };

// Exchanges `a` and `b` everywhere, also where a line breaks inside of them.
std::string Exchanged(const std::string& text, const std::string& a, const std::string& b) {
  const std::regex find_a(Replaced(a, " ", "\\s+")), find_b(Replaced(b, " ", "\\s+"));
  const std::string aside = "\x01";
  return Replaced(std::regex_replace(std::regex_replace(text, find_a, aside), find_b, a), aside, b);
}

std::vector<std::string> Paragraphs(const std::string& text) {
  std::vector<std::string> paragraphs;
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = text.find("\n\n", start);
    paragraphs.push_back(text.substr(start, end - start));
    start = end == std::string::npos ? text.size() + 1 : end + 2;
  }
  return paragraphs;
}

// The letter with every outcome inverted and, as `tampering` says, with every rationale and every
// guideline of the expert replaced or emptied. Lays no hand on anything else.
std::string Tampered(const std::string& letter, Tampering tampering) {
  std::string inverted = Exchanged(letter, ": Upheld\n", ": Overturned\n");
  inverted = Exchanged(inverted, " is not medically necessary and appropriate",
                       " is medically necessary and appropriate");
  inverted = Exchanged(inverted, "TREATMENT/SERVICE IS NOT MEDICALLY NECESSARY:",
                       "TREATMENT/SERVICE IS MEDICALLY NECESSARY:");
  if (tampering == Tampering::kInverted) return inverted;

  const std::string rationale =
      tampering == Tampering::kEmptied
          ? ""
          : "There was no pain relief, no functional improvement, no home exercise and no red "
            "flag. "
            "The patient has had 40 visits and an acute exacerbation with muscle spasm.";
  const std::string guideline =
      tampering == Tampering::kEmptied ? "" : "Decision based on MTUS Knee Complaints 2004.";
  std::string all;
  for (const std::string& paragraph : Paragraphs(inverted)) {
    std::string changed = paragraph;
    for (const char* label : {"Decision rationale:", "Rationale for the Decision:",
                              "MEDICALLY NECESSARY:", "MAXIMUS guideline:"}) {
      const std::size_t at = paragraph.find(label);
      if (at == std::string::npos) continue;
      const bool is_guideline = std::string_view(label).starts_with("MAXIMUS");
      changed = paragraph.substr(0, at + std::string_view(label).size()) + "\n" +
                (is_guideline ? guideline : rationale);
    }
    all += (all.empty() ? "" : "\n\n") + changed;
  }
  return all + "\n";
}

json WithoutRulings(json found) {
  found["provenance"].erase("input");
  for (json& item : found["items"]) item.erase("ruling");
  return found;
}

class LeakTest : public ::testing::TestWithParam<ExpectedCase> {};

TEST_P(LeakTest, NothingOfTheDecisionReachesThePrescreen) {
  const std::string letter = Replaced(Sample(GetParam().file), "\r\n", "\n");
  json before = PredictOne(letter, "prescreen");
  for (const Tampering tampering :
       {Tampering::kInverted, Tampering::kReplaced, Tampering::kEmptied}) {
    const std::string tampered = Tampered(letter, tampering);
    ASSERT_NE(tampered, letter);
    json after = PredictOne(tampered, "prescreen");
    EXPECT_EQ(WithoutRulings(after).dump(), WithoutRulings(before).dump())
        << "tampering " << static_cast<int>(tampering);
    if (after.is_null()) continue;
    ASSERT_EQ(after["items"].size(), GetParam().items.size());
    for (std::size_t i = 0; i < GetParam().items.size(); ++i) {
      const std::string expected =
          std::string(GetParam().items[i].outcome) == "upheld" ? "overturned" : "upheld";
      EXPECT_EQ(after["items"][i]["ruling"]["outcome"], expected) << "item " << i;
    }
  }
}

TEST_P(LeakTest, TheRecordViewForgetsTheOutcomeToo) {
  // The verdict sentence of a rationale may not matter: only findings do.
  const std::string letter = Replaced(Sample(GetParam().file), "\r\n", "\n");
  json before = PredictOne(letter, "record");
  json after = PredictOne(Tampered(letter, Tampering::kInverted), "record");
  ASSERT_EQ(before["items"].size(), after["items"].size());
  for (std::size_t i = 0; i < before["items"].size(); ++i) {
    EXPECT_EQ(before["items"][i]["probability_overturned"],
              after["items"][i]["probability_overturned"]);
  }
}

INSTANTIATE_TEST_SUITE_P(Letters, LeakTest, ::testing::ValuesIn(Letters()), TestName);

}  // namespace
}  // namespace imr::test
