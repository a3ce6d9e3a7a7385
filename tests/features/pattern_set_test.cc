#include "features/lexicon/pattern_set.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "features/lexicon/pattern_sampler.h"

namespace imr {
namespace {

TEST(WithoutUpperBounds, TakesAwayOnlyTheBoundsOfThreeAndMore) {
  const std::pair<const char*, const char*> cases[] = {
      {"a{0,3}?b", "a{0,}?b"},
      {"a{2,80}", "a{2,}"},
      {"a{0,2}b{1,2}", "a{0,2}b{1,2}"},
      {"a{5}b{5,}", "a{5}b{5,}"},
      {"(?:[a-z]+ ){0,4}x", "(?:[a-z]+ ){0,}x"},
      {"[^.;]{0,60}? y", "[^.;]{0,}? y"},
      {"[{1,9}]x", "[{1,9}]x"},           // in a class they are characters
      {"[]{1,9}]{1,9}", "[]{1,9}]{1,}"},  // a bracket that comes first is one of the class
      {"[^]{1,9}]{1,9}", "[^]{1,9}]{1,}"},
      {"a\\{1,9}", "a\\{1,9}"},
      {"\\[a{1,9}", "\\[a{1,}"},
      {"\\d{1,12}/\\d{2,4}", "\\d{1,}/\\d{2,}"},
      {"a{,9}b{1,x}c{1,9", "a{,9}b{1,x}c{1,9"},
      {"", ""}};
  for (const auto& [from, to] : cases) EXPECT_EQ(WithoutUpperBounds(from), to) << from;
}

// The set, with its relaxed expressions, against every expression by itself.
TEST(PatternSet, FindsExactlyThePatternsThatOccur) {
  const std::vector<std::string> patterns = {"\\bno (?:[a-z]+ ){0,3}?relief\\b",
                                             "\\bpain[^.;]{0,10}?better\\b",
                                             "a{3,5}b",
                                             "\\b\\d{1,3} visits\\b",
                                             "\\bx{2,3}$",
                                             "\\bplain words\\b",
                                             "[ab]{4,6}c",
                                             "(?:one|two){0,3} three"};
  PatternSet set;
  PatternProblem problem;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const auto index =
        i % 2 == 0 ? set.Add(patterns[i], &problem) : set.AddForLater(patterns[i], &problem);
    ASSERT_EQ(index, i) << problem.message;
  }
  ASSERT_TRUE(set.Compile());
  PatternSampler sampler(5);
  std::mt19937_64 random(7);
  std::vector<int> hits, candidates;
  std::vector<Span> spans;
  int found = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = sampler.Sample(patterns[random() % patterns.size()]);
    // Longer gaps than the bounds allow, and cuts through the middle.
    if (round % 3 == 0) text.insert(random() % (text.size() + 1), "of very many other words ");
    if (round % 5 == 0) text.erase(random() % (text.size() + 1), 2);
    set.Matching(text, &hits);
    std::vector<int> expected;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (RE2::PartialMatch(text, "(?i)" + patterns[i])) expected.push_back(static_cast<int>(i));
    }
    EXPECT_EQ(hits, expected) << text;
    found += static_cast<int>(hits.size());
    // Candidates are these and perhaps more, of which no place is found.
    set.Candidates(text, &candidates);
    EXPECT_TRUE(std::includes(candidates.begin(), candidates.end(), hits.begin(), hits.end()));
    for (const int candidate : candidates) {
      const auto index = static_cast<std::uint32_t>(candidate);
      spans.clear();
      set.Find(index, text, {0, static_cast<std::uint32_t>(text.size())}, &spans);
      const bool occurs = std::binary_search(expected.begin(), expected.end(), candidate);
      EXPECT_EQ(set.Occurs(index, text), occurs) << text;
      EXPECT_EQ(!spans.empty(), occurs) << text;
    }
  }
  EXPECT_GT(found, 1000);
}

TEST(PatternSet, ExpressionsThatMatchNothingAreTold) {
  PatternSet set;
  PatternProblem problem;
  ASSERT_TRUE(set.AddForLater("a{0,5}", &problem));
  ASSERT_TRUE(set.AddForLater("a{1,5}", &problem));
  EXPECT_FALSE(set.AddForLater("a(", &problem));
  EXPECT_EQ(problem.code, "bad-pattern");
  ASSERT_TRUE(set.Compile());
  EXPECT_EQ(set.MatchingEmpty(), std::vector<std::uint32_t>{0});
}

}  // namespace
}  // namespace imr
