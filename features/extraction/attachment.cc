#include "features/extraction/attachment.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "features/extraction/spoken_of.h"

namespace imr {
namespace {

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

Side SidesWithin(const Sentence& sentence, Span within) {
  std::uint8_t sides = kNoSide;
  for (const NamedSide& named : sentence.sides) {
    if (Within(named.span, within)) sides |= named.side;
  }
  return static_cast<Side>(sides);
}

Side SidesBeside(std::string_view text, const Sentence& sentence, Span at) {
  std::uint8_t sides = kNoSide;
  for (const NamedSide& named : sentence.sides) {
    if (Beside(text, named.span, at)) sides |= named.side;
  }
  return static_cast<Side>(sides);
}

bool HasMidline(const FactLexicon& lexicon, const ItemProfile& item) {
  return std::any_of(item.body_parts.begin(), item.body_parts.end(),
                     [&](const std::string& part) { return lexicon.Midline(part); });
}

// Is a treatment mentioned at `at` of the other side of the body than the one that the item names?
bool GivenOnOtherSide(const FactLexicon& lexicon, std::string_view text, const Sentence& sentence,
                      Span at, const ItemProfile& item) {
  if (item.side == kNoSide || HasMidline(lexicon, item)) return false;
  const Side named = SidesBeside(text, sentence, at);
  return named != kNoSide && (named & item.side) == 0;
}

// Is the finding of the other side of the body than the one that the item names? Where its stretch
// of the sentence names no side, the whole sentence tells.
bool OfOtherSide(const FactLexicon& lexicon, std::string_view text, const Sentence& sentence,
                 const Finding& finding, const ItemProfile& item) {
  if (item.side == kNoSide || HasMidline(lexicon, item)) return false;
  Side named = SidesWithin(sentence, Segment(text, sentence.span, finding.at));
  if (named == kNoSide) named = SidesWithin(sentence, sentence.span);
  return named == kNoSide ? item.other_side_ails : (named & item.side) == 0;
}

bool AnyRelated(const FactLexicon& lexicon, const ItemProfile& item,
                const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& found) {
    return std::any_of(item.body_parts.begin(), item.body_parts.end(),
                       [&](const std::string& own) { return lexicon.Related(own, found); });
  });
}

bool AnyRelated(const FactLexicon& lexicon, const ItemProfile& item, const Spoken& spoken) {
  return AnyRelated(lexicon, item, spoken.parts) || AnyOf(item.body_parts, spoken.ends);
}

Concern ByRegion(const FactLexicon& lexicon, const FactRule& rule, const ItemProfile& item,
                 const Spoken& spoken) {
  if (spoken.empty()) return Concern::kGeneral;
  if (!rule.regions.empty() && !AnyOf(spoken.parts, rule.regions) &&
      !AnyOf(spoken.ends, rule.regions)) {
    return Concern::kNone;
  }
  if (item.body_parts.empty()) return Concern::kGeneral;
  if (AnyRelated(lexicon, item, spoken)) return Concern::kSpecific;
  return item.parts_supposed ? Concern::kStray : Concern::kNone;
}

// Do the words at `at`, or those beside them, name parts of the body none of which is the item's?
bool OfOtherPart(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                 const Sentence& sentence, Span at, const ItemProfile& item) {
  if (item.body_parts.empty()) return false;
  auto parts = PartsOverlapping(vocabulary, sentence, at);
  if (parts.empty()) parts = PartsBeside(vocabulary, text, sentence, at);
  return !parts.empty() && !AnyRelated(lexicon, item, parts);
}

// Is a treatment at `at` said to be of another part or the other side of the body than the item's?
bool GivenElsewhere(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                    const Sentence& sentence, Span at, const ItemProfile& item) {
  return GivenOnOtherSide(lexicon, text, sentence, at, item) ||
         OfOtherPart(lexicon, vocabulary, text, sentence, at, item);
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

// The clause of the sentence that holds `at`; semicolons too end one.
Span ClauseAt(std::string_view text, const Sentence& sentence, Span at) {
  Span clause = Segment(text, sentence.span, at);
  for (const Span joint : sentence.clauses) {
    if (joint.end <= at.start) clause.start = std::max(clause.start, joint.end);
    if (joint.start >= at.end) clause.end = std::min(clause.end, joint.start);
  }
  return clause;
}

// The treatments named in the clause that holds `at`; all of the sentence's where it names none.
std::vector<RequestReader::Mention> TreatmentsAbout(std::string_view text, const Sentence& sentence,
                                                    Span at) {
  const Span clause = ClauseAt(text, sentence, at);
  std::vector<RequestReader::Mention> within;
  for (const RequestReader::Mention& mention : sentence.mentions.treatments) {
    if (Within(mention.span, clause)) within.push_back(mention);
  }
  return within.empty() ? sentence.mentions.treatments : within;
}

Concern ByTreatment(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                    const SectionReading& reading, const Finding& finding,
                    const ItemProfile& item) {
  const Sentence& sentence = reading.sentences[finding.sentence];
  if (GivenElsewhere(lexicon, vocabulary, text, sentence, finding.at, item)) {
    return Concern::kNone;
  }
  if (sentence.mentions.treatments.empty()) {
    return SpeaksOfAnother(vocabulary, reading, finding, item) ? Concern::kNone : Concern::kGeneral;
  }
  const auto about = TreatmentsAbout(text, sentence, finding.at);
  const bool given =
      std::any_of(about.begin(), about.end(), [&](const RequestReader::Mention& mention) {
        return SameTreatment(item, vocabulary.treatments()[mention.code], mention.agent) &&
               !GivenElsewhere(lexicon, vocabulary, text, sentence, mention.span, item);
      });
  return given ? Concern::kSpecific : Concern::kNone;
}

// Is the mention, by all that its words tell, of another treatment than the item's?
bool IsOther(const Vocabulary& vocabulary, const RequestReader::Mention& mention,
             const ItemProfile& item) {
  const std::string& code = vocabulary.treatments()[mention.code];
  if (SameTreatment(item, code, mention.agent)) return false;
  const bool vague = code.ends_with(".other") && mention.agent.empty();
  return !vague ||
         code.substr(0, code.find('.')) != item.treatment.substr(0, item.treatment.find('.'));
}

// Do the words at `at`, or those just after them, name treatments, and is none beside them the
// item's?
bool OfOtherTreatment(const Vocabulary& vocabulary, std::string_view text, const Sentence& sentence,
                      Span at, const ItemProfile& item) {
  bool other = false;
  for (const RequestReader::Mention& mention : sentence.mentions.treatments) {
    if (!Beside(text, mention.span, at)) continue;
    if (!IsOther(vocabulary, mention, item)) return false;
    if (mention.span.end > at.start) other = true;
  }
  return other;
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
  if (IsShared(reading.section) && GivenOnOtherSide(lexicon, text, sentence, mention.span, item)) {
    return Concern::kNone;
  }
  if (item.body_parts.empty()) return Concern::kGeneral;
  auto beside = PartsOverlapping(vocabulary, sentence, mention.span);
  if (beside.empty()) beside = PartsBeside(vocabulary, text, sentence, mention.span);
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
    const auto named =
        back == 0 ? TreatmentsAbout(text, sentence, finding.at) : sentence.mentions.treatments;
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
  bool own = false;     // not a stray finding
  bool rationale = false;
  double preferred = 0;
  friend auto operator<=>(const Weight&, const Weight&) = default;
};

Weight WeightOf(const FactRule& rule, const Candidate& candidate) {
  Weight weight{.strong = !candidate.finding->weak,
                .own = candidate.concern != Concern::kStray,
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
  if (item.accompanying && rule.accompanying == Accompanying::kNo) return false;
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
    const auto& told = request_facts.Find(ids.body_parts)->evidence;
    profile.parts_supposed = !told.empty() && told.front().section == SectionKind::kSummary;
  }
  return profile;
}

Side SidesTold(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
               const SectionReading& reading, const std::vector<std::vector<NamedSide>>& sides,
               const ItemProfile& item) {
  std::uint8_t told = kNoSide;
  for (std::size_t i = 0; i < reading.sentences.size(); ++i) {
    const Sentence& sentence = reading.sentences[i];
    if (sentence.review || !sentence.mentions.treatments.empty()) continue;
    for (const NamedSide& named : sides[i]) {
      if (AnyRelated(lexicon, item, PartsBeside(vocabulary, text, sentence, named.span))) {
        told |= named.side;
      }
    }
  }
  return static_cast<Side>(told);
}

Concern Concerns(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
                 const SectionReading& reading, const Finding& finding, const ItemProfile& item,
                 const std::vector<ItemProfile>& all_items) {
  const Wording& wording = lexicon.wordings()[finding.wording];
  const FactRule& rule = lexicon.rule(wording.fact);
  if (!MattersTo(rule, wording.only_for, item)) return Concern::kNone;
  if (wording.accompanying && !item.accompanying) return Concern::kNone;
  if (item.accompanying && rule.accompanying == Accompanying::kRationale &&
      reading.section != SectionKind::kRationale) {
    return Concern::kNone;
  }
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
    if (rule.own_treatment && OfOtherTreatment(vocabulary, text, sentence, finding.at, item)) {
      return Concern::kNone;
    }
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
    case Attach::kNearby:
      return OfOtherPart(lexicon, vocabulary, text, sentence, finding.at, item) ? Concern::kNone
                                                                                : Concern::kGeneral;
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
