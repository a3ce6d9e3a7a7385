#include "features/lexicon/mention_set.h"

#include <algorithm>

namespace imr {
namespace {

bool AboutBodyParts(MentionKind kind) {
  return kind == MentionKind::kBodyPart || kind == MentionKind::kNoBodyPart;
}

bool NamesNothing(MentionKind kind) {
  return kind == MentionKind::kNoTreatment || kind == MentionKind::kNoBodyPart;
}

// Is `inner` inside `outer` so that it does not count? Equal spans hide only behind words that name
// nothing.
bool Hides(const FoundWords& outer, const FoundWords& inner) {
  if (AboutBodyParts(outer.kind) != AboutBodyParts(inner.kind)) return false;
  if (outer.span.start > inner.span.start || outer.span.end < inner.span.end) return false;
  if (outer.span == inner.span) return NamesNothing(outer.kind) && !NamesNothing(inner.kind);
  return true;
}

}  // namespace

void MentionSet::SetOwner(std::uint32_t pattern, MentionKind kind, std::uint32_t entry,
                          bool wording_only) {
  if (owners_.size() <= pattern) owners_.resize(pattern + 1);
  owners_[pattern] = {kind, entry, wording_only};
}

std::vector<FoundWords> MentionSet::Scan(std::string_view text, Span within,
                                         Reading reading) const {
  PatternCandidates candidates;
  patterns_.Candidates(text.substr(within.start, within.end - within.start), &candidates);
  std::vector<FoundWords> found;
  std::vector<Span> spans;
  for (const PatternCandidate& candidate : candidates.list) {
    const Owner& owner = owners_[candidate.pattern];
    if (owner.wording_only && reading == Reading::kFreeText) continue;
    if (NamesNothing(owner.kind) && reading == Reading::kEveryName) continue;
    spans.clear();
    patterns_.Find(candidates, candidate, text, within, &spans);
    for (const Span& span : spans)
      found.push_back({WithoutBlanks(text, span), owner.kind, owner.entry, candidate.pattern});
  }
  std::sort(found.begin(), found.end(), [](const FoundWords& a, const FoundWords& b) {
    if (a.span.start != b.span.start) return a.span.start < b.span.start;
    if (a.span.end != b.span.end) return a.span.end > b.span.end;
    if (NamesNothing(a.kind) != NamesNothing(b.kind)) return NamesNothing(a.kind);
    if (a.kind != b.kind) return a.kind < b.kind;
    if (a.entry != b.entry) return a.entry < b.entry;
    return a.pattern < b.pattern;
  });
  // Whatever hides a name starts at or before it. The widest name so far suffices: if any name
  // hides this one, one that reaches furthest does.
  std::vector<FoundWords> kept;
  const FoundWords* widest[2] = {nullptr, nullptr};
  for (const FoundWords& words : found) {
    const FoundWords*& wide = widest[AboutBodyParts(words.kind) ? 1 : 0];
    const bool hidden = wide != nullptr && Hides(*wide, words);
    const bool again = !kept.empty() && kept.back().span == words.span &&
                       kept.back().kind == words.kind && kept.back().entry == words.entry;
    if (!hidden && !NamesNothing(words.kind) && !again) kept.push_back(words);
    if (wide == nullptr || words.span.end > wide->span.end) wide = &words;
  }
  return kept;
}

}  // namespace imr
