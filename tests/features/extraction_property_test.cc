// Fast extraction against slow, obviously right reference versions, on generated sentences: one
// scan with a set of all patterns against pattern after pattern over the whole sentence, and the
// order that settles contradictions against one step of it after the other.
#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <random>
#include <re2/re2.h>
#include <string>
#include <string_view>
#include <vector>

#include "features/extraction/attachment.h"
#include "features/extraction/request_reader.h"
#include "features/extraction/sentence_reader.h"
#include "features/lexicon/fact_lexicon.h"
#include "features/lexicon/pattern_sampler.h"
#include "features/text/numbers.h"
#include "features/text/text.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

struct Lexicons {
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const FactLexicon> facts;
  std::shared_ptr<const RequestReader> requests;
};

const Lexicons& Rules() {
  static const Lexicons loaded = [] {
    Diagnostics diagnostics;
    Lexicons out;
    const auto rules = test::ProjectFile("rules");
    out.vocabulary = Vocabulary::Load(rules / "vocabulary.yaml", "vocabulary.yaml", diagnostics);
    out.facts = FactLexicon::Load(rules / "lexicon", *out.vocabulary, diagnostics);
    out.requests = RequestReader::Load(rules / "lexicon", out.vocabulary, diagnostics);
    return out;
  }();
  return loaded;
}

// The slow reader. Every rule is written anew from the documentation of the format, without a
// thought for speed.
class SlowReader {
 public:
  explicit SlowReader(const Lexicons& lexicons) : lexicons_(lexicons) {
    RE2::Options options;
    options.set_case_sensitive(false);
    for (std::uint32_t i = 0; i < lexicons.facts->patterns().size(); ++i) {
      expressions_.push_back(
          std::make_unique<RE2>(lexicons.facts->patterns().expression(i).pattern(), options));
    }
  }

  std::vector<Finding> Read(std::string_view text, SectionKind section,
                            const std::optional<Date>& review) {
    std::vector<Finding> findings;
    std::uint32_t index = 0;
    list_.reset();
    for (const Span span : SplitSentences(text)) {
      ReadSentence(text, span, index++, section, review, findings);
    }
    return findings;
  }

 private:
  struct FoundCue {
    Cue cue;
    Span span;
  };
  struct FoundWording {
    std::uint32_t wording = 0;
    Span span;
    std::vector<std::string> groups;  // words of the capture groups; empty: did not take part
  };

  void ReadSentence(std::string_view text, Span sentence, std::uint32_t index, SectionKind section,
                    const std::optional<Date>& review, std::vector<Finding>& findings) {
    sentence_start_ = sentence.start;
    cues_.clear();
    terminators_.clear();
    for (auto& spans : clause_words_) spans.clear();
    std::vector<FoundWording> wordings;
    for (std::uint32_t i = 0; i < expressions_.size(); ++i) FindAll(i, text, sentence, wordings);
    const auto opens = std::find_if(cues_.begin(), cues_.end(),
                                    [](const auto& found) { return found.cue.opens_list; });
    const std::string words(text.substr(sentence.start, sentence.end - sentence.start));
    if (opens != cues_.end()) {
      list_ = opens->cue;
    } else if (list_ && RE2::PartialMatch(words, R"(^\(?\d{1,2}[.)] )")) {
      cues_.push_back({*list_, {sentence.start, sentence.start}});
    } else {
      list_.reset();
    }
    for (const FoundWording& found : wordings) {
      const Wording& wording = lexicons_.facts->wordings()[found.wording];
      std::optional<FactValue> value = wording.says;
      if (wording.number) value = Number(wording, found, review);
      Add(text, found.wording, found.span, value, std::nullopt, index, section, findings);
    }
    const auto mentions = lexicons_.requests->FindMentions(text, sentence);
    for (std::uint32_t m = 0; m < mentions.treatments.size(); ++m) {
      for (const std::uint32_t wording : lexicons_.facts->mention_wordings()) {
        Add(text, wording, mentions.treatments[m].span, lexicons_.facts->wordings()[wording].says,
            m, index, section, findings);
      }
    }
  }

  // All occurrences of one pattern, left to right, not overlapping, at most 64.
  void FindAll(std::uint32_t pattern, std::string_view text, Span sentence,
               std::vector<FoundWording>& wordings) {
    const RE2& expression = *expressions_[pattern];
    const FactLexicon::Pattern& info = lexicons_.facts->pattern(pattern);
    const auto& names = expression.NamedCapturingGroups();
    const int groups = expression.NumberOfCapturingGroups() + 1;
    const re2::StringPiece whole(text.data() + sentence.start, sentence.end - sentence.start);
    std::size_t from = 0;
    for (int n = 0; n < 64; ++n) {
      std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups));
      if (from >= whole.size() ||
          !expression.Match(whole, from, whole.size(), RE2::UNANCHORED, found.data(), groups)) {
        return;
      }
      re2::StringPiece words = found[0];
      if (names.contains("at") &&
          found[static_cast<std::size_t>(names.at("at"))].data() != nullptr) {
        words = found[static_cast<std::size_t>(names.at("at"))];
      }
      const auto start = static_cast<std::uint32_t>(words.data() - text.data());
      const Span span{start, start + static_cast<std::uint32_t>(words.size())};
      switch (info.role) {
        case FactLexicon::Role::kCue:
          cues_.push_back({lexicons_.facts->cues()[info.index], span});
          break;
        case FactLexicon::Role::kTerminator:
          terminators_.push_back(span);
          break;
        case FactLexicon::Role::kHeading:  // says nothing of what is found, only of where
          break;
        case FactLexicon::Role::kVerb:
          clause_words_[kVerbs].push_back(span);
          break;
        case FactLexicon::Role::kJoint:
          clause_words_[kJoints].push_back(span);
          break;
        case FactLexicon::Role::kListing:
          clause_words_[kListings].push_back(span);
          break;
        case FactLexicon::Role::kEmbedding:
          clause_words_[kEmbeddings].push_back(span);
          break;
        case FactLexicon::Role::kWording: {
          FoundWording wording{info.index, span, {}};
          for (const auto& group : found) wording.groups.push_back(std::string(group));
          wordings.push_back(std::move(wording));
          break;
        }
      }
      from = std::max(static_cast<std::size_t>(found[0].data() - whole.data()) + found[0].size(),
                      from + 1);
    }
  }

  std::optional<FactValue> Number(const Wording& wording, const FoundWording& found,
                                  const std::optional<Date>& review) const {
    const auto& names = expressions_[*wording.pattern]->NamedCapturingGroups();
    const bool months = lexicons_.vocabulary->Definition(wording.fact).type == FactType::kMonths;
    for (const char* name : {"count", "months", "since", "weeks", "years"}) {
      const auto group = names.find(name);
      if (group == names.end()) continue;
      const std::string& words = found.groups[static_cast<std::size_t>(group->second)];
      if (words.empty()) continue;
      if (group->first == "since") {
        const auto since = Start(words);
        if (!since || !review || DaysBetween(*since, *review) < 0) return std::nullopt;
        return NumberRange::Exactly(std::round(DaysBetween(*since, *review) / 30.4375));
      }
      const auto number = ParseCount(words);
      if (!number) return std::nullopt;
      if (!months) return NumberRange::Exactly(*number);
      const double in_months = group->first == "weeks"   ? *number / 4.345
                               : group->first == "years" ? *number * 12
                                                         : *number;
      return NumberRange::Exactly(std::round(in_months));
    }
    return std::nullopt;
  }

  // A day, the first day of a month ("6/2014", "June 2014"), or the last of a year ("2014").
  static std::optional<Date> Start(const std::string& words) {
    if (const auto day = ParseDate(words)) return day;
    std::string month;
    std::string year;
    if (RE2::FullMatch(words, R"((\d{4}))", &year)) return ParseDate("12/31/" + year);
    if (RE2::FullMatch(words, R"((.*) (\d{4}))", &month, &year)) {
      return ParseDate(month + " 1, " + year);
    }
    if (RE2::FullMatch(words, R"((.*)/(\d{4}))", &month, &year)) {
      return ParseDate(month + "/1/" + year);
    }
    if (RE2::FullMatch(words, R"((.*)-(\d{4}))", &month, &year)) {
      return ParseDate(month + "-1-" + year);
    }
    return std::nullopt;
  }

  bool AnyIn(int kind, std::uint32_t from, std::uint32_t to) const {
    const auto& spans = clause_words_[static_cast<std::size_t>(kind)];
    return std::any_of(spans.begin(), spans.end(),
                       [&](Span span) { return span.start >= from && span.start < to; });
  }

  // Is there a verb after the joint, with nothing between that would make it another's?
  bool VerbFollows(Span joint, std::uint32_t end) const {
    for (std::uint32_t at = joint.end; at < end; ++at) {
      if (AnyIn(kJoints, at, at + 1) || AnyIn(kListings, at, at + 1) ||
          AnyIn(kEmbeddings, at, at + 1)) {
        return false;
      }
      if (AnyIn(kVerbs, at, at + 1)) return true;
    }
    return false;
  }

  // Does a new clause begin between what denies and what is denied?
  bool ClauseBetween(std::string_view text, Span first, Span second, bool of_record) {
    auto joints = clause_words_[kJoints];
    std::sort(joints.begin(), joints.end(), [](Span a, Span b) { return a.start < b.start; });
    std::uint32_t clause = 0;
    for (const Span joint : joints) {
      if (!AnyIn(kVerbs, clause, joint.start)) continue;
      if (!VerbFollows(joint, static_cast<std::uint32_t>(text.size()))) continue;
      clause = joint.end;
      if (joint.start >= first.end && joint.end <= second.start &&
          !AnyIn(kEmbeddings, first.start, joint.start) &&
          !(of_record && AnyIn(kVerbs, first.end, joint.start))) {
        return true;
      }
    }
    return false;
  }

  // Words between a cue and what it governs; nothing when it does not.
  std::optional<int> Governs(std::string_view text, const FoundCue& found, Span at) {
    if (found.cue.direction == Cue::Direction::kSentence) return 1000;
    const bool forward = found.cue.direction == Cue::Direction::kForward;
    const Span first = forward ? found.span : at;
    const Span second = forward ? at : found.span;
    const bool would = found.cue.kind == CueKind::kHypothetical;
    if (forward && would && first.start < at.start && at.start < first.end) return 0;
    if (first.end > second.start) return std::nullopt;
    if (first == second || (first.start < second.end && second.start < first.end)) {
      return std::nullopt;
    }
    for (const Span terminator : terminators_) {
      if (terminator.start >= first.end && terminator.end <= second.start) return std::nullopt;
    }
    const bool denies = found.cue.kind == CueKind::kNegation || found.cue.kind == CueKind::kAbsence;
    if (denies &&
        ClauseBetween(text, first, second, forward && found.cue.kind == CueKind::kAbsence))
      return std::nullopt;
    // What stands in a parenthesis governs nothing after it.
    bool open = false;
    for (std::uint32_t i = sentence_start_; forward && i < second.start; ++i) {
      if (i < first.end && text[i] == '(') open = true;
      if (text[i] != ')') continue;
      if (open && i >= first.end) return std::nullopt;
      open = false;
    }
    int words = 0;
    for (std::uint32_t i = first.end; i < second.start; ++i) words += text[i] == ' ' ? 1 : 0;
    if (words > found.cue.reach) return std::nullopt;
    return words;
  }

  bool Silenced(const Cue& cue) const {
    return std::any_of(cues_.begin(), cues_.end(), [&](const FoundCue& other) {
      return (cue.unless & Bit(other.cue.kind)) != 0;
    });
  }

  static Span Trimmed(std::string_view text, Span span) {
    while (span.end > span.start && text[span.end - 1] == ' ') --span.end;
    while (span.end > span.start && text[span.start] == ' ') ++span.start;
    return span;
  }

  void Add(std::string_view text, std::uint32_t index, Span at, std::optional<FactValue> value,
           std::optional<std::uint32_t> mention, std::uint32_t sentence, SectionKind section,
           std::vector<Finding>& findings) {
    const Wording& wording = lexicons_.facts->wordings()[index];
    if (wording.sections != 0 && ((wording.sections >> static_cast<int>(section)) & 1) == 0) return;
    std::optional<int> needed, cancelling, negating;
    std::optional<Span> negation;
    bool presupposed = false;  // by one of the nearest cues that are needed
    for (const FoundCue& found : cues_) {
      const auto words = Governs(text, found, at);
      if (!words || Silenced(found.cue)) continue;
      const CueKinds kind = Bit(found.cue.kind);
      if ((wording.unless & kind) != 0) return;
      if ((wording.needs & kind) != 0) {
        if (!needed || *words < *needed) {
          needed = words;
          presupposed = false;
        }
        if (*words == *needed) presupposed = presupposed || found.cue.presupposes;
      }
      if ((wording.despite & kind) != 0) continue;
      switch (found.cue.kind) {
        case CueKind::kNegation:
        case CueKind::kAbsence:
          if (!negating || *words < *negating) {
            negating = words;
            negation = found.span;
          }
          break;
        case CueKind::kUncertain:
        case CueKind::kHypothetical:
        case CueKind::kPlanned:
        case CueKind::kOtherPerson:
        case CueKind::kGuideline:
          if (!cancelling || *words < *cancelling) cancelling = words;
          break;
        case CueKind::kDone:
        case CueKind::kHistorical:
        case CueKind::kReview:
        case CueKind::kComplaint:
          break;
      }
    }
    if (wording.needs != 0 && !needed) return;
    if (cancelling && !(needed && *needed < *cancelling)) return;
    if (!value) return;
    if (presupposed && negating && *needed <= *negating) negation.reset();
    if (negation) {
      if (!(*value == FactValue(true))) return;
      value = false;
    }
    at = Trimmed(text, at);
    Evidence evidence{section, at.start, at.end, lexicons_.facts->EvidencePattern(index)};
    if (negation) {
      negation = Trimmed(text, *negation);
      evidence.start = std::min(evidence.start, negation->start);
      evidence.end = std::max(evidence.end, negation->end);
      evidence.cue_start = negation->start;
      evidence.cue_end = negation->end;
    }
    findings.push_back({.wording = index,
                        .sentence = sentence,
                        .value = *value,
                        .at = at,
                        .evidence = evidence,
                        .mention = mention,
                        .weak = wording.weak});
  }

  const Lexicons& lexicons_;
  std::vector<std::unique_ptr<RE2>> expressions_;
  std::vector<FoundCue> cues_;
  std::optional<Cue> list_;  // that opened the list of the sentence before
  std::uint32_t sentence_start_ = 0;
  std::vector<Span> terminators_;
  enum { kVerbs, kJoints, kListings, kEmbeddings };
  std::array<std::vector<Span>, 4> clause_words_;  // of the sentence
};

// Sentences out of the words of the lexicon, put together without sense.
class Generator {
 public:
  Generator(const Lexicons& lexicons, std::uint64_t seed) : lexicons_(lexicons), sampler_(seed) {}

  std::string Text() {
    std::string text;
    for (std::size_t n = 1 + sampler_.Draw(4); n > 0; --n) {
      if (!text.empty()) text += ' ';
      text += Sentence();
    }
    return FoldSpaces(text);
  }

 private:
  std::string Sentence() {
    std::string sentence = "The ";
    if (sampler_.Draw(3) == 0) sentence = "Plan: 1. ";
    if (sampler_.Draw(3) == 0) sentence = "2) ";
    for (std::size_t n = 1 + sampler_.Draw(7); n > 0; --n) sentence += Fragment() + Joint();
    return sentence + ".";
  }

  std::string Fragment() {
    const PatternSet& facts = lexicons_.facts->patterns();
    const PatternSet& names = lexicons_.requests->patterns();
    switch (sampler_.Draw(8)) {
      case 0:
        return Filler();
      case 1:
        return std::to_string(1 + sampler_.Draw(12)) + "/" + std::to_string(1 + sampler_.Draw(28)) +
               "/201" + std::to_string(sampler_.Draw(8));
      case 2:
      case 3:
        return Sampled(names);
      default:
        return Sampled(facts);
    }
  }

  std::string Sampled(const PatternSet& patterns) {
    const auto index = static_cast<std::uint32_t>(sampler_.Draw(patterns.size()));
    std::string sample = sampler_.Sample(patterns.expression(index).pattern());
    if (sampler_.Draw(8) == 0 && !sample.empty()) sample.erase(sampler_.Draw(sample.size()), 1);
    return sample;
  }

  std::string Filler() {
    static constexpr std::array<std::string_view, 8> kWords = {
        "patient", "with", "on the left", "pain in", "which was", "and", "of six", "Today"};
    return std::string(kWords[sampler_.Draw(kWords.size())]);
  }

  std::string Joint() {
    static constexpr std::array<std::string_view, 6> kJoints = {" ", " ", " ", ", ", "; ", " but "};
    return std::string(kJoints[sampler_.Draw(kJoints.size())]);
  }

  const Lexicons& lexicons_;
  PatternSampler sampler_;
};

std::string Describe(const Finding& finding) {
  return std::to_string(finding.wording) + "@" + std::to_string(finding.sentence) + ":" +
         std::to_string(finding.evidence.start) + "-" + std::to_string(finding.evidence.end) + "=" +
         DescribeValue(finding.value) + " at " + std::to_string(finding.at.start) + "-" +
         std::to_string(finding.at.end) +
         (finding.evidence.has_cue() ? " cue " + std::to_string(finding.evidence.cue_start) + "-" +
                                           std::to_string(finding.evidence.cue_end)
                                     : "") +
         (finding.weak ? " weak" : "") +
         (finding.mention ? " mention " + std::to_string(*finding.mention) : "") + " pattern " +
         std::to_string(finding.evidence.pattern) + " " +
         std::string(SectionName(finding.evidence.section));
}

std::vector<std::string> Described(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) out.push_back(Describe(finding));
  return out;
}

class FastAndSlowReading : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FastAndSlowReading, FindTheSame) {
  const Lexicons& lexicons = Rules();
  ASSERT_TRUE(lexicons.facts && lexicons.requests);
  const SentenceReader fast(*lexicons.facts, *lexicons.requests, *lexicons.vocabulary);
  SlowReader slow(lexicons);
  Generator generator(lexicons, GetParam());
  const auto review = ParseDate("2016-07-01");
  constexpr std::array<SectionKind, 4> kSections = {SectionKind::kSummary, SectionKind::kRequest,
                                                    SectionKind::kUtilizationReview,
                                                    SectionKind::kRationale};
  std::size_t findings = 0;
  std::size_t negated = 0;
  for (int n = 0; n < 150; ++n) {
    const std::string text = generator.Text();
    const SectionKind section = kSections[static_cast<std::size_t>(n) % kSections.size()];
    const auto day = n % 5 == 0 ? std::nullopt : review;
    std::vector<RefusedWording> refused;
    const SectionReading read = fast.Read(text, section, day);
    const SectionReading traced = fast.Read(text, section, day, &refused);
    const auto expected = slow.Read(text, section, day);
    ASSERT_EQ(Described(read.findings), Described(expected)) << text;
    ASSERT_EQ(Described(traced.findings), Described(expected))
        << "keeping what was refused changes what is found: " << text;
    findings += expected.size();
    negated += static_cast<std::size_t>(std::count_if(
        expected.begin(), expected.end(), [](const Finding& f) { return f.evidence.has_cue(); }));
  }
  EXPECT_GT(findings, 100u) << "the generated sentences say too little to tell anything";
  EXPECT_GT(negated, 10u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FastAndSlowReading, testing::Values(1, 2, 3, 4));

// One note's words, and whether they are of the rationale.
struct Said {
  bool weak = false;
  bool rationale = false;
  FactValue value;
  std::optional<Date> date;
  Concern concern = Concern::kGeneral;
  std::uint32_t start = 0;
};

// The stated order, one step after the other, for the one that settles the fact among `said`.
std::size_t SlowWinner(const FactRule& rule, const std::vector<Said>& said) {
  std::vector<std::size_t> left(said.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
  auto keep_if_any = [&](auto&& good) {
    std::vector<std::size_t> kept;
    for (const std::size_t i : left) {
      if (good(said[i])) kept.push_back(i);
    }
    if (!kept.empty()) left = kept;
  };
  keep_if_any([](const Said& s) { return !s.weak; });
  keep_if_any([](const Said& s) { return s.rationale; });
  if (rule.prefers == Preference::kYes) {
    keep_if_any([](const Said& s) { return s.value == FactValue(true); });
  }
  if (rule.prefers == Preference::kNo) {
    keep_if_any([](const Said& s) { return s.value == FactValue(false); });
  }
  if (rule.prefers == Preference::kLargest) {
    double largest = -1;
    for (const std::size_t i : left) {
      if (const auto* n = std::get_if<NumberRange>(&said[i].value)) {
        largest = std::max(largest, n->low);
      }
    }
    keep_if_any([&](const Said& s) {
      const auto* n = std::get_if<NumberRange>(&s.value);
      return n != nullptr && n->low == largest;
    });
  }
  std::optional<Date> latest;
  for (const std::size_t i : left) {
    if (said[i].date && (!latest || *said[i].date > *latest)) latest = said[i].date;
  }
  keep_if_any([&](const Said& s) { return !s.date || s.date == latest; });
  keep_if_any([](const Said& s) { return s.concern == Concern::kSpecific; });
  std::size_t winner = left.front();
  for (const std::size_t i : left) {
    if (said[i].start > said[winner].start) winner = i;
  }
  return winner;
}

class Settling : public testing::TestWithParam<Preference> {};

TEST_P(Settling, FollowsTheStatedOrderWhateverTheOrderOfFinding) {
  FactRule rule;
  rule.prefers = GetParam();
  std::mt19937_64 generator(11);
  auto draw = [&](std::uint64_t count) { return static_cast<std::uint32_t>(generator() % count); };
  for (int round = 0; round < 2000; ++round) {
    std::vector<Said> said;
    for (std::uint32_t n = 1 + draw(7); n > 0; --n) {
      Said s;
      s.weak = draw(3) == 0;
      s.rationale = draw(4) == 0;
      if (GetParam() == Preference::kLargest) {
        s.value = NumberRange::Exactly(draw(4));
      } else {
        s.value = draw(2) == 0;
      }
      if (draw(2) == 0) {
        s.date = ParseDate("2015-0" + std::to_string(1 + draw(4)) + "-01");
      }
      s.concern = draw(2) == 0 ? Concern::kGeneral : Concern::kSpecific;
      s.start = 10 * n + draw(5);  // no two alike
      said.push_back(s);
    }
    std::shuffle(said.begin(), said.end(), generator);
    // Each in a reading of its own.
    std::vector<SectionReading> readings(said.size());
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < said.size(); ++i) {
      readings[i].section = said[i].rationale ? SectionKind::kRationale : SectionKind::kSummary;
      readings[i].sentences.emplace_back().date = said[i].date;
      Finding finding;
      finding.value = said[i].value;
      finding.weak = said[i].weak;
      finding.evidence.section = readings[i].section;
      finding.evidence.start = said[i].start;
      finding.evidence.end = said[i].start + 3;
      readings[i].findings.push_back(finding);
    }
    for (std::size_t i = 0; i < said.size(); ++i) {
      candidates.push_back({&readings[i], &readings[i].findings.front(), said[i].concern});
    }
    const Fact fact = Settle(rule, candidates);
    const std::size_t winner = SlowWinner(rule, said);
    ASSERT_EQ(DescribeValue(fact.value), DescribeValue(said[winner].value)) << "round " << round;
    ASSERT_FALSE(fact.evidence.empty());
    EXPECT_EQ(fact.evidence.front().start, said[winner].start);
    ASSERT_EQ(fact.evidence.size() + fact.contrary.size(), said.size())
        << "what loses must stay visible";
    for (const Said& s : said) {
      const auto& list = s.value == fact.value ? fact.evidence : fact.contrary;
      EXPECT_TRUE(std::any_of(list.begin(), list.end(),
                              [&](const Evidence& e) { return e.start == s.start; }));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Preferences, Settling,
                         testing::Values(Preference::kLatest, Preference::kYes, Preference::kNo,
                                         Preference::kLargest));

}  // namespace
}  // namespace imr
