#include "features/extraction/attachment.h"

#include <algorithm>
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

// Later and more certain first.
bool Outweighs(const FactRule& rule, const Candidate& a, const Candidate& b) {
  const bool a_rationale = a.reading->section == SectionKind::kRationale;
  const bool b_rationale = b.reading->section == SectionKind::kRationale;
  if (a_rationale != b_rationale) return a_rationale;
  if (rule.prefers == Preference::kYes || rule.prefers == Preference::kNo) {
    const bool* va = std::get_if<bool>(&a.finding->value);
    const bool* vb = std::get_if<bool>(&b.finding->value);
    if (va != nullptr && vb != nullptr && *va != *vb) {
      return *va == (rule.prefers == Preference::kYes);
    }
  }
  if (rule.prefers == Preference::kLargest) {
    const auto* va = std::get_if<NumberRange>(&a.finding->value);
    const auto* vb = std::get_if<NumberRange>(&b.finding->value);
    if (va != nullptr && vb != nullptr && va->low != vb->low) return va->low > vb->low;
  }
  const auto& da = a.reading->sentences[a.finding->sentence].date;
  const auto& db = b.reading->sentences[b.finding->sentence].date;
  if (da && db && *da != *db) return *da > *db;
  if (a.concern != b.concern) return a.concern > b.concern;
  return a.finding->evidence.start > b.finding->evidence.start;
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

Fact Settle(const FactRule& rule, std::vector<Candidate> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [&](const Candidate& a, const Candidate& b) { return Outweighs(rule, a, b); });
  Fact fact;
  fact.value = candidates.front().finding->value;
  for (const Candidate& candidate : candidates) {
    auto& list = candidate.finding->value == fact.value ? fact.evidence : fact.contrary;
    if (std::find(list.begin(), list.end(), candidate.finding->evidence) == list.end()) {
      list.push_back(candidate.finding->evidence);
    }
  }
  return fact;
}

}  // namespace imr
