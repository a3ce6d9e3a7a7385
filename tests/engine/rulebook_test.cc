// The rule book: what is loaded, and which guidelines govern a request.
#include "engine/rulebook/rulebook.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/paths.h"

namespace imr {
namespace {

std::shared_ptr<const Vocabulary> ProjectVocabulary() {
  Diagnostics diagnostics;
  return Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                          diagnostics);
}

struct Written {
  std::string id;
  std::string source = "MTUS";
  std::string in_force = "{from: null, to: null}";
  std::string treatments = "[therapy.massage]";
  std::string more = "";  // further lines
};

std::string FileOf(const Written& w) {
  return "guideline: " + w.id + "\ntitle: T\nsource: " + w.source +
         "\nsection: S\nin_force: " + w.in_force +
         "\nconfidence: high\ntreatments: " + w.treatments + "\n" + w.more +
         "criteria:\n  - {id: c, text: T, require: {home_exercise: yes}, cite: {section: S}, ask: "
         "A}\n";
}

// The ids that govern, joined by spaces.
class Governing : public ::testing::Test {
 protected:
  void Write(const std::vector<Written>& guidelines) {
    for (const Written& w : guidelines) directory_.Write("guidelines/" + w.id + ".yaml", FileOf(w));
    Diagnostics diagnostics;
    book_ = Rulebook::Load(directory_.path(), vocabulary_, diagnostics);
    for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    ASSERT_NE(book_, nullptr);
  }

  std::string On(const std::string& treatment, const std::string& day,
                 const std::vector<std::string>& body_parts = {}) const {
    FactSheet facts;
    if (!treatment.empty()) facts.Set(*vocabulary_->Find("treatment"), FactValue(treatment));
    if (!body_parts.empty()) facts.Set(*vocabulary_->Find("body_parts"), FactValue(body_parts));
    std::optional<Date> review;
    if (!day.empty()) {
      review = Date{std::chrono::year(std::stoi(day.substr(0, 4))),
                    std::chrono::month(static_cast<unsigned>(std::stoul(day.substr(5, 2)))),
                    std::chrono::day(static_cast<unsigned>(std::stoul(day.substr(8, 2))))};
    }
    std::string ids;
    for (const Guideline* g : book_->Governing({.facts = &facts, .review = review, .injury = {}})) {
      ids += (ids.empty() ? "" : " ") + g->id;
    }
    return ids;
  }

  std::shared_ptr<const Vocabulary> vocabulary_ = ProjectVocabulary();
  test::TemporaryDirectory directory_;
  std::shared_ptr<const Rulebook> book_;
};

TEST_F(Governing, FollowsTheDayOfReviewThroughEditions) {
  Write({{.id = "edition-a", .in_force = "{from: 2009-07-18, to: 2016-07-27}"},
         {.id = "edition-b", .in_force = "{from: 2016-07-28, to: 2017-11-30}"}});
  EXPECT_EQ(On("therapy.massage", "2009-07-17"), "");
  EXPECT_EQ(On("therapy.massage", "2009-07-18"), "edition-a");
  EXPECT_EQ(On("therapy.massage", "2016-07-27"), "edition-a");
  EXPECT_EQ(On("therapy.massage", "2016-07-28"), "edition-b");
  EXPECT_EQ(On("therapy.massage", "2017-11-30"), "edition-b");
  EXPECT_EQ(On("therapy.massage", "2017-12-01"), "");
  EXPECT_EQ(On("therapy.massage", ""), "edition-b") << "without a day, the last edition";
}

TEST_F(Governing, LetsOnlyTheHighestSourceInForceSpeak) {
  Write({{.id = "a-other", .source = "other"},
         {.id = "b-odg", .source = "ODG"},
         {.id = "c-acoem", .source = "ACOEM", .in_force = "{from: 2005-01-01, to: null}"},
         {.id = "d-mtus", .in_force = "{from: 2007-06-15, to: 2017-11-30}"},
         {.id = "e-mtus", .in_force = "{from: 2010-01-01, to: null}"}});
  EXPECT_EQ(On("therapy.massage", "2004-01-01"), "b-odg");
  EXPECT_EQ(On("therapy.massage", "2006-01-01"), "c-acoem");
  EXPECT_EQ(On("therapy.massage", "2008-01-01"), "d-mtus");
  EXPECT_EQ(On("therapy.massage", "2012-01-01"), "d-mtus e-mtus");
  EXPECT_EQ(On("therapy.massage", "2018-01-01"), "e-mtus");
  EXPECT_EQ(On("therapy.massage", ""), "e-mtus");
}

TEST_F(Governing, WithoutADayTakesTheHighestSourceThoughItIsNoLongerInForce) {
  Write({{.id = "b-odg", .source = "ODG", .more = "supplements: [d-mtus]\n"},
         {.id = "c-odg", .source = "ODG"},
         {.id = "d-mtus", .in_force = "{from: 2007-06-15, to: 2017-11-30}"}});
  EXPECT_EQ(On("therapy.massage", ""), "d-mtus b-odg");
}

TEST_F(Governing, AddsWhatSupplementsTheHighestSource) {
  Write({{.id = "a-odg", .source = "ODG", .more = "supplements: [m-acoem]\n"},
         {.id = "b-odg", .source = "ODG"},
         {.id = "m-acoem", .source = "ACOEM", .more = "supplements: [z-mtus]\n"},
         {.id = "z-mtus", .in_force = "{from: 2010-01-01, to: null}"}});
  EXPECT_EQ(On("therapy.massage", "2012-01-01"), "z-mtus m-acoem a-odg");
  EXPECT_EQ(On("therapy.massage", "2009-01-01"), "m-acoem a-odg");
}

TEST_F(Governing, LetsGeneralRulesSpeakOnlyBesideOthers) {
  Write({{.id = "general", .treatments = "['*']", .more = "supplements: ['*']\n"},
         {.id = "odg", .source = "ODG"}});
  EXPECT_EQ(On("therapy.massage", "2012-01-01"), "general odg");
  EXPECT_EQ(On("imaging.mri", "2012-01-01"), "");
}

TEST_F(Governing, NeedsItsConditionToBeDocumented) {
  Write({{.id = "lumbar", .more = "governs: {body_parts: lumbar}\n"},
         {.id = "odg", .source = "ODG"}});
  EXPECT_EQ(On("therapy.massage", "2012-01-01", {"hip", "lumbar"}), "lumbar");
  EXPECT_EQ(On("therapy.massage", "2012-01-01", {"hip"}), "odg");
  EXPECT_EQ(On("therapy.massage", "2012-01-01"), "odg");
}

TEST_F(Governing, TakesFamiliesOfTreatments) {
  Write({{.id = "therapies", .treatments = "['therapy.*', imaging.mri]"}});
  EXPECT_EQ(On("therapy.aquatic", "2012-01-01"), "therapies");
  EXPECT_EQ(On("imaging.mri", "2012-01-01"), "therapies");
  EXPECT_EQ(On("imaging.ct", "2012-01-01"), "");
  EXPECT_EQ(On("", "2012-01-01"), "") << "a request whose treatment is not known";
}

TEST(Validity, IncludesBothItsDays) {
  const auto day = [](unsigned d) {
    return Date{std::chrono::year(2017), std::chrono::month(11), std::chrono::day(d)};
  };
  const Validity validity{.from = day(2), .to = day(4)};
  EXPECT_FALSE(validity.Includes(day(1)));
  EXPECT_TRUE(validity.Includes(day(2)));
  EXPECT_TRUE(validity.Includes(day(4)));
  EXPECT_FALSE(validity.Includes(day(5)));
  EXPECT_TRUE(Validity{}.Includes(day(1)));
}

TEST(Rulebook, KeepsWhatAuthorsWrote) {
  const test::TemporaryDirectory directory;
  directory.Write("guidelines/sub/wrist.yaml", R"(guideline: wrist
title: Wrist
source: ACOEM
section: Chapter 11
in_force: {from: 2007-06-15, to: null}
confidence: medium
confidence_note: from memory
treatments: [therapy.occupational]
criteria:
  - id: gains
    text: Gains are documented.
    when: {prior_same_treatment: yes}
    require: {functional_improvement: yes}
    strength: supporting
    weight: 0.8
    undocumented: against
    cite: {section: Initial Care, pages: 264-265}
    ask: which gains
examples:
  - name: gains
    facts: {body_parts: [wrist], prior_same_treatment: yes, functional_improvement: yes,
            total_sessions: {at_least: 12}, pain_relief: not_documented}
    expect: {gains: met, prediction: overturned}
)");
  Diagnostics diagnostics;
  const auto vocabulary = ProjectVocabulary();
  const auto book = Rulebook::Load(directory.path(), vocabulary, diagnostics);
  ASSERT_NE(book, nullptr);
  // The folder does not matter.
  EXPECT_TRUE(diagnostics.all().empty());
  const Guideline& guideline = book->guidelines().at(0);
  EXPECT_EQ(guideline.file, "guidelines/sub/wrist.yaml");
  EXPECT_EQ(guideline.confidence_note, "from memory");
  const Criterion& criterion = guideline.criteria.at(0);
  EXPECT_EQ(criterion.id, "wrist/gains");
  EXPECT_EQ(criterion.line, 10);
  EXPECT_EQ(criterion.strength, Strength::kSupporting);
  EXPECT_EQ(criterion.undocumented, OnSilence::kAgainst);
  EXPECT_EQ(criterion.weight, 0.8);
  EXPECT_EQ(criterion.ask, "which gains");
  EXPECT_EQ(criterion.cite.source, "ACOEM");
  EXPECT_EQ(criterion.cite.section, "Initial Care");
  EXPECT_EQ(criterion.cite.pages, "264-265");
  EXPECT_EQ(criterion.cite.effective.from, guideline.in_force.from);
  const Example& example = guideline.examples.at(0);
  EXPECT_EQ(example.review, guideline.in_force.from) << "the first day in force";
  EXPECT_EQ(*example.facts.Code(*vocabulary->Find("treatment")), "therapy.occupational");
  EXPECT_EQ(example.facts.Number(*vocabulary->Find("total_sessions")), NumberRange::AtLeast(12));
  EXPECT_EQ(example.facts.Find(*vocabulary->Find("pain_relief")), nullptr);
  EXPECT_EQ(example.criteria.at(0).criterion, "wrist/gains");
  EXPECT_EQ(example.prediction, "overturned");
}

TEST(Rulebook, OfTheProjectLoadsWithoutAnyRemark) {
  Diagnostics diagnostics;
  const auto book = Rulebook::Load(test::ProjectFile("rules"), ProjectVocabulary(), diagnostics);
  for (const Diagnostic& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
  ASSERT_NE(book, nullptr);
  EXPECT_GE(book->guidelines().size(), 11u);
}

}  // namespace
}  // namespace imr
