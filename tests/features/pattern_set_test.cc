#include "features/lexicon/pattern_set.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "features/lexicon/pattern_sampler.h"

namespace imr {
namespace {

// The set against every expression by itself.
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
  set.Compile();
  PatternSampler sampler(5);
  std::mt19937_64 random(7);
  std::vector<int> hits;
  PatternCandidates candidates;
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
    std::vector<int> placed;
    const Span whole{0, static_cast<std::uint32_t>(text.size())};
    for (const PatternCandidate& candidate : candidates.list) {
      spans.clear();
      set.Find(candidates, candidate, text, whole, &spans);
      const std::vector<Span> found_so = spans;
      spans.clear();
      set.Find({}, {.pattern = candidate.pattern, .last = whole.end, .end = whole.end}, text, whole,
               &spans);
      EXPECT_EQ(found_so, spans) << text;
      EXPECT_EQ(set.Occurs(candidate, text), !spans.empty()) << text;
      if (!spans.empty()) placed.push_back(static_cast<int>(candidate.pattern));
    }
    EXPECT_EQ(placed, expected) << text;
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
  set.Compile();
  EXPECT_EQ(set.MatchingEmpty(), std::vector<std::uint32_t>{0});
}

}  // namespace
}  // namespace imr
