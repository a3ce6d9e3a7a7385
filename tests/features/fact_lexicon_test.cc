// The format of rules/lexicon: what is taken, what follows from what, and what is wrong where.
#include "features/lexicon/fact_lexicon.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "features/extraction/derivation.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

constexpr const char* kContext =
    "version: 1\n"
    "cues:\n"
    "  - {kind: negation, direction: forward, patterns: ['\\bno\\b']}\n"
    "terminators: [';']\n";

// A lexicon of two small files, and what was said while it was read.
struct Loaded {
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const FactLexicon> lexicon;
  Diagnostics diagnostics;

  std::string Said() const {
    std::string out;
    for (const Diagnostic& one : diagnostics.all()) out += FormatDiagnostic(one) + "\n";
    return out;
  }
};

Loaded Load(const std::string& facts, const std::string& context = kContext) {
  Loaded loaded;
  loaded.vocabulary = Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"),
                                       "vocabulary.yaml", loaded.diagnostics);
  test::TemporaryDirectory directory;
  directory.Write("context.yaml", context);
  directory.Write("facts/some.yaml", facts);
  loaded.lexicon = FactLexicon::Load(directory.path(), *loaded.vocabulary, loaded.diagnostics);
  return loaded;
}

constexpr const char* kDerived =
    "version: 1\n"
    "facts:\n"
    "  - {fact: muscle_spasm, wordings: [{patterns: ['spasm']}]}\n"
    "notions:\n"
    "  - {notion: stiffness, wordings: [{patterns: ['stiff']}]}\n"
    "derive:\n"
    "  - fact: functional_deficit\n"
    "    only_for: [therapy.*]\n"
    "    from: {muscle_spasm: yes, stiffness: yes}\n"
    "  - fact: functional_deficit\n"
    "    says: no\n"
    "    from: {stiffness: no}\n";

Fact FactWith(bool value, std::uint32_t start) {
  return Fact{.value = value, .evidence = {{.start = start, .end = start + 5, .pattern = 1}}};
}

class Derivations : public testing::Test {
 protected:
  void SetUp() override {
    loaded_ = Load(kDerived);
    ASSERT_NE(loaded_.lexicon, nullptr) << loaded_.Said();
    spasm_ = *loaded_.vocabulary->Find("muscle_spasm");
    deficit_ = *loaded_.vocabulary->Find("functional_deficit");
    stiffness_ = loaded_.vocabulary->size();
    item_.treatment = "therapy.physical";
  }

  void Derive() { AddDerivedFacts(*loaded_.lexicon, item_, settled_, facts_); }

  Loaded loaded_;
  FactId spasm_ = 0;
  FactId deficit_ = 0;
  FactId stiffness_ = 0;
  ItemProfile item_;
  SettledFacts settled_;
  FactSheet facts_;
};

TEST_F(Derivations, FollowFromAllPremisesWithTheWordsOfEach) {
  facts_.Set(spasm_, FactWith(true, 10));
  settled_.notions.Set(stiffness_, FactWith(true, 40));
  Derive();
  const Fact* deficit = facts_.Find(deficit_);
  ASSERT_NE(deficit, nullptr);
  EXPECT_EQ(deficit->value, FactValue(true));
  ASSERT_EQ(deficit->evidence.size(), 2u);
  EXPECT_EQ(deficit->evidence[0].start, 10u);
  EXPECT_EQ(deficit->evidence[1].start, 40u);
}

TEST_F(Derivations, ShowWordsSharedByPremisesOnce) {
  facts_.Set(spasm_, FactWith(true, 10));
  settled_.notions.Set(stiffness_, FactWith(true, 10));
  Derive();
  ASSERT_NE(facts_.Find(deficit_), nullptr);
  EXPECT_EQ(facts_.Find(deficit_)->evidence.size(), 1u);
}

TEST_F(Derivations, NeedEveryPremise) {
  settled_.notions.Set(stiffness_, FactWith(true, 40));
  Derive();
  EXPECT_EQ(facts_.Find(deficit_), nullptr);
}

TEST_F(Derivations, ConcernOnlyTheirTreatments) {
  item_.treatment = "imaging.mri";
  facts_.Set(spasm_, FactWith(true, 10));
  settled_.notions.Set(stiffness_, FactWith(true, 40));
  Derive();
  EXPECT_EQ(facts_.Find(deficit_), nullptr);
}

TEST_F(Derivations, MayRestOnWhatIsDenied) {
  settled_.notions.Set(stiffness_, FactWith(false, 40));
  Derive();
  EXPECT_EQ(facts_.Documented(deficit_), false);
}

TEST_F(Derivations, GiveWayToWhatTheTextSays) {
  facts_.Set(deficit_, FactWith(true, 90));
  settled_.notions.Set(stiffness_, FactWith(false, 40));
  Derive();
  EXPECT_EQ(facts_.Documented(deficit_), true);
}

TEST_F(Derivations, OutweighWeakWordsAndKeepThemInTheEvidence) {
  facts_.Set(deficit_, FactWith(true, 90));
  settled_.weakly_said.insert(deficit_);
  settled_.notions.Set(stiffness_, FactWith(false, 40));
  Derive();
  EXPECT_EQ(facts_.Documented(deficit_), false);
  ASSERT_EQ(facts_.Find(deficit_)->contrary.size(), 1u);
  EXPECT_EQ(facts_.Find(deficit_)->contrary[0].start, 90u);
}

TEST_F(Derivations, LeaveNotionsOffTheSheet) {
  facts_.Set(spasm_, FactWith(true, 10));
  settled_.notions.Set(stiffness_, FactWith(true, 40));
  Derive();
  for (const auto& [id, fact] : facts_) EXPECT_LT(id, loaded_.vocabulary->size());
}

struct Mistake {
  const char* name;
  const char* context;  // nullptr: a good one
  const char* facts;
  const char* told;  // found among the messages
};

class LexiconMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(LexiconMistakes, AreToldAtTheirPlace) {
  const Mistake& mistake = GetParam();
  const Loaded loaded =
      Load(mistake.facts, mistake.context == nullptr ? kContext : mistake.context);
  EXPECT_EQ(loaded.lexicon, nullptr);
  EXPECT_NE(loaded.Said().find(mistake.told), std::string::npos) << loaded.Said();
}

constexpr const char* kGoodFacts =
    "version: 1\n"
    "facts:\n"
    "  - {fact: muscle_spasm, wordings: [{patterns: ['spasm']}]}\n";

INSTANTIATE_TEST_SUITE_P(
    OfCues, LexiconMistakes,
    testing::Values(
        Mistake{"direction",
                "version: 1\ncues:\n  - kind: negation\n    patterns: ['no']\nterminators: [';']\n",
                kGoodFacts, "context.yaml:3:5: error: a cue needs 'direction'"},
        Mistake{"kind",
                "version: 1\ncues:\n  - kind: negatoin\n    direction: forward\n    patterns: "
                "['no']\nterminators: [';']\n",
                kGoodFacts,
                "context.yaml:3:11: error: there is no kind of cue 'negatoin'; did you "
                "mean 'negation'?"},
        Mistake{"pattern",
                "version: 1\ncues:\n  - kind: negation\n    direction: forward\n    patterns:\n"
                "      - 'no('\nterminators: [';']\n",
                kGoodFacts, "context.yaml:6:9: error: "},
        Mistake{"empty",
                "version: 1\ncues:\n  - kind: negation\n    direction: forward\n    patterns:\n"
                "      - '(no)?'\nterminators: [';']\n",
                kGoodFacts, "context.yaml:6:9: error: "}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    OfFacts, LexiconMistakes,
    testing::Values(
        Mistake{"fact", nullptr,
                "version: 1\nfacts:\n  - fact: muscle_spasms\n    wordings: [{patterns: ['a']}]\n",
                "some.yaml:3:5: error: there is no fact 'muscle_spasms'; did you mean "
                "'muscle_spasm'?"},
        Mistake{"pattern", nullptr,
                "version: 1\nfacts:\n  - fact: muscle_spasm\n    wordings:\n"
                "      - patterns:\n          - 'spasm['\n",
                "some.yaml:6:13: error: "},
        Mistake{"empty", nullptr,
                "version: 1\nfacts:\n  - fact: muscle_spasm\n    wordings:\n"
                "      - patterns:\n          - 'x*'\n",
                "some.yaml:6:13: error: "},
        Mistake{"fragment", nullptr,
                "version: 1\ndefine: {pain: 'pain'}\nfacts:\n  - fact: muscle_spasm\n"
                "    wordings:\n      - patterns:\n          - '{pian}'\n",
                "some.yaml:7:13: error: there is no fragment 'pian'; did you mean 'pain'?"},
        Mistake{"twice", nullptr,
                "version: 1\nfacts:\n"
                "  - {fact: muscle_spasm, wordings: [{patterns: ['spasm']}]}\n"
                "  - {fact: muscle_spasm, wordings: [{patterns: ['tight']}]}\n",
                "some.yaml:4:5: error: the fact 'muscle_spasm' stands twice"},
        Mistake{"cue", nullptr,
                "version: 1\nfacts:\n  - fact: muscle_spasm\n    wordings:\n"
                "      - {patterns: ['spasm'], unless: [reveiw]}\n",
                "some.yaml:5:9: error: there is no kind of cue 'reveiw'; did you mean 'review'?"}),
    [](const auto& tested) { return std::string(tested.param.name); });

INSTANTIATE_TEST_SUITE_P(
    OfDerivations, LexiconMistakes,
    testing::Values(
        Mistake{"premise", nullptr,
                "version: 1\nderive:\n  - fact: muscle_spasm\n    from: {functional_defict: yes}\n",
                "some.yaml:4:12: error: there is no fact or notion 'functional_defict'; did you "
                "mean 'functional_deficit'?"},
        Mistake{"notion_unknown", nullptr,
                "version: 1\nnotions:\n  - {notion: stiffness, wordings: [{patterns: ['stiff']}]}\n"
                "derive:\n  - fact: muscle_spasm\n    from: {stifness: yes}\n",
                "some.yaml:6:12: error: there is no fact or notion 'stifness'; did you mean "
                "'stiffness'?"},
        Mistake{"number", nullptr,
                "version: 1\nderive:\n  - fact: muscle_spasm\n    from: {prior_sessions: yes}\n",
                "some.yaml:4:28: error: a premise is a fact that is documented yes or no"},
        Mistake{"itself", nullptr,
                "version: 1\nderive:\n  - fact: muscle_spasm\n    from: {muscle_spasm: yes}\n",
                "some.yaml:4:12: error: a fact cannot follow from itself"},
        Mistake{"from", nullptr, "version: 1\nderive:\n  - fact: muscle_spasm\n",
                "some.yaml:3:5: error: a derivation needs 'from'"},
        Mistake{"name", nullptr,
                "version: 1\nnotions:\n"
                "  - {notion: muscle_spasm, wordings: [{patterns: ['stiff']}]}\nderive: []\n",
                "some.yaml:3:14: error: the name 'muscle_spasm' is taken"}),
    [](const auto& tested) { return std::string(tested.param.name); });

struct ShadowCase {
  const char* name;
  const char* wordings;  // from line 4 of the file
  const char* told;      // "" for silence
};

TEST(TooLargePatterns, AreTold) {
  const Loaded loaded = Load(
      "version: 1\nfacts:\n  - fact: muscle_spasm\n    wordings:\n      - patterns:\n"
      "          - 'spasms?'\n          - '\\pL{1000}\\pL{1000} spasm'\n");
  ASSERT_NE(loaded.lexicon, nullptr) << loaded.Said();
  Diagnostics diagnostics;
  loaded.lexicon->FindTooLargePatterns(diagnostics);
  ASSERT_EQ(diagnostics.all().size(), 1u);
  const std::string said = FormatDiagnostic(diagnostics.all().front());
  EXPECT_TRUE(
      said.starts_with("lexicon/facts/some.yaml:7:13: error: the pattern does not compile: "))
      << said;
}

class ShadowedPatterns : public testing::TestWithParam<ShadowCase> {};

TEST_P(ShadowedPatterns, AreWarnedOf) {
  const Loaded loaded =
      Load(std::string("version: 1\nfacts:\n  - fact: muscle_spasm\n") + GetParam().wordings);
  ASSERT_NE(loaded.lexicon, nullptr) << loaded.Said();
  Diagnostics diagnostics;
  loaded.lexicon->FindShadowedPatterns(diagnostics);
  std::string said;
  for (const Diagnostic& one : diagnostics.all()) said += FormatDiagnostic(one) + "\n";
  EXPECT_EQ(said, GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Of, ShadowedPatterns,
    testing::Values(
        ShadowCase{"a_wider_pattern_before",
                   "    wordings:\n      - patterns:\n          - 'spasms?'\n"
                   "          - '(?:marked|mild) spasms'\n",
                   "lexicon/facts/some.yaml:7:13: warning: whatever this pattern matches, the one "
                   "at lexicon/facts/some.yaml:6 matches too; leave this one out "
                   "[shadowed-pattern]\n"},
        ShadowCase{"a_wider_pattern_of_another_wording",
                   "    wordings:\n      - patterns: ['spasms?']\n      - patterns: ['no spasm']\n",
                   "lexicon/facts/some.yaml:6:20: warning: whatever this pattern matches, the one "
                   "at lexicon/facts/some.yaml:5 matches too; leave this one out "
                   "[shadowed-pattern]\n"},
        ShadowCase{"not_where_one_arm_says_more",
                   "    wordings:\n      - patterns: ['spasms?', '(?:spasms?|tightness)']\n", ""},
        ShadowCase{"not_under_other_conditions",
                   "    wordings:\n      - patterns: ['spasms?']\n"
                   "      - {patterns: ['no spasm'], despite: [negation]}\n",
                   ""},
        ShadowCase{"not_of_the_other_value",
                   "    wordings:\n      - patterns: ['spasms?']\n"
                   "      - {says: no, patterns: ['no spasm']}\n",
                   ""}),
    [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace imr
