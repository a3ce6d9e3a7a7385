// Where a new clause begins, and what is then no longer denied.

#include "features/extraction/clauses.h"

#include <gtest/gtest.h>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace imr {
namespace {

std::vector<Span> WordsOf(std::string_view text, const std::vector<std::string>& wanted) {
  std::vector<Span> spans;
  for (std::size_t from = 0; from < text.size();) {
    std::size_t to = text.find_first_of(" ,", from);
    if (to == text.npos) to = text.size();
    if (to == from) to = from + 1;
    for (const std::string& word : wanted) {
      if (text.substr(from, to - from) == word) {
        spans.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
      }
    }
    from = to;
  }
  return spans;
}

struct ClauseCase {
  const char* text;
  const char* denied_by;
  const char* word;
  bool parted;  // does a clause begin between the two?
  friend std::ostream& operator<<(std::ostream& out, const ClauseCase& one) {
    return out << one.text;
  }
};

class Clauses : public testing::TestWithParam<ClauseCase> {};

TEST_P(Clauses, PartWhatIsDeniedFromWhatIsNot) {
  const std::string_view text = GetParam().text;
  const ClauseWords words{.verbs = WordsOf(text, {"was", "were", "is", "did", "has"}),
                          .joints = WordsOf(text, {",", "and", "but"}),
                          .listings = WordsOf(text, {"or", "nor"}),
                          .embeddings = WordsOf(text, {"that", "which", "who"})};
  const std::vector<Span> cue = WordsOf(text, {GetParam().denied_by});
  const std::vector<Span> word = WordsOf(text, {GetParam().word});
  ASSERT_EQ(cue.size(), 1u);
  ASSERT_EQ(word.size(), 1u);
  EXPECT_EQ(ClauseBeginsBetween(ClauseBeginnings(words), words.embeddings, cue[0], word[0]),
            GetParam().parted);
}

INSTANTIATE_TEST_SUITE_P(
    Sentences, Clauses,
    testing::Values(
        ClauseCase{"there was no swelling, and films were taken", "no", "films", true},
        ClauseCase{"there was no swelling and films were taken", "no", "films", true},
        ClauseCase{"she did not rest, films were taken", "not", "films", true},
        ClauseCase{"he has no pain, but is stiff", "no", "stiff", true},
        ClauseCase{"there was no warmth, redness or fever", "no", "fever", false},
        ClauseCase{"there was no warmth, redness and fever", "no", "fever", false},
        ClauseCase{"no warmth, redness or fever was noted", "no", "fever", false},
        ClauseCase{"no warmth and fever was noted", "no", "fever", false},
        ClauseCase{"was no warmth, redness or fever was noted", "no", "fever", false},
        ClauseCase{"there is no note that he was seen and films were taken", "no", "films", false},
        ClauseCase{"there was no film, or test that was done", "no", "test", false},
        ClauseCase{"there was no warmth, redness which is new", "no", "redness", false}));

TEST(Clauses, BeginNowhereInNoWords) {
  EXPECT_TRUE(ClauseBeginnings({}).empty());
  EXPECT_FALSE(ClauseBeginsBetween({}, {}, {0, 2}, {5, 9}));
}

}  // namespace
}  // namespace imr
