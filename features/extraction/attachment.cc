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
constexpr int kBreathWords = 3;   // between parts named in one breath, at most
constexpr int kCommaInWords = 4;  // a comma parts as much as so many words
constexpr int kAboutAsNear = 2;
constexpr std::uint32_t kSentencesBack = 2;

bool SameTreatment(const ItemProfile& item, std::string_view code, std::string_view agent) {
  if (!item.agent.empty() && !agent.empty()) return item.agent == agent || item.treatment == code;
  return item.treatment == code;
}

std::string_view Family(std::string_view code) { return code.substr(0, code.find('.')); }

// The item's very drug or kind of treatment: drugs of one class are not the same when both are
// named.
bool SameItem(const ItemProfile& item, std::string_view code, std::string_view agent) {
  if (item.agent.empty() || agent.empty()) return item.treatment == code;
  const auto main = [](std::string_view name) { return name.substr(0, name.find('/')); };
  return main(item.agent) == main(agent) && Family(item.treatment) == Family(code);
}

bool MentionsItem(const Vocabulary& vocabulary, const Sentence& sentence, const ItemProfile& item) {
  return std::any_of(sentence.mentions.treatments.begin(), sentence.mentions.treatments.end(),
                     [&](const RequestReader::Mention& mention) {
                       return SameTreatment(item, vocabulary.treatments()[mention.code],
                                            mention.agent);
                     });
}

bool AnyOf(const std::vector<std::string>& parts, const std::vector<std::string>& wanted) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& part) {
    return std::find(wanted.begin(), wanted.end(), part) != wanted.end();
  });
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

bool Within(Span inner, Span outer) { return inner.start >= outer.start && inner.end <= outer.end; }

// Words between two spans, in either order; each comma counts for several. Zero when they overlap.
int Distance(std::string_view text, Span a, Span b) {
  const std::uint32_t from = std::min(a.end, b.end);
  const std::uint32_t to = std::max(a.start, b.start);
  if (from >= to) return 0;
  const std::string_view between = text.substr(from, to - from);
  return static_cast<int>(std::count(between.begin(), between.end(), ' ') +
                          kCommaInWords * std::count(between.begin(), between.end(), ','));
}

// Body parts named in one breath ("the neck, mid back and right shoulder"); what is found parts it.
struct Enumeration {
  Span span;
  std::vector<std::string> parts;
};

std::vector<Enumeration> EnumerationsIn(const Vocabulary& vocabulary, std::string_view text,
                                        const Sentence& sentence, Span within, Span at) {
  std::vector<Enumeration> all;
  for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
    if (!Within(mention.span, within)) continue;
    const std::string& part = vocabulary.body_parts()[mention.code];
    if (all.empty() || mention.span.start < all.back().span.start ||
        (all.back().span.end <= at.start && at.end <= mention.span.start) ||
        std::count(text.begin() + std::min(all.back().span.end, mention.span.start),
                   text.begin() + mention.span.start, ' ') > kBreathWords) {
      all.push_back({mention.span, {part}});
      continue;
    }
    all.back().span.end = std::max(all.back().span.end, mention.span.end);
    all.back().parts.push_back(part);
  }
  return all;
}

std::vector<std::string> PartsIn(const Vocabulary& vocabulary, const Sentence& sentence,
                                 Span within) {
  std::vector<std::string> parts;
  for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
    if (Within(mention.span, within)) parts.push_back(vocabulary.body_parts()[mention.code]);
  }
  return parts;
}

// The parts named nearest to `at`: those of the nearest enumeration, and of any about as near.
std::vector<std::string> NearestParts(const Vocabulary& vocabulary, std::string_view text,
                                      const Sentence& sentence, Span within, Span at) {
  // Words that name a part themselves (a diagnosis) speak of that part alone.
  std::vector<std::string> own;
  for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
    if (Within(mention.span, at)) own.push_back(vocabulary.body_parts()[mention.code]);
  }
  if (!own.empty()) return own;
  const auto all = EnumerationsIn(vocabulary, text, sentence, within, at);
  std::vector<int> distances;
  for (const Enumeration& one : all) distances.push_back(Distance(text, one.span, at));
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (distances[i] > *std::min_element(distances.begin(), distances.end()) + kAboutAsNear) {
      continue;
    }
    parts.insert(parts.end(), all[i].parts.begin(), all[i].parts.end());
  }
  return parts;
}

Side SidesWithin(const Sentence& sentence, Span within) {
  std::uint8_t sides = kNoSide;
  for (const NamedSide& named : sentence.sides) {
    if (Within(named.span, within)) sides |= named.side;
  }
  return static_cast<Side>(sides);
}

// Is the finding of the other side of the body than the one that the item names? Where its stretch
// of the sentence names no side, the whole sentence tells.
bool OfOtherSide(const FactLexicon& lexicon, std::string_view text, const Sentence& sentence,
                 const Finding& finding, const ItemProfile& item) {
  if (item.side == kNoSide) return false;
  const bool midline = std::any_of(item.body_parts.begin(), item.body_parts.end(),
                                   [&](const std::string& part) { return lexicon.Midline(part); });
  if (midline) return false;
  Side named = SidesWithin(sentence, Segment(text, sentence.span, finding.at));
  if (named == kNoSide) named = SidesWithin(sentence, sentence.span);
  return named != kNoSide && (named & item.side) == 0;
}

// Is the section written of all items of the case, not of one?
bool IsShared(SectionKind section) {
  return section == SectionKind::kSummary || section == SectionKind::kHeader;
}

// The parts spoken of at a finding: those it tells itself, else the nearest in its stretch of the
// sentence, else in the sentence, else those of the nearest of the sentences before.
std::vector<std::string> PartsAt(const FactLexicon& lexicon, const Vocabulary& vocabulary,
                                 std::string_view text, const SectionReading& reading,
                                 const Finding& finding) {
  const Wording& wording = lexicon.wordings()[finding.wording];
  if (!wording.region.empty()) return wording.region;
  const Sentence& sentence = reading.sentences[finding.sentence];
  const Span at = finding.at;
  const Span segment = Segment(text, sentence.span, at);
  // Review lists the items that it denies, then says why: its reason is of all of them.
  if (sentence.review) {
    auto parts = PartsIn(vocabulary, sentence, segment);
    return parts.empty() ? PartsIn(vocabulary, sentence, sentence.span) : parts;
  }
  auto parts = NearestParts(vocabulary, text, sentence, segment, at);
  if (parts.empty()) parts = NearestParts(vocabulary, text, sentence, sentence.span, at);
  // What is written of one item may name no part.
  if (!IsShared(reading.section) || wording.general) return parts;
  for (std::uint32_t back = 1; parts.empty() && back <= kSentencesBack && back <= finding.sentence;
       ++back) {
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

Concern ByRegion(const FactLexicon& lexicon, const FactRule& rule, const ItemProfile& item,
                 const std::vector<std::string>& parts) {
  if (parts.empty()) return Concern::kGeneral;
  if (!rule.regions.empty() && !AnyOf(parts, rule.regions)) return Concern::kNone;
  if (item.body_parts.empty()) return Concern::kGeneral;
  return AnyRelated(lexicon, item, parts) ? Concern::kSpecific : Concern::kNone;
}

// Is the treatment last named before the finding's sentence, which names none, another one of the
// item's kind?
bool SpeaksOfAnother(const Vocabulary& vocabulary, const SectionReading& reading,
                     const Finding& finding, const ItemProfile& item) {
  for (std::uint32_t back = 1; back <= kSentencesBack && back <= finding.sentence; ++back) {
    const Sentence& before = reading.sentences[finding.sentence - back];
    if (before.mentions.treatments.empty()) continue;
    const auto of_kind = [&](const RequestReader::Mention& mention) {
      return Family(vocabulary.treatments()[mention.code]) == Family(item.treatment);
    };
    return !MentionsItem(vocabulary, before, item) &&
           std::any_of(before.mentions.treatments.begin(), before.mentions.treatments.end(),
                       of_kind);
  }
  return false;
}

Concern ByTreatment(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                    const SectionReading& reading, const Finding& finding,
                    const ItemProfile& item) {
  const Sentence& sentence = reading.sentences[finding.sentence];
  const bool named = !sentence.mentions.treatments.empty();
  if (named && !MentionsItem(vocabulary, sentence, item)) return Concern::kNone;
  if (!named && SpeaksOfAnother(vocabulary, reading, finding, item)) return Concern::kNone;
  const auto beside = PartsBeside(vocabulary, text, sentence, finding.at);
  if (!beside.empty() && !item.body_parts.empty() && !AnyRelated(lexicon, item, beside)) {
    return Concern::kNone;
  }
  return named ? Concern::kSpecific : Concern::kGeneral;
}

// Does the mention of what a retrospective item asks for tell of an earlier time than its own? A
// drug may have been taken all along; anything else without a day is the service in dispute.
bool TellsOfEarlier(const Sentence& sentence, const RequestReader::Mention& mention,
                    const ItemProfile& item) {
  const bool drug = !item.agent.empty() && !mention.agent.empty();
  if (!sentence.earliest_day) return drug;
  if (!item.service_day) return false;
  return *sentence.earliest_day < *item.service_day ||
         (drug && *sentence.earliest_day != *item.service_day);
}

// Is the mention one of the treatments, or of the item's own where they name "same"?
bool IsOneOf(const Vocabulary& vocabulary, const RequestReader::Mention& mention,
             const std::vector<std::string>& treatments, const ItemProfile& item) {
  const std::string& code = vocabulary.treatments()[mention.code];
  return std::any_of(treatments.begin(), treatments.end(), [&](const std::string& pattern) {
    return pattern == "same" ? SameItem(item, code, mention.agent)
                             : TreatmentMatches(code, pattern);
  });
}

// A wording that is the mention of a treatment: of the item's own, or of a stated kind. A study
// whose part is not stated beside it is of the parts spoken of, which must then all be the item's.
Concern ByMention(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                  const SectionReading& reading, const Finding& finding, const ItemProfile& item) {
  const Sentence& sentence = reading.sentences[finding.sentence];
  const Wording& wording = lexicon.wordings()[finding.wording];
  const RequestReader::Mention& mention = sentence.mentions.treatments[*finding.mention];
  const std::string& code = vocabulary.treatments()[mention.code];
  if (!IsOneOf(vocabulary, mention, wording.mention, item)) return Concern::kNone;
  if (item.given && SameItem(item, code, mention.agent) &&
      !TellsOfEarlier(sentence, mention, item)) {
    return Concern::kNone;
  }
  const auto beside = PartsBeside(vocabulary, text, sentence, mention.span);
  if (item.body_parts.empty()) return Concern::kGeneral;
  if (!beside.empty()) {
    return AnyRelated(lexicon, item, beside) ? Concern::kSpecific : Concern::kNone;
  }
  if (lexicon.rule(wording.fact).attach != Attach::kRegion ||
      reading.section == SectionKind::kRationale) {
    return Concern::kGeneral;
  }
  const auto parts = PartsAt(lexicon, vocabulary, text, reading, finding);
  return parts.empty() || AnyRelated(lexicon, item, parts) ? Concern::kGeneral : Concern::kNone;
}

// Does the finding stand where one of the treatments is spoken of? In its own sentence it is enough
// to name it; of the sentences before, the nearest that names a treatment tells what is spoken of,
// and only when the treatment was given.
bool SpeaksOf(const Vocabulary& vocabulary, std::string_view text, const SectionReading& reading,
              const Finding& finding, const std::vector<std::string>& treatments,
              const ItemProfile& item) {
  for (std::uint32_t back = 0; back <= kSentencesBack && back <= finding.sentence; ++back) {
    const Sentence& sentence = reading.sentences[finding.sentence - back];
    const auto& named = sentence.mentions.treatments;
    if (named.empty()) continue;
    return std::any_of(named.begin(), named.end(), [&](const RequestReader::Mention& mention) {
      if (!IsOneOf(vocabulary, mention, treatments, item)) return false;
      if (back == 0) return true;
      const Reading given = ResolveContext(text, sentence, mention.span, Bit(CueKind::kDone), 0);
      return given.holds && !given.negated;
    });
  }
  return false;
}

// What settles contradictions before dates are looked at: larger outweighs.
struct Weight {
  bool strong = false;  // not of a weak wording
  bool rationale = false;
  double preferred = 0;
  friend auto operator<=>(const Weight&, const Weight&) = default;
};

Weight WeightOf(const FactRule& rule, const Candidate& candidate) {
  Weight weight{.strong = !candidate.finding->weak,
                .rationale = candidate.reading->section == SectionKind::kRationale};
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

bool MattersTo(const FactRule& rule, const std::vector<std::string>& only_for,
               const ItemProfile& item) {
  // What is found of the body matters to a kit as to what it holds.
  const bool judged = rule.attach == Attach::kRegion && !item.judged_as.empty();
  auto is = [&](const std::string& pattern) { return TreatmentMatches(item.treatment, pattern); };
  auto is_judged = [&](const std::string& pattern) {
    return judged && TreatmentMatches(item.judged_as, pattern);
  };
  auto among = [&](const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(), is);
  };
  if (item.accompanying && !rule.accompanying) return false;
  if (!rule.regions.empty() && !item.body_parts.empty() && !AnyOf(item.body_parts, rule.regions)) {
    return false;
  }
  if (among(rule.not_for) || std::any_of(rule.not_for.begin(), rule.not_for.end(), is_judged)) {
    return false;
  }
  return (rule.only_for.empty() || among(rule.only_for)) && (only_for.empty() || among(only_for));
}

bool NamesRegion(std::string_view body_part) {
  return body_part != "unspecified" && body_part != "systemic";
}

ItemProfile ProfileOf(const Vocabulary& vocabulary, const FactSheet& request_facts) {
  ItemProfile profile;
  const auto& ids = vocabulary.computed();
  if (const auto* treatment = request_facts.Code(ids.treatment)) profile.treatment = *treatment;
  profile.given = request_facts.Documented(ids.retrospective).value_or(false);
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
  if (!MattersTo(rule, wording.only_for, item)) return Concern::kNone;
  if (!wording.topic.empty() &&
      !SpeaksOf(vocabulary, text, reading, finding, wording.topic, item)) {
    return Concern::kNone;
  }
  const Sentence& sentence = reading.sentences[finding.sentence];
  // What is written of one item is of its side, slips of the pen too.
  if (rule.attach == Attach::kRegion && IsShared(reading.section) &&
      OfOtherSide(lexicon, text, sentence, finding, item)) {
    return Concern::kNone;
  }
  if (finding.mention) return ByMention(lexicon, vocabulary, text, reading, finding, item);
  if (!IsShared(reading.section)) {
    if (rule.attach != Attach::kRegion) return Concern::kSpecific;
    const auto parts = PartsAt(lexicon, vocabulary, text, reading, finding);
    return ByRegion(lexicon, rule, item, parts) == Concern::kNone ? Concern::kNone
                                                                  : Concern::kSpecific;
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
      return ByRegion(lexicon, rule, item, PartsAt(lexicon, vocabulary, text, reading, finding));
    case Attach::kTreatment:
      return ByTreatment(lexicon, vocabulary, text, reading, finding, item);
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
  std::set<std::tuple<SectionKind, std::uint32_t, std::uint32_t>> listed[2];
  for (const Weighed& weighed : order) {
    const Finding& finding = *weighed.candidate->finding;
    const Evidence& words = finding.evidence;
    const bool agrees = finding.value == fact.value;
    if (!listed[agrees ? 0 : 1].emplace(words.section, words.start, words.end).second) continue;
    (agrees ? fact.evidence : fact.contrary).push_back(words);
  }
  return fact;
}

}  // namespace imr
