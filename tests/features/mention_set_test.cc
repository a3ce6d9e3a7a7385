#include "features/lexicon/mention_set.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace imr::test {
namespace {

struct Name {
  const char* expression;
  MentionKind kind;
};

const std::vector<Name>& Names() {
  static const std::vector<Name> names = {
      {"a", MentionKind::kTreatment},   {"ab", MentionKind::kTreatment},
      {"b", MentionKind::kDrug},        {"bc", MentionKind::kDrug},
      {"abc", MentionKind::kTreatment}, {"cab", MentionKind::kNoTreatment},
      {"c", MentionKind::kBodyPart},    {"ca", MentionKind::kBodyPart},
      {"bca", MentionKind::kNoBodyPart}};
  return names;
}

bool Nothing(MentionKind kind) {
  return kind == MentionKind::kNoTreatment || kind == MentionKind::kNoBodyPart;
}

bool Parts(MentionKind kind) {
  return kind == MentionKind::kBodyPart || kind == MentionKind::kNoBodyPart;
}

// All occurrences of all names, then those not inside a longer one of the same sort: slowly, by
// comparing each with each.
std::vector<FoundWords> Reference(const std::string& text) {
  std::vector<FoundWords> all;
  for (std::uint32_t i = 0; i < Names().size(); ++i) {
    const std::string name = Names()[i].expression;
    for (std::size_t at = text.find(name); at != std::string::npos;
         at = text.find(name, at + name.size())) {
      const auto start = static_cast<std::uint32_t>(at);
      all.push_back({{start, start + static_cast<std::uint32_t>(name.size())}, Names()[i].kind, i});
    }
  }
  std::vector<FoundWords> kept;
  for (const FoundWords& words : all) {
    const bool hidden = std::any_of(all.begin(), all.end(), [&words](const FoundWords& other) {
      const bool around = other.span.start <= words.span.start && words.span.end <= other.span.end;
      return around && Parts(other.kind) == Parts(words.kind) &&
             (!(other.span == words.span) || (Nothing(other.kind) && !Nothing(words.kind)));
    });
    if (!hidden && !Nothing(words.kind)) kept.push_back(words);
  }
  std::sort(kept.begin(), kept.end(), [](const FoundWords& a, const FoundWords& b) {
    if (a.span.start != b.span.start) return a.span.start < b.span.start;
    if (a.span.end != b.span.end) return a.span.end > b.span.end;
    if (a.kind != b.kind) return a.kind < b.kind;
    return a.entry < b.entry;
  });
  return kept;
}

TEST(MentionSet, LongerNamesHideThoseInside) {
  MentionSet set;
  for (std::uint32_t i = 0; i < Names().size(); ++i) {
    PatternProblem problem;
    const auto pattern = set.patterns().Add(Names()[i].expression, &problem);
    ASSERT_TRUE(pattern.has_value()) << problem.message;
    set.SetOwner(*pattern, Names()[i].kind, i, false);
  }
  set.Compile();
  std::mt19937 random(7);
  for (int n = 0; n < 3000; ++n) {
    std::string text;
    const int length = std::uniform_int_distribution<int>(1, 14)(random);
    for (int i = 0; i < length; ++i)
      text += "abc "[std::uniform_int_distribution<int>(0, 3)(random)];
    const auto found = set.Scan(text, {0, static_cast<std::uint32_t>(text.size())},
                                MentionSet::Reading::kFreeText);
    const auto expected = Reference(text);
    ASSERT_EQ(found.size(), expected.size()) << text;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].span, expected[i].span) << text;
      EXPECT_EQ(found[i].kind, expected[i].kind) << text;
      EXPECT_EQ(found[i].entry, expected[i].entry) << text;
    }
  }
}

TEST(MentionSet, WordingsAreReadMoreFreelyThanText) {
  MentionSet set;
  PatternProblem problem;
  const auto only = set.patterns().Add("\\bexam\\b", &problem);
  const auto nothing = set.patterns().Add("\\bexam table\\b", &problem);
  ASSERT_TRUE(only && nothing);
  set.SetOwner(*only, MentionKind::kTreatment, 0, true);
  set.SetOwner(*nothing, MentionKind::kNoTreatment, 0, false);
  set.Compile();
  const auto count = [&set](const std::string& text, MentionSet::Reading reading) {
    return set.Scan(text, {0, static_cast<std::uint32_t>(text.size())}, reading).size();
  };
  EXPECT_EQ(count("the exam", MentionSet::Reading::kFreeText), 0u);
  EXPECT_EQ(count("the exam", MentionSet::Reading::kWording), 1u);
  EXPECT_EQ(count("exam table", MentionSet::Reading::kWording), 0u);
  EXPECT_EQ(count("exam table", MentionSet::Reading::kEveryName), 1u);
}

}  // namespace
}  // namespace imr::test
