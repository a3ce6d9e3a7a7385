// Conditions in plain English: what a nurse reads of what an author wrote.
#include "engine/explanation/rule_text.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "engine/rulebook/condition_parser.h"
#include "engine/rulebook/rulebook.h"
#include "features/yaml/yaml_file.h"
#include "tests/support/project_rules.h"

namespace imr {
namespace {

// "at least one of: [a; b]".
std::string Flat(const Statement& statement) {
  std::string out = statement.words;
  if (statement.parts.empty()) return out;
  out += " [";
  for (const Statement& part : statement.parts) {
    out += (&part == &statement.parts.front() ? "" : "; ") + Flat(part);
  }
  return out + "]";
}

std::string Read(const std::string& yaml) {
  const Vocabulary& vocabulary = *test::ProjectRules().vocabulary;
  const Limits limits = {{"acute_weeks", 6}, {"dose", 0.25}};
  Diagnostics diagnostics;
  const auto node = ParseYaml(yaml, "test.yaml", diagnostics);
  if (!node) return "no YAML";
  ConditionParser parser(vocabulary, limits, "test.yaml", diagnostics);
  const auto condition = parser.Parse(*node, "'require'");
  for (const auto& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
  return condition ? Flat(InWords(*condition, vocabulary)) : "no condition";
}

struct Sentence {
  const char* yaml;
  const char* words;
};

class PlainEnglish : public testing::TestWithParam<Sentence> {};

TEST_P(PlainEnglish, SaysWhatTheConditionSays) {
  EXPECT_EQ(Read(GetParam().yaml), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Conditions, PlainEnglish,
    testing::Values(
        Sentence{"{red_flags: yes}", "the record shows: red flags"},
        Sentence{"{red_flags: no}", "the record denies: red flags"},
        Sentence{"{red_flags: not_documented}", "the record does not mention: red flags"},
        Sentence{"{red_flags: [no, not_documented]}",
                 "the record denies or does not mention: red flags"},
        Sentence{"{red_flags: [not_documented, yes]}",
                 "the record shows or does not mention: red flags"},
        Sentence{"{red_flags: [yes, no]}", "the record says yes or no to: red flags"},
        Sentence{"{red_flags: {documented: yes}}", "the record says yes or no to: red flags"},
        Sentence{"{not: {red_flags: yes}}", "the record denies: red flags"},
        Sentence{"{not: {red_flags: [no, not_documented]}}",
                 "the record shows: red flags (silence counts as no)"},
        Sentence{"{not: {red_flags: [yes, not_documented]}}",
                 "the record denies: red flags (silence counts as yes)"},
        Sentence{"{weeks_since_injury: {at_most: 4}}", "weeks since injury at most 4"},
        Sentence{"{weeks_since_injury: {less_than: acute_weeks}}",
                 "weeks since injury less than 6"},
        Sentence{"{weeks_since_injury: {more_than: dose}}", "weeks since injury more than 0.25"},
        Sentence{"{weeks_since_injury: {between: [4, 12]}}", "weeks since injury between 4 and 12"},
        Sentence{"{weeks_since_injury: {more_than: 4, at_most: 12}}",
                 "weeks since injury more than 4 and at most 12"},
        Sentence{"{quantity: 100000}", "quantity exactly 100000"},
        Sentence{"{quantity: {not: 30}}", "quantity not 30"},
        Sentence{"{quantity: {documented: yes}}", "the record states: quantity"},
        Sentence{"{quantity: not_documented}", "the record does not state: quantity"},
        Sentence{"{body_parts: [lumbar, lower_leg]}", "body parts include lumbar or lower leg"},
        Sentence{"{body_parts: {only: [knee]}}", "body parts are nothing but knee"},
        Sentence{"{not: {body_parts: [knee, hip]}}", "body parts do not include knee or hip"},
        Sentence{"{work_status: off_work}", "work status is off work"},
        Sentence{"{treatment: ['imaging.mri', 'surgery.*']}",
                 "treatment is imaging.mri or any surgery"},
        Sentence{"{any: [{red_flags: yes}, {muscle_spasm: yes}]}",
                 "at least one of: [the record shows: red flags; the record shows: muscle spasm]"},
        Sentence{"{not: {any: [{red_flags: yes}, {muscle_spasm: yes}]}}",
                 "none of: [the record shows: red flags; the record shows: muscle spasm]"},
        Sentence{"{red_flags: yes, muscle_spasm: no}",
                 "all of: [the record shows: red flags; the record denies: muscle spasm]"},
        Sentence{"{at_least: {n: 2, of: [{red_flags: yes}, {muscle_spasm: yes}, {quantity: 1}]}}",
                 "at least 2 of: [the record shows: red flags; the record shows: muscle spasm; "
                 "quantity exactly 1]"},
        Sentence{"{sum: [prior_sessions, sessions_requested, 3], at_most: 24}",
                 "prior sessions plus sessions requested plus 3 at most 24"},
        Sentence{"{product: [{difference: [quantity, 1]}, 2], at_least: 10}",
                 "(quantity minus 1) times 2 at least 10"},
        Sentence{"{review_date: {from: 2016-07-28, before: 2017-12-01}}",
                 "reviewed on or after 2016-07-28 and before 2017-12-01"},
        Sentence{"{injury_date: {before: 2004-01-01}}", "injured before 2004-01-01"}));

TEST(Joined, ReadsAsAList) {
  EXPECT_EQ(Joined({"a"}), "a");
  EXPECT_EQ(Joined({"a", "b"}), "a or b");
  EXPECT_EQ(Joined({"a", "b", "c"}, "and"), "a, b and c");
}

// Every condition of the book in words, none with a name as it stands in YAML.
TEST(PlainEnglish, SpeaksNoYaml) {
  Diagnostics diagnostics;
  const auto vocabulary = test::ProjectRules().vocabulary;
  const auto book = Rulebook::Load(test::ProjectFile("rules"), vocabulary, diagnostics);
  ASSERT_NE(book, nullptr);
  for (const Guideline& guideline : book->guidelines()) {
    for (const Criterion& criterion : guideline.criteria) {
      const std::string words = Flat(InWords(criterion.require, *vocabulary));
      EXPECT_FALSE(words.empty()) << criterion.id;
      EXPECT_EQ(words.find('_'), std::string::npos) << criterion.id << ": " << words;
      EXPECT_EQ(words.find("anything or nothing"), std::string::npos) << criterion.id;
    }
  }
}

}  // namespace
}  // namespace imr
