#include "features/lexicon/word_filter.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <re2/re2.h>

#include "features/extraction/extractor.h"
#include "features/lexicon/pattern_sampler.h"
#include "features/lexicon/required_words.h"
#include "tests/support/project_rules.h"

namespace imr {
namespace {

// As "^{|no|, |not|} {pain}", with | for the edge of a word and ^ when matches begin so.
std::string Written(const RequiredWords& required) {
  std::string out = required.leading ? "^" : "";
  for (const AnyOfWords& any : required.words) {
    out += out.empty() || out == "^" ? "{" : " {";
    for (std::size_t i = 0; i < any.size(); ++i) out += (i == 0 ? "" : ", ") + any[i];
    out += "}";
  }
  std::replace(out.begin(), out.end(), kWordEdge, '|');
  return out;
}

struct Case {
  const char* name;
  const char* expression;
  const char* required;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.name; }

class Required : public testing::TestWithParam<Case> {};
TEST_P(Required, Words) {
  EXPECT_EQ(Written(RequiredWordsOf(GetParam().expression)), GetParam().required);
}
const Case kCases[] = {
    {"a_word", R"(\bno\b)", "^{|no|}"},
    {"small_letters", "PAIN", "^{pain}"},
    {"edges_where_the_kind_changes", R"(x-ray of)", "^{x|-|ray| |of}"},
    {"alternatives_written_out", R"(\b(?:no|not) pain\b)", "^{|no| |pain|, |not| |pain|}"},
    {"an_optional_letter", R"(\bflare-?ups?\b)",
     "^{|flare|-|up|, |flare|-|ups|, |flareup|, |flareups|}"},
    {"an_optional_group", R"(of (?:the )?65)", "^{of| |65, of| |the| |65}"},
    {"a_gap_parts", R"(\bno\b[^.;]{0,40}?\bpain\b)", "^{|no|} {|pain|}"},
    {"in_their_order", R"(pain\b.*\bno\b)", "^{pain|} {|no|}"},
    {"a_small_class_written_out", "[ab]cd", "^{acd, bcd}"},
    {"a_range", "[1-3]/10", "^{1|/|10, 2|/|10, 3|/|10}"},
    {"capitals_in_a_range", "[A-C]1", "^{a1, b1, c1}"},
    {"a_range_across_the_kinds_parts", "ab[Z-_]cd", "^{ab} {cd}"},
    {"once_or_more_as_few_as_may_be", "abc+?de", "^{abc} {de}"},
    {"a_wide_class_parts", "ab[a-z]cd", "^{ab} {cd}"},
    {"a_negated_class_parts", "ab[^x]cd", "^{ab} {cd}"},
    {"digits_part", R"(\d+ visits)", "^{0, 1, 2, 3, 4, 5, 6, 7, 8, 9} { |visits}"},
    {"once_or_more", "abc+de", "^{abc} {de}"},
    {"counted", "ab(?:cd){2,3}ef", "^{abcd} {ef}"},
    {"any_number_of_times", "ab(?:cd)*ef", "^{ab} {ef}"},
    {"what_may_be_missing_is_not_required", "(?:abc)?", ""},
    {"one_arm_without_words", R"(abc|\w+)", ""},
    {"any_number", R"(abc|\d+)", "{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, abc}"},
    {"the_best_of_each_arm", R"(knee\b.*\bpain\b|\bhip.*\bache)", "{|ache, |pain|}"},
    {"named_groups", "(?P<at>weakness)", "^{weakness}"},
    {"flags", "(?i)pain", "{pain}"},
    {"escaped_marks", R"(a\.b)", "^{a|.|b}"},
    {"beyond_ascii_parts", "caf\xC3\xA9 noir", "^{caf} { |noir}"},
    {"a_bracket_in_a_class", "[]x]yz", "^{]|yz, xyz}"},
    {"what_looks_like_a_count", "a{,9}b", "^{a|{,|9|}|b}"},
    {"one_letter_says_little", R"(\bL\w)", ""},
    {"a_level_of_the_spine", R"(\b[LS]\d)",
     "^{|l0, |l1, |l2, |l3, |l4, |l5, |l6, |l7, |l8, |l9, |s0, |s1, |s2, |s3, |s4, |s5, |s6, "
     "|s7, |s8, |s9}"},
    {"a_single_letter_between_edges", R"(\ba\b)", "^{|a|}"},
    {"the_beginnings_of_long_words", "radiculopathic pain", "^{radiculopathic}"},
    {"quoted_text_is_not_looked_into", R"(\Qa.b\E)", ""},
    {"a_parenthesis_too_many", "ab)cd", ""}};
INSTANTIATE_TEST_SUITE_P(Of, Required, testing::ValuesIn(kCases),
                         [](const auto& row) { return row.param.name; });

struct LongestCase {
  const char* name;
  const char* expression;
  Length longest;
};

class Longest : public testing::TestWithParam<LongestCase> {};

TEST_P(Longest, OfAnyMatch) {
  const Length longest = RequiredWordsOf(GetParam().expression).longest;
  EXPECT_EQ(longest.characters, GetParam().longest.characters);
  EXPECT_EQ(longest.runs, GetParam().longest.runs);
}

const LongestCase kLongestCases[] = {{"characters", R"(\bknee\b)", {4, 0}},
                                     {"the_longer_arm", "knee|shoulder", {8, 0}},
                                     {"counts", "pain.{0,40}knee", {48, 0}},
                                     {"a_count_of_groups", "(?:no ){2}x{3}", {9, 0}},
                                     {"a_word_of_any_length", R"([a-z]+ pain)", {5, 1}},
                                     {"words_of_any_length", R"((?:[a-z'-]+ ){0,3}pain)", {7, 3}},
                                     {"a_number", R"(\d+ mg)", {3, 1}},
                                     {"any_number_of_words", "(?:no )*pain", kAnyLength},
                                     {"anything", "no .*pain", kAnyLength},
                                     {"all_but_some", "no [^.;]+pain", kAnyLength},
                                     {"blanks", R"(no\s+pain)", kAnyLength},
                                     {"a_class_with_a_blank", "no [a-z ]+pain", kAnyLength},
                                     {"letters_in_words", "(?:a[bc]+)+", {0, 1}},
                                     {"the_end_of_the_text", "pain$", kAnyLength},
                                     {"the_very_end", R"(pain\z)", kAnyLength},
                                     {"the_beginning", "^pain", {4, 0}},
                                     {"what_is_not_looked_into", R"(\Qa.b\E)", kAnyLength}};
INSTANTIATE_TEST_SUITE_P(Of, Longest, testing::ValuesIn(kLongestCases),
                         [](const auto& row) { return row.param.name; });

TEST(RequiredWords, GroupsInGroupsWithoutEnd) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "(?:a|";
  EXPECT_TRUE(RequiredWordsOf(deep).words.empty());
  EXPECT_TRUE(RequiredWordsOf(deep + std::string(5000, ')')).words.empty());
}

TEST(RequiredWords, WordsWithoutEnd) {
  const std::string heads = "(?:[abcd][efgh][ijkl])";
  const RequiredWords required = RequiredWordsOf(heads + std::string(300'000, 'a'));
  ASSERT_FALSE(required.words.empty());
  EXPECT_TRUE(required.leading);
  for (const AnyOfWords& any : required.words) {
    for (const std::string& words : any) EXPECT_LE(words.size(), kLongestRequired);
  }
}

RE2::Options AnyCase() {
  RE2::Options options(RE2::Quiet);
  options.set_case_sensitive(false);
  return options;
}

// Whatever matches is a candidate, and its matches begin from `first` on and before `last`; and
// where places are told, they are all.
void ExpectAllCandidates(const WordFilter& filter, const std::vector<std::unique_ptr<RE2>>& all,
                         const std::string& text, int& found, int& placed) {
  PatternCandidates candidates;
  filter.MayMatch(text, &candidates);
  EXPECT_TRUE(std::is_sorted(candidates.list.begin(), candidates.list.end(),
                             [](const auto& a, const auto& b) { return a.pattern < b.pattern; }));
  std::vector<PatternCandidate> may(all.size());
  for (const PatternCandidate& candidate : candidates.list) may[candidate.pattern] = candidate;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::size_t from = 0;
    std::vector<Span> places;
    re2::StringPiece match;
    while (from <= text.size() &&
           all[i]->Match(text, from, text.size(), RE2::UNANCHORED, &match, 1)) {
      const auto start = static_cast<std::size_t>(match.data() - text.data());
      ++found;
      if (!match.empty()) {
        ASSERT_GE(start, may[i].first) << all[i]->pattern() << " in \"" << text << '"';
        ASSERT_LT(start, may[i].last) << all[i]->pattern() << " in \"" << text << '"';
        ASSERT_LE(start + match.size(), may[i].end) << all[i]->pattern() << " in \"" << text << '"';
      }
      places.push_back(
          {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(start + match.size())});
      from = std::max(start + match.size(), from + 1);
    }
    if (!may[i].IsPlaced()) continue;
    ++placed;
    const auto place = candidates.places.begin();
    const std::vector<Span> told(place + may[i].first_place, place + may[i].end_place);
    ASSERT_EQ(told, places) << all[i]->pattern() << " in \"" << text << '"';
  }
}

// Expressions of all kinds, mended from random characters, against RE2 by itself.
TEST(WordFilter, MissesNoneOfRandomExpressions) {
  std::mt19937_64 random(11);
  const std::string_view parts[] = {
      "a",     "b",     "c",     " ",    "-",    "no",  "(?:", "(",   ")",   "|",  "?", "*",
      "+",     "{2}",   "{1,3}", "[ab]", "[^a]", ".",   "\\b", "\\d", "\\w", "^",  "$", "{0,2}",
      "[a-c]", "[Z-_]", "[X-b]", "[^Z]", "\\.",  "\\s", "1",   "K",   "s",   ")?", "|x"};
  std::vector<std::unique_ptr<RE2>> all;
  WordFilter filter;
  while (all.size() < 1500) {
    std::string expression;
    for (std::size_t n = 1 + random() % 12; n > 0; --n) {
      expression += parts[random() % std::size(parts)];
    }
    auto re = std::make_unique<RE2>(expression, AnyCase());
    if (!re->ok()) continue;
    filter.Add(expression);
    all.push_back(std::move(re));
  }
  filter.Build();
  int found = 0;
  int placed = 0;
  const std::string_view words[] = {
      "a", "b",  "c",        "no",           " ",    "-",       "1", ".", "x", "ab", "K",
      "S", "\n", "\xC5\xBF", "\xE2\x84\xAA", "\x01", "\xC3\xA9"};
  for (int round = 0; round < 300; ++round) {
    std::string text;
    const std::size_t parts_at_most = round % 4 == 0 ? 90 : 14;
    for (std::size_t n = random() % parts_at_most; n > 0; --n)
      text += words[random() % std::size(words)];
    ExpectAllCandidates(filter, all, text, found, placed);
  }
  EXPECT_GT(found, 10000);
  EXPECT_GT(placed, 3000);
}

// Every wording of the project, in its own words, alone and amid others.
TEST(WordFilter, MissesNoneOfTheProjectsWordings) {
  const auto extractor = test::ProjectRules().extractor;
  PatternSampler sampler(3);
  int found = 0;
  for (const PatternSet* set : extractor->patterns()) {
    ASSERT_GT(set->size(), 1000u);
    PatternCandidates candidates;
    for (std::uint32_t i = 0; i < set->size(); ++i) {
      const RE2& expression = set->expression(i);
      for (int round = 0; round < 6; ++round) {
        std::string text = sampler.Sample(expression.pattern());
        if (round % 2 == 1) text = "Seen again, with " + text + ", and no other pain";
        if (round % 3 == 2) {
          std::transform(text.begin(), text.end(), text.begin(),
                         [](unsigned char c) { return std::toupper(c); });
        }
        re2::StringPiece match;
        if (!expression.Match(text, 0, text.size(), RE2::UNANCHORED, &match, 1)) continue;
        ++found;
        set->Candidates(text, &candidates);
        const auto candidate =
            std::find_if(candidates.list.begin(), candidates.list.end(),
                         [&](const PatternCandidate& one) { return one.pattern == i; });
        ASSERT_NE(candidate, candidates.list.end()) << expression.pattern() << " in " << text;
        const auto start = static_cast<std::size_t>(match.data() - text.data());
        EXPECT_GE(start, candidate->first);
        EXPECT_LT(start, candidate->last);
        EXPECT_LE(start + match.size(), candidate->end);
      }
    }
  }
  EXPECT_GT(found, 8000);
}

// A lexicon too large for its words to be kept is read all the same.
TEST(WordFilter, AsksForExpressionsBeyondItsWordsEverywhere) {
  WordFilter filter;
  filter.Add(R"(\bknee\b)");
  constexpr int kMany = 40'000;
  for (int i = 0; i < kMany; ++i) filter.Add("pain of the kind " + std::to_string(1'000'000 + i));
  filter.Build();
  PatternCandidates found;
  filter.MayMatch("no such words", &found);
  ASSERT_FALSE(found.list.empty());
  EXPECT_GT(found.list.front().pattern, 20'000u);
  EXPECT_EQ(found.list.back().pattern, static_cast<std::uint32_t>(kMany));
  filter.MayMatch("pain of the kind 1000007 in the knee", &found);
  EXPECT_EQ(found.list[0].pattern, 0u);
  EXPECT_EQ(found.list[1].pattern, 8u);
  EXPECT_TRUE(found.list[1].IsPlaced());
}

// Most wordings of a lexicon are out of the question for most sentences.
TEST(WordFilter, LeavesOutWhatLacksItsWords) {
  WordFilter filter;
  filter.Add(R"(\bno\b.{0,40}\bpain\b)");
  filter.Add(R"(\bpain\b.{0,40}\bno\b)");
  filter.Add(R"(\w)");
  filter.Build();
  const auto candidates = [&](std::string_view text) {
    PatternCandidates found;
    filter.MayMatch(text, &found);
    std::vector<std::uint32_t> out;
    for (const PatternCandidate& one : found.list) out.push_back(one.pattern);
    return out;
  };
  using List = std::vector<std::uint32_t>;
  EXPECT_EQ(candidates("There is no knee pain."), (List{0, 2}));
  EXPECT_EQ(candidates("PAIN with NO cause"), (List{1, 2}));
  EXPECT_EQ(candidates("nothing painful"), (List{2}));
  EXPECT_EQ(candidates(""), (List{2}));
}

}  // namespace
}  // namespace imr
