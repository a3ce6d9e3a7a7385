#include "features/extraction/wording_reader.h"

#include <algorithm>

namespace imr {
namespace {

bool Inside(const Span& inner, const Span& outer) {
  return outer.start <= inner.start && inner.end <= outer.end;
}

std::vector<FoundWords> OfKind(const std::vector<FoundWords>& mentions, MentionKind kind,
                               Span within) {
  std::vector<FoundWords> out;
  for (const FoundWords& words : mentions) {
    if (words.kind == kind && Inside(words.span, within)) out.push_back(words);
  }
  return out;
}

// A treatment that the wording names, and how much speaks for it being the one asked for.
struct Candidate {
  CodeIndex treatment = 0;
  PatternMatch words;
  const TreatmentEntry* entry = nullptr;
  bool part_decides = false;
  int priority = 0;
};

bool Better(const Candidate& a, const Candidate& b) {
  if (a.priority != b.priority) return a.priority > b.priority;
  if (a.words.span.start != b.words.span.start) return a.words.span.start < b.words.span.start;
  return a.words.span.end > b.words.span.end;
}

std::optional<Candidate> Choose(const RequestLexicons& lexicons, std::string_view wording,
                                Span within, const std::vector<FoundWords>& mentions,
                                const std::vector<CodeIndex>& parts,
                                const std::optional<DrugReading>& drug,
                                const std::vector<FoundWords>& drug_mentions) {
  std::optional<Candidate> best;
  const std::uint32_t secondary = lexicons.treatments.SecondaryFrom(wording, within);
  const auto consider = [&](Candidate candidate) {
    if (candidate.words.span.start >= secondary) {
      candidate.priority -= lexicons.treatments.secondary_penalty();
    }
    if (!best || Better(candidate, *best)) best = candidate;
  };
  for (const FoundWords& words : mentions) {
    if (words.kind != MentionKind::kTreatment || !Inside(words.span, within)) continue;
    const TreatmentEntry& entry = lexicons.treatments.entry(words.entry);
    const auto code = entry.Resolve(parts);
    if (!code) continue;
    consider({*code, words.match(), &entry, entry.asks_summary && parts.empty(), entry.priority});
  }
  if (drug) {
    consider({drug->treatment, drug_mentions[drug->mentions.front()].match(), nullptr, false,
              lexicons.drugs.priority()});
  }
  return best;
}

}  // namespace

PartsNamed PartsIn(const BodyPartLexicon& lexicon, const std::vector<FoundWords>& mentions,
                   Span within, bool vague) {
  const auto counts = [&](const FoundWords& words) {
    return words.kind == MentionKind::kBodyPart && Inside(words.span, within) &&
           lexicon.entry(words.entry).one_of == vague;
  };
  const auto named_by_others = [&](const BodyPartEntry& entry) {
    return std::any_of(mentions.begin(), mentions.end(), [&](const FoundWords& words) {
      return counts(words) && !lexicon.entry(words.entry).weak &&
             ShareOne(lexicon.entry(words.entry).parts, entry.parts);
    });
  };
  PartsNamed named;
  for (const FoundWords& words : mentions) {
    if (!counts(words)) continue;
    const BodyPartEntry& entry = lexicon.entry(words.entry);
    if (entry.weak && named_by_others(entry)) continue;
    bool fresh = false;
    for (const CodeIndex part : entry.parts) {
      if (std::find(named.parts.begin(), named.parts.end(), part) != named.parts.end()) continue;
      named.parts.push_back(part);
      fresh = true;
    }
    if (fresh) named.words.push_back(words.match());
  }
  return named;
}

WordingReading ReadWording(const RequestLexicons& lexicons, std::string_view wording) {
  WordingReading reading;
  const Span all{0, static_cast<std::uint32_t>(wording.size())};
  reading.partial = lexicons.quantities.SplitPartial(wording);
  reading.disputed = all;
  if (reading.partial) {
    reading.disputed = reading.partial->remaining.value_or(reading.partial->original);
  }
  std::vector<FoundWords> mentions =
      lexicons.mentions.Scan(wording, all, MentionSet::Reading::kWording);
  if (std::none_of(mentions.begin(), mentions.end(),
                   [](const FoundWords& words) { return words.kind != MentionKind::kBodyPart; })) {
    mentions = lexicons.mentions.Scan(wording, all, MentionSet::Reading::kEveryName);
  }
  const auto drugs_in = [&](Span within) { return OfKind(mentions, MentionKind::kDrug, within); };
  for (const FoundWords& words : drugs_in(all)) reading.drug_names.push_back(words.span);

  reading.parts = PartsIn(lexicons.body_parts, mentions, reading.disputed);
  if (reading.parts.empty()) reading.parts = PartsIn(lexicons.body_parts, mentions, all);
  reading.vague = PartsIn(lexicons.body_parts, mentions, all, true);

  // The remainder usually repeats the request; where it does not, the original names it.
  std::optional<Candidate> chosen;
  std::optional<DrugReading> drug;
  std::vector<FoundWords> drug_mentions;
  for (const Span& within : {reading.disputed, all}) {
    drug_mentions = drugs_in(within);
    drug = lexicons.drugs.Read(
        wording, within, drug_mentions,
        lexicons.drugs.SpeaksOfInjection(wording.substr(within.start, within.end - within.start)));
    chosen = Choose(lexicons, wording, within, mentions, reading.parts.parts, drug, drug_mentions);
    if (chosen) break;
  }
  if (!chosen) return reading;

  reading.treatment = chosen->treatment;
  reading.treatment_words = chosen->words;
  reading.entry = chosen->entry;
  reading.part_decides = chosen->part_decides;
  if (drug && lexicons.drugs.IsAgentOf(chosen->treatment)) {
    reading.agent = drug->agent;
    for (const std::size_t i : drug->mentions) {
      reading.agent_words.push_back(drug_mentions[i].match());
    }
  }
  if (chosen->entry != nullptr && !chosen->entry->body_parts.empty()) {
    reading.implied = {chosen->entry->body_parts, {chosen->words}};
    // Parts named only by the treatment's own name are those that it is about.
    const bool only_inside = std::all_of(
        reading.parts.words.begin(), reading.parts.words.end(),
        [&](const PatternMatch& words) { return Inside(words.span, chosen->words.span); });
    if (only_inside) reading.parts = {};
  }
  return reading;
}

}  // namespace imr
