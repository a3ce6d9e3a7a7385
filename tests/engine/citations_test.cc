// What an expert's guideline line cites, and of which chapter a guideline is.
#include "engine/evaluation/citations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "engine/evaluation/citation_evaluation.h"
#include "tests/support/project_rules.h"

namespace imr {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::shared_ptr<const CitationLexicon> ProjectCitations() {
  Diagnostics diagnostics;
  auto lexicon = CitationLexicon::Load(test::ProjectFile("rules"), diagnostics);
  for (const auto& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
  return lexicon;
}

// "MTUS knee and leg | ODG low back".
std::string Words(const std::vector<CitedChapter>& chapters) {
  std::string out;
  for (const CitedChapter& one : chapters) {
    out +=
        (out.empty() ? "" : " | ") + one.source + " " + (one.chapter.empty() ? "-" : one.chapter);
  }
  return out;
}

struct Line {
  const char* text;
  const char* cited;
};

class GuidelineLine : public testing::TestWithParam<Line> {};

TEST_P(GuidelineLine, CitesSourcesWithTheirChapters) {
  static const auto kLexicon = ProjectCitations();
  ASSERT_NE(kLexicon, nullptr);
  EXPECT_EQ(Words(kLexicon->Read(GetParam().text)), GetParam().cited);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, GuidelineLine,
    testing::Values(
        Line{"", ""}, Line{"The reviewer did not cite any medical evidence.", ""},
        Line{"MTUS Knee Complaints 2004, Section(s): Special Studies.", "MTUS knee and leg"},
        Line{"mtus chronic pain medical treatment 2016, section(s): office visits",
             "MTUS chronic pain"},
        Line{"MTUS Neck and Upper Back Complaints 2004, Section(s): Initial Care, and Chronic Pain "
             "Medical Treatment 2016, Section(s): Manual therapy.",
             "MTUS chronic pain | MTUS neck and upper back"},
        Line{"MTUS Opioid Treatment 2016, Section(s): Opioids for Chronic Pain and Chronic Opioid "
             "Treatment: Maintenance.",
             "MTUS opioids"},
        Line{"MTUS Acupuncture Treatment 2007.", "MTUS acupuncture"},
        Line{"MTUS Postsurgical Treatment 2009, Section(s): Shoulder.",
             "MTUS postsurgical | MTUS shoulder"},
        Line{"Based on recommendations outside of the MTUS Guidelines. Non-MTUS Citation Official "
             "Disability Guidelines (ODG) Hip & Pelvis Chapter, MRI.",
             "ODG hip and pelvis"},
        Line{"Non-MTUS ODG, Pain (Chronic), Insomnia treatment.", "ODG chronic pain"},
        Line{"Non-MTUS ODG: Pain, Compound drugs", "ODG chronic pain"},
        Line{"MTUS Low Back Complaints 2004, Section(s): Summary. Non-MTUS Citation Official "
             "Disability Guidelines (ODG) Knee & Leg, MRI.",
             "MTUS low back | ODG knee and leg"},
        Line{"Non-MTUS Citation ACOEM: Low back disorders, imaging, and Other Medical Treatment "
             "Guidelines of a journal on the shoulder.",
             "ACOEM low back"},
        Line{"ODG Neck, and Other Medical Treatment Guidelines ACOEM Hip and Groin Disorders",
             "ACOEM hip and pelvis | ODG neck and upper back"},
        Line{"MTUS/ACOEM Practice Guidelines, Chapter 12, page 303", "MTUS low back"},
        Line{"CA MTUS (ACOEM, chapters 8 and 13)", "MTUS knee and leg | MTUS neck and upper back"},
        Line{"8 C.C.R. 9792.20 - 9792.26; 9792.23.10 and 9792.24.2",
             "MTUS chronic pain | MTUS hip and pelvis"},
        Line{"ODG, Zolpidem", "ODG -"}, Line{"Non-MTUS Citation Low Back (Traction)", ""},
        Line{"Non-MTUS https://www.example.org/low-back", ""}));

TEST(ChaptersOfGuidelines, AreNamedInSectionAndTitle) {
  const auto lexicon = ProjectCitations();
  ASSERT_NE(lexicon, nullptr);
  Guideline guideline;
  guideline.source = "ODG";
  guideline.section = "Low Back: Traction";
  guideline.title = "ODG Neck, Traction";
  EXPECT_EQ(Words(lexicon->Of(guideline)), "ODG neck and upper back | ODG low back");
  guideline.source = "MTUS";
  guideline.section = "8 CCR 9792.23.6, adopting ACOEM chapter 13";
  guideline.title = "T";
  EXPECT_EQ(Words(lexicon->Of(guideline)), "MTUS knee and leg | ACOEM knee and leg")
      << "an adopted chapter is of both sources";
  guideline.source = "other";
  EXPECT_THAT(lexicon->Of(guideline), IsEmpty());
}

TEST(ChaptersOfGuidelines, AreKnownForEveryGuidelineOfTheProject) {
  Diagnostics diagnostics;
  const auto book =
      Rulebook::Load(test::ProjectFile("rules"), test::ProjectRules().vocabulary, diagnostics);
  ASSERT_NE(book, nullptr);
  Diagnostics found;
  CheckChapters(*book, *ProjectCitations(), found);
  for (const auto& d : found.all()) ADD_FAILURE() << FormatDiagnostic(d);
}

TEST(ChaptersOfGuidelines, AreAskedForWhereNoneIsNamed) {
  const test::TemporaryDirectory rules;
  const auto write = [&](const std::string& id, const std::string& source,
                         const std::string& section) {
    rules.Write("guidelines/" + id + ".yaml",
                "guideline: " + id + "\ntitle: T\nsource: " + source + "\nsection: " + section +
                    "\nin_force: {from: null, to: null}\nconfidence: high\n"
                    "treatments: [therapy.massage]\ncriteria:\n  - {id: c, text: T, ask: A, "
                    "require: {home_exercise: yes}, cite: {section: S}}\n");
  };
  write("named", "ODG", "'Low Back: Massage'");
  write("unnamed", "ODG", "Massage");
  write("elsewhere", "other", "Massage");
  Diagnostics diagnostics;
  const auto book = Rulebook::Load(rules.path(), test::ProjectRules().vocabulary, diagnostics);
  ASSERT_NE(book, nullptr);
  Diagnostics found;
  CheckChapters(*book, *ProjectCitations(), found);
  ASSERT_EQ(found.all().size(), 1u);
  EXPECT_EQ(FormatDiagnostic(found.all().front()),
            "guidelines/unnamed.yaml:1:1: warning: 'section' and 'title' name no chapter of "
            "lexicon/citations.yaml [no-chapter]");
}

struct Broken {
  const char* chapters;
  int line;
  const char* message;
};

class BrokenCitations : public testing::TestWithParam<Broken> {};

TEST_P(BrokenCitations, AreReportedAtTheirPlace) {
  const test::TemporaryDirectory directory;
  directory.Write("lexicon/citations.yaml",
                  "version: 1\nsources:\n  - {source: ODG, patterns: ['\\bodg\\b']}\n"
                  "adopted:\n  - {source: ACOEM, patterns: [adopting]}\n" +
                      std::string(GetParam().chapters));
  Diagnostics diagnostics;
  EXPECT_EQ(CitationLexicon::Load(directory.path(), diagnostics), nullptr);
  ASSERT_FALSE(diagnostics.all().empty());
  EXPECT_EQ(diagnostics.all().front().line, GetParam().line);
  EXPECT_EQ(diagnostics.all().front().file, "lexicon/citations.yaml");
  EXPECT_THAT(diagnostics.all().front().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BrokenCitations,
    testing::Values(Broken{"chapters:\n  - {chapter: a, patterns: ['(']}\n", 7, "pattern is wrong"},
                    Broken{"chapters:\n  - {chapter: a, patterns: ['(b)']}\n", 7, "(?:...)"},
                    Broken{"chapters:\n  - {chapter: a, patterns: ['b*']}\n", 7, "empty text"},
                    Broken{"chapters:\n  - {chapter: a, patterns: []}\n", 7, "list of expressions"},
                    Broken{"chapters:\n  - {chapter: a, patterns: [b]}\n"
                           "  - {chapter: a, patterns: [c]}\n",
                           8, "stands twice"},
                    Broken{"chapters:\n  - {chapter: a, pattern: [b]}\n", 7, "patterns"},
                    Broken{"chapters: {}\n", 6, "must be a list"}));

TEST(CitationLexicon, SaysWhenItsFileIsMissing) {
  const test::TemporaryDirectory directory;
  Diagnostics diagnostics;
  EXPECT_EQ(CitationLexicon::Load(directory.path(), diagnostics), nullptr);
  EXPECT_TRUE(diagnostics.has_errors());
}

CitationItem Item(std::vector<CitedChapter> cited, std::vector<CitedChapter> own) {
  return {"case", 0, "therapy.massage", std::move(cited), "g", std::move(own)};
}

TEST(EvaluateCitations, CountsAnyOfTheChaptersCited) {
  const CitedChapter knee{"ODG", "knee and leg"}, back{"MTUS", "low back"},
      other{"ODG", "low back"};
  const CitationEvaluation evaluation = EvaluateCitations(
      {{Item({knee, back}, {back}), Item({knee}, {other})}, {}, {Item({back}, {other, back})}});
  EXPECT_EQ(evaluation.items, 3);
  EXPECT_EQ(evaluation.agreed, 2);
  EXPECT_DOUBLE_EQ(evaluation.agreement, 2.0 / 3.0);
  ASSERT_EQ(evaluation.by_chapter.size(), 2u);
  EXPECT_EQ(evaluation.by_chapter[0].chapter, knee) << "the most missed stands first";
  EXPECT_EQ(evaluation.by_chapter[0].items, 2);
  EXPECT_EQ(evaluation.by_chapter[0].agreed, 1);
  EXPECT_EQ(evaluation.misses.size(), 1u);
  EXPECT_LE(evaluation.interval.low, evaluation.agreement);
  EXPECT_GE(evaluation.interval.high, evaluation.agreement);
}

TEST(EvaluateCitations, NeedsSourceAndChapterBoth) {
  const CitedChapter cited{"MTUS", "low back"};
  EXPECT_FALSE(Item({cited}, {{"ODG", "low back"}}).agrees());
  EXPECT_FALSE(Item({cited}, {{"MTUS", "knee and leg"}}).agrees());
  EXPECT_FALSE(Item({cited}, {}).agrees());
  EXPECT_TRUE(Item({cited}, {cited}).agrees());
}

}  // namespace
}  // namespace imr
