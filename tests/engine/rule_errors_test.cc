// What a rule author is told about broken guideline files: place, code and remedy of every kind of
// mistake, all of them in one run, and no crash whatever the file holds.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "engine/rulebook/rulebook.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using ::testing::HasSubstr;

constexpr const char* kGoodFile = R"(guideline: good-massage
title: Massage
source: MTUS
section: 8 CCR 9792.24.2
in_force: {from: 2009-07-18, to: 2016-07-27}
confidence: high
treatments: [therapy.massage]
limits: {most_visits: 6}
criteria:
  - id: within-six-visits
    text: At most six visits.
    require: {sessions_requested: {at_most: most_visits}}
    strength: required
    cite: {section: Massage therapy, pages: 60}
    ask: how many visits are asked for
  - id: beside-exercise
    text: Beside exercise.
    when: {prior_same_treatment: yes}
    require: {any: [{home_exercise: yes}, {active_rehabilitation: yes}]}
    strength: supporting
    weight: 0.5
    undocumented: against
    cite: {section: Massage therapy}
examples:
  - name: six visits
    facts: {treatment: therapy.massage, sessions_requested: 6}
    dates: {injury: 2012-01-31, review: 2013-02-28}
    expect: {within-six-visits: met, prediction: overturned}
  - name: more visits beside exercise
    facts: {treatment: therapy.massage, prior_same_treatment: yes, home_exercise: yes}
    expect: {beside-exercise: met}
)";

std::shared_ptr<const Vocabulary> ProjectVocabulary() {
  static const auto vocabulary = [] {
    Diagnostics diagnostics;
    return Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                            diagnostics);
  }();
  return vocabulary;
}

struct Loaded {
  std::shared_ptr<const Rulebook> book;
  std::vector<Diagnostic> diagnostics;
};

Loaded Load(const std::vector<std::pair<std::string, std::string>>& files) {
  const test::TemporaryDirectory directory;
  for (const auto& [name, text] : files) directory.Write("guidelines/" + name, text);
  Diagnostics diagnostics;
  Loaded loaded;
  loaded.book =
      Rulebook::Load(directory.path(), ProjectVocabulary(), diagnostics, Scrutiny::kEverything);
  diagnostics.Sort();
  loaded.diagnostics = diagnostics.all();
  return loaded;
}

std::string Replaced(std::string text, const std::string& old_text, const std::string& new_text) {
  const auto at = text.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return text.replace(at, old_text.size(), new_text);
}

struct Place {
  int line = 0;
  int column = 0;
};

Place PlaceOf(const std::string& text, const std::string& part) {
  const auto at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  const auto start = text.rfind('\n', at) + 1;  // npos + 1 is 0
  return {.line = 1 + static_cast<int>(
                          std::count(text.begin(), text.begin() + static_cast<long>(at), '\n')),
          .column = 1 + static_cast<int>(at - start)};
}

struct Broken {
  const char* kind;      // name of the test
  const char* old_text;  // of the good file
  const char* new_text;  // in its place
  const char* at;        // where the message points
  const char* code;
  const char* says;  // part of the message, with what was probably meant
  Severity severity = Severity::kError;
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.kind; }

class BrokenFile : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenFile, IsReportedAtItsPlaceWithARemedy) {
  const Broken& broken = GetParam();
  const std::string text = Replaced(kGoodFile, broken.old_text, broken.new_text);
  Loaded loaded = Load({{"good-massage.yaml", text}});
  if (broken.severity == Severity::kError) {  // which may bring doubts with it
    std::erase_if(loaded.diagnostics,
                  [](const Diagnostic& d) { return d.severity == Severity::kWarning; });
  }
  ASSERT_EQ(loaded.diagnostics.size(), 1u)
      << (loaded.diagnostics.empty() ? "nothing was reported"
                                     : FormatDiagnostic(loaded.diagnostics[0]) + "\n" +
                                           FormatDiagnostic(loaded.diagnostics.back()));
  const Diagnostic& diagnostic = loaded.diagnostics[0];
  const Place place = PlaceOf(text, broken.at);
  EXPECT_EQ(diagnostic.file, "guidelines/good-massage.yaml");
  EXPECT_EQ(diagnostic.line, place.line);
  EXPECT_EQ(diagnostic.column, place.column);
  EXPECT_EQ(diagnostic.code, broken.code);
  EXPECT_THAT(diagnostic.message, HasSubstr(broken.says));
  EXPECT_EQ(diagnostic.severity, broken.severity);
  EXPECT_EQ(loaded.book == nullptr, broken.severity == Severity::kError);
}

const Broken kBroken[] = {
    // the file as a whole
    {"Syntax", "title: Massage", "title: [Massage", ": MTUS", "yaml-syntax", "not YAML"},
    {"UnknownKey", "title: Massage", "title: Massage\ntreatment: x", "treatment: x", "unknown-key",
     "did you mean 'treatments'?"},
    {"DuplicateKey", "title: Massage", "title: Massage\nsection: again", "section: 8",
     "duplicate-key", "'section' stands twice"},
    {"MissingTitle", "title: Massage\n", "", "guideline", "missing-key", "needs 'title'"},
    {"BadGuidelineId", "guideline: good-massage", "guideline: Good_Massage", "Good_Massage",
     "bad-id", "lower-case words joined by hyphens"},
    {"FileName", "guideline: good-massage", "guideline: better-massage", "better-massage",
     "file-name", "'better-massage.yaml'", Severity::kWarning},
    {"UnknownSource", "source: MTUS", "source: MTSU", "MTSU", "unknown-value",
     "did you mean 'MTUS'?"},
    {"UnknownConfidence", "confidence: high", "confidence: hihg", "hihg", "unknown-value",
     "did you mean 'high'?"},
    {"MissingConfidenceNote", "confidence: high", "confidence: low", "low",
     "missing-confidence-note", "confidence_note", Severity::kWarning},
    {"UnknownTreatment", "[therapy.massage]", "[therapy.masage]", "therapy.masage",
     "unknown-treatment", "did you mean 'therapy.massage'?"},
    {"UnknownFamily", "[therapy.massage]", "['therapies.*', therapy.massage]", "'therapies.*'",
     "unknown-treatment", "there is no treatment 'therapies.*'"},
    {"UnknownSupplemented", "limits:", "supplements: [mtus-good]\nlimits:", "mtus-good",
     "unknown-guideline", "there is no guideline 'mtus-good'"},
    {"SupplementsItself", "limits:", "supplements: [good-massage]\nlimits:", "good-massage]",
     "supplements-no-higher", "has no effect", Severity::kWarning},
    {"EmptyTitle", "title: Massage", "title: ''", "''", "empty-text", "'title' is empty"},
    {"EmptyCitation", "{section: Massage therapy}", "{section: ''}", "''}", "empty-text",
     "'section' is empty"},
    {"TreatmentTwice", "[therapy.massage]", "['therapy.*', therapy.massage]", "therapy.massage]",
     "duplicate-treatment", "name the same treatment twice", Severity::kWarning},
    {"NeverGoverns",
     "limits:", "governs: {treatment: therapy.acupuncture}\nlimits:", "{treatment: therapy.acu",
     "never-governs", "for the treatments of the guideline", Severity::kWarning},
    // dates
    {"NoSuchDay", "to: 2016-07-27", "to: 2016-02-30", "2016-02-30", "bad-date",
     "no day 2016-02-30 in the calendar"},
    {"DateInAnotherForm", "to: 2016-07-27", "to: 7/27/2016", "7/27/2016", "bad-date", "2017-12-01"},
    {"InForceReversed", "from: 2009-07-18, to: 2016-07-27", "from: 2016-07-28, to: 2009-07-18",
     "{from: 2016", "dates-reversed", "'from' is later than 'to'"},
    {"ReviewDatesReversed", "when: {prior_same_treatment: yes}",
     "when: {review_date: {from: 2016-01-01, before: 2015-01-01}}", "{from: 2016", "dates-reversed",
     "earlier than 'before'"},
    {"ExampleDatesReversed", "injury: 2012-01-31", "injury: 2014-01-31", "{injury",
     "dates-reversed", "later than the review"},
    // limits
    {"UnknownLimit", "at_most: most_visits", "at_most: most_visit", "most_visit}}", "unknown-limit",
     "did you mean 'most_visits'?"},
    {"LimitNoNumber", "{most_visits: 6}", "{most_visits: six}", "six}", "wrong-kind",
     "must be a number"},
    {"LimitUnused", "{most_visits: 6}", "{most_visits: 6, most_weeks: 8}", "most_weeks",
     "unused-limit", "no condition uses", Severity::kWarning},
    {"LimitNamedLikeAFact", "{most_visits: 6}", "{most_visits: 6, prior_sessions: 8}",
     "prior_sessions", "ambiguous-limit", "has the name of a fact"},
    {"LimitsReversed", "limits: {most_visits: 6}",
     "governs: {quantity: {at_least: least_visits}}\nlimits: {most_visits: 6, least_visits: 8}",
     "least_visits: 8", "limits-reversed", "larger than 'most_visits'", Severity::kWarning},
    // criteria
    {"TextWithoutFullStop", "text: Beside exercise.", "text: Beside exercise", "Beside exercise\n",
     "text-style", "full stop", Severity::kWarning},
    {"SameTextTwice", "text: Beside exercise.", "text: At most six visits.",
     "At most six visits.\n    when", "duplicate-text", "same text", Severity::kWarning},
    {"AskIsNoQuestion", "ask: how many visits are asked for", "ask: How many visits?", "How many",
     "ask-style", "no full stop or question mark", Severity::kWarning},
    {"EmptyText", "text: Beside exercise.", "text: ''", "''", "empty-text", "'text' is empty"},
    {"UnknownKeyOfCriterion", "undocumented: against", "undocumentd: against", "undocumentd",
     "unknown-key", "did you mean 'undocumented'?"},
    {"DuplicateCriterion", "examples:\n",
     "  - {id: beside-exercise, text: T., require: {home_exercise: yes}, strength: supporting, "
     "cite: {section: S}}\nexamples:\n",
     "beside-exercise, text", "duplicate-criterion", "'beside-exercise' stands twice"},
    {"BadCriterionId", "examples:\n",
     "  - {id: beside--exercise, text: T., require: {home_exercise: yes}, strength: supporting, "
     "cite: {section: S}}\nexamples:\n",
     "beside--exercise", "bad-id", "joined by hyphens"},
    {"MissingCite", "    cite: {section: Massage therapy}\n", "", "id: beside", "missing-key",
     "needs 'cite'"},
    {"MissingText", "    text: Beside exercise.\n", "", "id: beside", "missing-key",
     "needs 'text'"},
    {"MissingRequire", "    require: {any: [{home_exercise: yes}, {active_rehabilitation: yes}]}\n",
     "", "id: beside", "missing-key", "needs 'require'"},
    {"MissingAsk", "    ask: how many visits are asked for\n", "", "id: within", "missing-ask",
     "under 'ask'", Severity::kWarning},
    {"UnknownStrength", "strength: supporting", "strength: suporting", "suporting", "unknown-value",
     "did you mean 'supporting'?"},
    {"UnknownSilence", "undocumented: against", "undocumented: agianst", "agianst", "unknown-value",
     "did you mean 'against'?"},
    {"WeightNoNumber", "weight: 0.5", "weight: much", "much", "wrong-kind", "must be a number"},
    {"NegativeWeight", "weight: 0.5", "weight: -0.5", "-0.5", "bad-weight", "above 0"},
    // conditions
    {"UnknownFact", "{home_exercise: yes}", "{home_excercise: yes}", "home_excercise",
     "unknown-fact", "did you mean 'home_exercise'?"},
    {"UnknownOperator", "{any: [", "{anny: [", "anny", "unknown-fact", "did you mean 'any'?"},
    {"UnknownComparison", "{at_most: most_visits}",
     "{at_mots: most_visits, less_than: most_visits}", "at_mots", "unknown-comparison",
     "did you mean 'at_most'?"},
    {"UnknownCode", "when: {prior_same_treatment: yes}", "when: {body_parts: [lumbr]}", "lumbr",
     "unknown-value", "did you mean 'lumbar'?"},
    {"CapitalText", "when: {prior_same_treatment: yes}", "when: {agent: Naproxen}", "Naproxen",
     "unknown-value", "lower case"},
    {"ComparisonOfYesNo", "{home_exercise: yes}", "{home_exercise: {at_least: 2}}", "at_least",
     "wrong-type", "'home_exercise' is no number"},
    {"YesNoOfCount", "when: {prior_same_treatment: yes}", "when: {prior_sessions: yes}", "yes}\n",
     "wrong-type", "'prior_sessions' is a number"},
    {"NumberOfYesNo", "{home_exercise: yes}", "{home_exercise: 3}", "3}", "wrong-type",
     "yes, no or not_documented"},
    {"OnlyOfOneCode", "when: {prior_same_treatment: yes}",
     "when: {treatment: {only: [therapy.massage]}}", "only", "wrong-type", "'one_of'"},
    {"MissingValue", "when: {prior_same_treatment: yes}", "when: {prior_same_treatment: }",
     "prior_same_treatment", "missing-value", "needs a value"},
    {"RangeReversed", "when: {prior_same_treatment: yes}",
     "when: {prior_sessions: {between: [8, 3]}}", "[8, 3]", "range-reversed",
     "larger number first"},
    {"NeverHolds", "{at_most: most_visits}", "{at_most: 3, at_least: most_visits}",
     "{sessions_requested", "never-holds", "contradict"},
    {"NeverHoldsAmongAlternatives", "{any: [{home_exercise: yes}, {active_rehabilitation: yes}]}",
     "{home_exercise: no, any: [{home_exercise: yes}, {home_exercise: not_documented}]}",
     "{home_exercise: no", "never-holds", "contradict"},
    {"NeverMet", "require: {any: [{home_exercise: yes}, {active_rehabilitation: yes}]}",
     "require: {prior_same_treatment: no}", "{prior_same_treatment: no}", "never-met",
     "where 'when' does", Severity::kWarning},
    {"NeverApplies", "when: {prior_same_treatment: yes}", "when: {treatment: therapy.acupuncture}",
     "{treatment: therapy.acu", "never-applies", "never applies", Severity::kWarning},
    {"NeverMetWhereItGoverns",
     "require: {any: [{home_exercise: yes}, {active_rehabilitation: yes}]}",
     "require: {treatment: therapy.acupuncture}", "{treatment: therapy.acu", "never-met",
     "that the guideline governs", Severity::kWarning},
    {"NeverUnmet", "require: {any: [{home_exercise: yes}, {active_rehabilitation: yes}]}",
     "require: {any: [{home_exercise: yes}, {home_exercise: [no, not_documented]}]}",
     "{any: [{home", "never-unmet", "can never fail", Severity::kWarning},
    {"NeverUnmetUnderNot", "require: {any: [{home_exercise: yes}, {active_rehabilitation: yes}]}",
     "require: {not: {all: [{prior_sessions: {more_than: 4}}, {prior_sessions: {at_most: 4}}]}}",
     "{not: {all", "never-unmet", "can never fail", Severity::kWarning},
    {"BranchNeverHolds", "{any: [{home_exercise: yes}, {active_rehabilitation: yes}]}",
     "{any: [{home_exercise: yes}, {prior_same_treatment: no}]}", "{prior_same_treatment: no}",
     "unreachable-branch", "this alternative can never hold", Severity::kWarning},
    {"BranchNeverHoldsInAList", "when: {prior_same_treatment: yes}",
     "when: {body_parts: lumbar, prior_sessions: [2, 9], prior_same_treatment: yes, "
     "all: [{prior_sessions: {less_than: 5}}]}",
     "9]", "unreachable-branch", "this alternative can never hold", Severity::kWarning},
    {"CriteriaDisagree", "examples:\n",
     "  - id: seven-or-more\n    text: More than six.\n"
     "    require: {sessions_requested: {more_than: most_visits}}\n    ask: how many\n"
     "    cite: {section: S}\nexamples:\n  - name: seven\n    facts: {treatment: therapy.massage}\n"
     "    expect: {seven-or-more: undocumented}\n",
     "{sessions_requested: {more_than", "criteria-disagree", "'within-six-visits' (line 10)",
     Severity::kWarning},
    {"EmptyCondition", "when: {prior_same_treatment: yes}", "when: {}", "{}", "empty-condition",
     "name at least one fact"},
    {"ListForCondition", "when: {prior_same_treatment: yes}", "when: [{prior_same_treatment: yes}]",
     "[{prior", "not-a-mapping", "under 'all' or 'any'"},
    {"FactTwice", "when: {prior_same_treatment: yes}",
     "when: {prior_same_treatment: yes, prior_sessions: 1, prior_sessions: 2}", "prior_sessions: 2",
     "duplicate-key", "stands twice"},
    {"TooManyOf", "when: {prior_same_treatment: yes}",
     "when: {at_least: {n: 2, of: [{prior_same_treatment: yes}]}}", "2, of", "bad-count",
     "from 1 to the 1 conditions"},
    {"SumOfNothing", "when: {prior_same_treatment: yes}",
     "when: {sum: [prior_sessions, sessions_requested]}", "sum", "no-comparison",
     "compared with nothing"},
    {"SumOfYesNo", "when: {prior_same_treatment: yes}",
     "when: {sum: [prior_sessions, red_flags], at_most: 3}", "red_flags", "wrong-type",
     "is no number"},
    {"SumOfUnknown", "when: {prior_same_treatment: yes}",
     "when: {sum: [prior_session, 2], at_most: 3}", "prior_session", "unknown-fact",
     "did you mean 'prior_sessions'?"},
    {"StrayComparison", "when: {prior_same_treatment: yes}",
     "when: {prior_same_treatment: yes, at_most: 3}", "at_most: 3", "stray-comparison",
     "below a fact"},
    // examples
    {"NoExpectations", "    expect: {within-six-visits: met, prediction: overturned}\n", "",
     "name: six visits", "no-expectations", "needs 'expect'"},
    {"UnknownCriterionExpected", "{within-six-visits: met,", "{within-six-visit: met,",
     "within-six-visit:", "unknown-criterion", "did you mean 'within-six-visits'?"},
    {"UnknownCriterionElsewhere", "{within-six-visits: met,",
     "{good-massage/beside-exercises: met,", "good-massage/", "unknown-criterion",
     "did you mean 'good-massage/beside-exercise'?"},
    {"UnknownStatus", "within-six-visits: met", "within-six-visits: umnet", "umnet",
     "unknown-status", "did you mean 'unmet'?"},
    {"UnknownPrediction", "prediction: overturned", "prediction: overtuned", "overtuned",
     "unknown-status", "did you mean 'overturned'?"},
    {"DuplicateExample", "name: more visits beside exercise", "name: six visits",
     "six visits\n    facts: {treatment: therapy.massage, prior", "duplicate-example",
     "another example has this name", Severity::kWarning},
    {"NotInForceInItsExample", "review: 2013-02-28", "review: 2017-02-28", "name: six visits",
     "example-not-in-force", "not in force on the day", Severity::kWarning},
    {"UntestedCriterion", "{beside-exercise: met}", "{prediction: overturned}",
     "id: beside-exercise", "untested-criterion", "no example of this guideline",
     Severity::kWarning},
    {"UnknownExampleFact", "sessions_requested: 6}", "session_requested: 6}", "session_requested",
     "unknown-fact", "did you mean 'sessions_requested'?"},
    {"BadExampleValue", "sessions_requested: 6}", "sessions_requested: six}", "six}",
     "bad-fact-value", "must be a number"},
    {"BadExampleCode", "treatment: therapy.massage,", "treatment: therapy.masage,",
     "therapy.masage", "bad-fact-value", "did you mean 'therapy.massage'?"},
};

INSTANTIATE_TEST_SUITE_P(Rules, BrokenFile, ::testing::ValuesIn(kBroken),
                         [](const auto& broken) { return std::string(broken.param.kind); });

TEST(RuleErrors, AGoodFileHasNone) {
  const Loaded loaded = Load({{"good-massage.yaml", kGoodFile}});
  EXPECT_TRUE(loaded.diagnostics.empty());
  ASSERT_NE(loaded.book, nullptr);
  EXPECT_EQ(loaded.book->guidelines().size(), 1u);
}

TEST(RuleErrors, AreAllReportedInOneRun) {
  std::string text = kGoodFile;
  std::vector<std::string> expected;
  for (const char* kind : {"UnknownTreatment", "NoSuchDay", "UnknownLimit", "NegativeWeight",
                           "UnknownFact", "UnknownStatus", "UnknownSilence", "BadExampleCode"}) {
    const auto broken = std::find_if(std::begin(kBroken), std::end(kBroken),
                                     [&](const Broken& b) { return b.kind == std::string(kind); });
    ASSERT_NE(broken, std::end(kBroken));
    text = Replaced(text, broken->old_text, broken->new_text);
    expected.push_back(broken->code);
  }
  std::vector<std::string> codes;
  for (const Diagnostic& d : Load({{"good-massage.yaml", text}}).diagnostics) {
    codes.push_back(d.code);
  }
  EXPECT_THAT(codes, ::testing::UnorderedElementsAreArray(expected));
}

TEST(RuleErrors, NameTheOtherFileOfADuplicateGuideline) {
  const Loaded loaded = Load({{"a.yaml", kGoodFile}, {"good-massage.yaml", kGoodFile}});
  std::vector<Diagnostic> errors;
  for (const Diagnostic& d : loaded.diagnostics) {
    if (d.severity == Severity::kError) errors.push_back(d);
  }
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].file, "guidelines/good-massage.yaml");
  EXPECT_EQ(errors[0].line, 1);
  EXPECT_EQ(errors[0].code, "duplicate-guideline");
  EXPECT_THAT(errors[0].message, HasSubstr("guidelines/a.yaml"));
  EXPECT_EQ(loaded.book, nullptr);
}

std::string Version(const std::string& id, const std::string& from, const std::string& to) {
  std::string text = Replaced(kGoodFile, "guideline: good-massage", "guideline: " + id);
  text = Replaced(text, "from: 2009-07-18", "from: " + from);
  return Replaced(text, "to: 2016-07-27", "to: " + to);
}

TEST(RuleErrors, NameVersionsOfAGuidelineThatAreInForceTogether) {
  const std::string first = Version("massage-2009-back", "2009-07-18", "2016-07-28");
  const std::string second = Version("massage-2016-back", "2016-07-28", "null");
  const Loaded loaded =
      Load({{"massage-2009-back.yaml", first}, {"massage-2016-back.yaml", second}});
  std::vector<Diagnostic> errors;
  for (const Diagnostic& d : loaded.diagnostics) {
    if (d.severity == Severity::kError) errors.push_back(d);
  }
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].code, "overlapping-validity");
  EXPECT_EQ(errors[0].file, "guidelines/massage-2016-back.yaml");
  EXPECT_EQ(errors[0].line, PlaceOf(second, "{from").line);
  EXPECT_EQ(errors[0].column, PlaceOf(second, "{from").column);
  EXPECT_THAT(errors[0].message, HasSubstr("'massage-2009-back'"));

  const std::string ended = Version("massage-2009-back", "2009-07-18", "2016-07-27");
  EXPECT_NE(Load({{"massage-2009-back.yaml", ended}, {"massage-2016-back.yaml", second}}).book,
            nullptr);
}

TEST(RuleErrors, NameGuidelinesInForceTogetherThatDisagree) {
  const std::string other =
      Replaced(Replaced(Replaced(kGoodFile, "guideline: good-massage", "guideline: other-massage"),
                        "{sessions_requested: {at_most: most_visits}}",
                        "{sessions_requested: {more_than: most_visits}}"),
               "sessions_requested: 6", "sessions_requested: 7");
  const Loaded loaded = Load({{"good-massage.yaml", kGoodFile}, {"other-massage.yaml", other}});
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  const Diagnostic& warning = loaded.diagnostics[0];
  EXPECT_EQ(warning.code, "guidelines-disagree");
  EXPECT_EQ(warning.file, "guidelines/other-massage.yaml");
  EXPECT_EQ(warning.line, PlaceOf(other, "{sessions_requested: {more").line);
  EXPECT_THAT(warning.message,
              HasSubstr("'good-massage/within-six-visits' (guidelines/good-massage.yaml:10)"));
  EXPECT_NE(loaded.book, nullptr);

  // Not where they are never in force, or never speak, together.
  const std::string later = Replaced(Replaced(other, "from: 2009-07-18", "from: 2016-07-28"),
                                     "to: 2016-07-27", "to: null");
  EXPECT_THAT(
      Load({{"good-massage.yaml", kGoodFile},
            {"other-massage.yaml", Replaced(later, "review: 2013-02-28", "review: 2017-02-28")}})
          .diagnostics,
      ::testing::IsEmpty());
  EXPECT_THAT(Load({{"good-massage.yaml", kGoodFile},
                    {"other-massage.yaml", Replaced(other, "source: MTUS", "source: ODG")}})
                  .diagnostics,
              ::testing::IsEmpty());
}

TEST(RuleErrors, SayThatAGuidelineHasNoCriteria) {
  std::string text = kGoodFile;
  const auto from = text.find("criteria:");
  text.erase(from, text.find("examples:") - from);
  const Loaded loaded = Load({{"good-massage.yaml", text}});
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  EXPECT_EQ(loaded.diagnostics[0].code, "no-criteria");
}

TEST(RuleErrors, SayThatThereIsNoGuideline) {
  const Loaded loaded = Load({});
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  EXPECT_EQ(loaded.diagnostics[0].code, "no-guidelines");
}

TEST(RuleErrors, OfOneFileDoNotHideThoseOfAnother) {
  const std::string other =
      Replaced(kGoodFile, "guideline: good-massage", "guideline: other-massage");
  const Loaded loaded =
      Load({{"good-massage.yaml", Replaced(kGoodFile, "title: Massage", "title: [Massage")},
            {"other-massage.yaml", Replaced(other, "home_exercise", "home_excercise")}});
  ASSERT_EQ(loaded.diagnostics.size(), 2u);
  EXPECT_EQ(loaded.diagnostics[0].code, "yaml-syntax");
  EXPECT_EQ(loaded.diagnostics[1].code, "unknown-fact");
}

TEST(RuleErrors, MutilatedFilesNeverCrash) {
  std::mt19937 random(20170101);
  auto draw = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  const std::string good = kGoodFile;
  const std::vector<std::string> snippets = {"{",    "}",  "[",  "]",   ":",     "- ",
                                             "null", "~",  "? ", "\n",  "*a",    "&a ",
                                             "!!x ", "{}", "[]", "yes", "1e999", "'"};
  for (int trial = 0; trial < 400; ++trial) {
    std::string text = good;
    for (std::size_t cut = 0; cut <= draw(3); ++cut) {
      const std::size_t at = draw(text.size() - 1);
      if (draw(2) == 0) {
        text.erase(at, 1 + draw(20));
      } else {
        text.replace(at, draw(6), snippets[draw(snippets.size())]);
      }
    }
    const Loaded loaded = Load({{"good-massage.yaml", text}});
    const bool errors =
        std::any_of(loaded.diagnostics.begin(), loaded.diagnostics.end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; });
    ASSERT_EQ(loaded.book == nullptr, errors) << text;
  }
}

}  // namespace
}  // namespace imr
