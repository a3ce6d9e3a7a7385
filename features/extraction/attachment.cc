#include "features/extraction/attachment.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace imr {
namespace {

constexpr int kNearWords = 5;

bool SameTreatment(const ItemProfile& item, std::string_view code, std::string_view agent) {
  if (!item.agent.empty() && !agent.empty()) return item.agent == agent || item.treatment == code;
  return item.treatment == code;
}

bool MentionsItem(const Vocabulary& vocabulary, const Sentence& sentence, const ItemProfile& item) {
  return std::any_of(sentence.mentions.treatments.begin(), sentence.mentions.treatments.end(),
                     [&](const RequestReader::Mention& mention) {
                       return SameTreatment(item, vocabulary.treatments()[mention.code],
                                            mention.agent);
                     });
}

bool MattersTo(const FactRule& rule, const ItemProfile& item) {
  auto is = [&](const std::string& pattern) { return TreatmentMatches(item.treatment, pattern); };
  if (item.accompanying && !rule.accompanying) return false;
  if (std::any_of(rule.not_for.begin(), rule.not_for.end(), is)) return false;
  return rule.only_for.empty() || std::any_of(rule.only_for.begin(), rule.only_for.end(), is);
}

// The stretch between semicolons that holds `at`.
Span Segment(std::string_view text, Span sentence, Span at) {
  Span segment = sentence;
  for (std::uint32_t i = at.start; i > sentence.start; --i) {
    if (text[i - 1] == ';') {
      segment.start = i;
      break;
    }
  }
  for (std::uint32_t i = at.end; i < sentence.end; ++i) {
    if (text[i] == ';') {
      segment.end = i;
      break;
    }
  }
  return segment;
}

std::vector<std::string> PartsIn(const Vocabulary& vocabulary, const Sentence& sentence,
                                 Span within) {
  std::vector<std::string> parts;
  for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
    if (mention.span.start >= within.start && mention.span.end <= within.end) {
      parts.push_back(vocabulary.body_parts()[mention.code]);
    }
  }
  return parts;
}

// The parts spoken of at a finding: in its stretch of the sentence, else in the sentence, else in
// the nearest of the two sentences before.
std::vector<std::string> PartsAt(const Vocabulary& vocabulary, std::string_view text,
                                 const SectionReading& reading, const Finding& finding) {
  const Sentence& sentence = reading.sentences[finding.sentence];
  const Span at{finding.evidence.start, finding.evidence.end};
  auto parts = PartsIn(vocabulary, sentence, Segment(text, sentence.span, at));
  if (parts.empty()) parts = PartsIn(vocabulary, sentence, sentence.span);
  for (std::uint32_t back = 1; parts.empty() && back <= 2 && back <= finding.sentence; ++back) {
    const Sentence& before = reading.sentences[finding.sentence - back];
    parts = PartsIn(vocabulary, before, before.span);
  }
  return parts;
}

// The parts within a few words of a mention, with no comma or semicolon between.
std::vector<std::string> PartsBeside(const Vocabulary& vocabulary, std::string_view text,
                                     const Sentence& sentence, Span at) {
  std::vector<std::string> parts;
  for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
    const std::uint32_t from = std::min(mention.span.end, at.end);
    const std::uint32_t to = std::max(mention.span.start, at.start);
    if (from > to) continue;
    const std::string_view between = text.substr(from, to - from);
    if (between.find_first_of(",;") != std::string_view::npos ||
        std::count(between.begin(), between.end(), ' ') > kNearWords) {
      continue;
    }
    parts.push_back(vocabulary.body_parts()[mention.code]);
  }
  return parts;
}

bool AnyRelated(const FactLexicon& lexicon, const ItemProfile& item,
                const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& found) {
    return std::any_of(item.body_parts.begin(), item.body_parts.end(),
                       [&](const std::string& own) { return lexicon.Related(own, found); });
  });
}

Concern ByRegion(const FactLexicon& lexicon, const ItemProfile& item,
                 const std::vector<std::string>& parts) {
  if (parts.empty() || item.body_parts.empty()) return Concern::kGeneral;
  return AnyRelated(lexicon, item, parts) ? Concern::kSpecific : Concern::kNone;
}

Concern ByTreatment(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                    const Sentence& sentence, const Finding& finding, const ItemProfile& item) {
  if (sentence.mentions.treatments.empty()) return Concern::kGeneral;
  if (!MentionsItem(vocabulary, sentence, item)) return Concern::kNone;
  const auto beside =
      PartsBeside(vocabulary, text, sentence, {finding.evidence.start, finding.evidence.end});
  if (!beside.empty() && !item.body_parts.empty() && !AnyRelated(lexicon, item, beside)) {
    return Concern::kNone;
  }
  return Concern::kSpecific;
}

// A wording that is the mention of a treatment: of the item's own, or of a stated kind.
Concern ByMention(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                  const Sentence& sentence, const Finding& finding, const ItemProfile& item) {
  const Wording& wording = lexicon.wordings()[finding.wording];
  const RequestReader::Mention& mention = sentence.mentions.treatments[*finding.mention];
  const std::string& code = vocabulary.treatments()[mention.code];
  const bool fits =
      std::any_of(wording.mention.begin(), wording.mention.end(), [&](const std::string& pattern) {
        return pattern == "same" ? SameTreatment(item, code, mention.agent)
                                 : TreatmentMatches(code, pattern);
      });
  if (!fits) return Concern::kNone;
  const auto beside = PartsBeside(vocabulary, text, sentence, mention.span);
  if (beside.empty() || item.body_parts.empty()) return Concern::kGeneral;
  return AnyRelated(lexicon, item, beside) ? Concern::kSpecific : Concern::kNone;
}

// What settles contradictions before dates are looked at: larger outweighs.
struct Weight {
  bool rationale = false;
  double preferred = 0;
  friend auto operator<=>(const Weight&, const Weight&) = default;
};

Weight WeightOf(const FactRule& rule, const Candidate& candidate) {
  Weight weight{.rationale = candidate.reading->section == SectionKind::kRationale};
  const FactValue& value = candidate.finding->value;
  if (const bool* yes = std::get_if<bool>(&value)) {
    if (rule.prefers == Preference::kYes) weight.preferred = *yes ? 1 : 0;
    if (rule.prefers == Preference::kNo) weight.preferred = *yes ? 0 : 1;
  }
  const auto* number = std::get_if<NumberRange>(&value);
  if (number != nullptr && rule.prefers == Preference::kLargest) weight.preferred = number->low;
  return weight;
}

// A candidate and what it is ordered by; one that outweighs stands before.
struct Weighed {
  const Candidate* candidate = nullptr;
  Weight weight;
  std::optional<Date> date;
  bool superseded = false;  // a later note says something of the same weight

  std::uint32_t start() const { return candidate->finding->evidence.start; }
};

// Marks those of an older note than the latest of the same weight. Undated words may be of any
// note, and so are neither older nor later.
void MarkSuperseded(std::vector<Weighed>& by_weight) {
  for (std::size_t first = 0; first < by_weight.size();) {
    std::size_t last = first;
    std::optional<Date> latest;
    while (last < by_weight.size() && by_weight[last].weight == by_weight[first].weight) {
      latest = std::max(latest, by_weight[last++].date);
    }
    for (; first < last; ++first) {
      by_weight[first].superseded = by_weight[first].date && by_weight[first].date < latest;
    }
  }
}

bool Outweighs(const Weighed& a, const Weighed& b) {
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.superseded != b.superseded) return b.superseded;
  if (a.superseded && a.date != b.date) return a.date > b.date;
  if (a.candidate->concern != b.candidate->concern) {
    return a.candidate->concern > b.candidate->concern;
  }
  return a.start() > b.start();
}

}  // namespace

bool NamesRegion(std::string_view body_part) {
  return body_part != "unspecified" && body_part != "systemic";
}

ItemProfile ProfileOf(const Vocabulary& vocabulary, const FactSheet& request_facts) {
  ItemProfile profile;
  const auto& ids = vocabulary.computed();
  if (const auto* treatment = request_facts.Code(ids.treatment)) profile.treatment = *treatment;
  profile.accompanying = request_facts.Find(ids.depends_on) != nullptr;
  if (const auto* agent = request_facts.Code(ids.agent)) profile.agent = *agent;
  if (const auto* parts = request_facts.Codes(ids.body_parts)) {
    for (const std::string& part : *parts) {
      if (NamesRegion(part)) profile.body_parts.push_back(part);
    }
  }
  return profile;
}

Concern Concerns(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                 const SectionReading& reading, const Finding& finding, const ItemProfile& item,
                 const std::vector<ItemProfile>& all_items) {
  const Wording& wording = lexicon.wordings()[finding.wording];
  const FactRule& rule = lexicon.rule(wording.fact);
  if (!MattersTo(rule, item)) return Concern::kNone;
  const Sentence& sentence = reading.sentences[finding.sentence];
  if (finding.mention) return ByMention(lexicon, vocabulary, text, sentence, finding, item);
  if (reading.section != SectionKind::kSummary && reading.section != SectionKind::kHeader) {
    return Concern::kSpecific;
  }
  // What review said of one item says nothing of another.
  if (sentence.review && !MentionsItem(vocabulary, sentence, item) &&
      std::any_of(all_items.begin(), all_items.end(), [&](const ItemProfile& other) {
        return MentionsItem(vocabulary, sentence, other);
      })) {
    return Concern::kNone;
  }
  switch (rule.attach) {
    case Attach::kPatient:
      return Concern::kGeneral;
    case Attach::kRegion:
      return ByRegion(lexicon, item, PartsAt(vocabulary, text, reading, finding));
    case Attach::kTreatment:
      return ByTreatment(lexicon, vocabulary, text, sentence, finding, item);
  }
  return Concern::kNone;
}

Fact Settle(const FactRule& rule, const std::vector<Candidate>& candidates) {
  std::vector<Weighed> order;
  order.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    const Sentence& sentence = candidate.reading->sentences[candidate.finding->sentence];
    order.push_back({.candidate = &candidate,
                     .weight = WeightOf(rule, candidate),
                     .date = sentence.date,
                     .superseded = false});
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const Weighed& a, const Weighed& b) { return a.weight > b.weight; });
  MarkSuperseded(order);
  std::stable_sort(order.begin(), order.end(), Outweighs);
  Fact fact;
  fact.value = order.front().candidate->finding->value;
  std::set<std::tuple<SectionKind, std::uint32_t, std::uint32_t, std::uint32_t>> listed[2];
  for (const Weighed& weighed : order) {
    const Finding& finding = *weighed.candidate->finding;
    const Evidence& words = finding.evidence;
    const bool agrees = finding.value == fact.value;
    if (!listed[agrees ? 0 : 1]
             .emplace(words.section, words.start, words.end, words.pattern)
             .second) {
      continue;
    }
    (agrees ? fact.evidence : fact.contrary).push_back(words);
  }
  return fact;
}

}  // namespace imr
