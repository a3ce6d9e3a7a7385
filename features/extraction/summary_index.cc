#include "features/extraction/summary_index.h"

#include <algorithm>

namespace imr {
namespace {

// "right knee MRI": a part named this close before a treatment belongs to it, in bytes.
constexpr std::uint32_t kDirectlyBefore = 4;

bool NamesTreatment(const FoundWords& words) {
  return words.kind == MentionKind::kTreatment || words.kind == MentionKind::kDrug;
}

std::uint32_t Distance(const Span& a, const Span& b) {
  if (a.end <= b.start) return b.start - a.end;
  if (b.end <= a.start) return a.start - b.end;
  return 0;
}

// The parts that other words in the text name, nearest to `span` first.
std::vector<CodeIndex> PartsNearest(const RequestLexicons& lexicons,
                                    const std::vector<FoundWords>& mentions, const Span& span) {
  std::vector<const FoundWords*> words;
  for (const FoundWords& mention : mentions) {
    if (mention.kind == MentionKind::kBodyPart &&
        !lexicons.body_parts.entry(mention.entry).one_of) {
      words.push_back(&mention);
    }
  }
  std::stable_sort(words.begin(), words.end(), [&span](const FoundWords* a, const FoundWords* b) {
    return Distance(a->span, span) < Distance(b->span, span);
  });
  std::vector<CodeIndex> parts;
  for (const FoundWords* mention : words) {
    const auto& named = lexicons.body_parts.entry(mention->entry).parts;
    parts.insert(parts.end(), named.begin(), named.end());
  }
  return parts;
}

void Join(PartsNamed& all, const PartsNamed& more) {
  for (const CodeIndex part : more.parts) {
    if (std::find(all.parts.begin(), all.parts.end(), part) == all.parts.end()) {
      all.parts.push_back(part);
    }
  }
  all.words.insert(all.words.end(), more.words.begin(), more.words.end());
}

}  // namespace

std::vector<CodeIndex> CodesOf(const RequestLexicons& lexicons, std::string_view text,
                               const std::vector<FoundWords>& mentions) {
  std::vector<CodeIndex> codes;
  for (const FoundWords& words : mentions) {
    CodeIndex code = kNoCode;
    if (words.kind == MentionKind::kDrug) {
      code = lexicons.drugs.ClassOf(words.entry, text, words.span);
    } else if (words.kind == MentionKind::kTreatment) {
      const TreatmentEntry& entry = lexicons.treatments.entry(words.entry);
      code = entry.by_body_part.empty()
                 ? entry.code.value_or(kNoCode)
                 : entry.Resolve(PartsNearest(lexicons, mentions, words.span)).value_or(kNoCode);
    }
    codes.push_back(code);
  }
  return codes;
}

SummaryIndex::SummaryIndex(const RequestLexicons& lexicons, std::string_view summary,
                           const NamedText& names)
    : lexicons_(lexicons), summary_(summary) {
  PartsNamed anywhere;
  for (const NamedSentence& named : names) {
    if (named.span.start >= kLongest) break;
    if (named.names.empty()) continue;
    const std::string_view text =
        summary_.substr(named.span.start, named.span.end - named.span.start);
    PartsNamed parts = PartsIn(lexicons.body_parts, named.names, named.span);
    if (!parts.empty()) {
      if (lexicons.body_parts.TellsDiagnosis(text)) Join(regions_, parts);
      Join(anywhere, parts);
    }
    const RequestCue cue = lexicons.dependencies.CueOf(text);
    if (cue != RequestCue::kNone) sentences_.push_back({&named, cue});
  }
  if (regions_.empty()) regions_ = std::move(anywhere);
  std::erase_if(regions_.parts,
                [&](CodeIndex part) { return !lexicons.body_parts.IsRegion(part); });
}

RequestPassage SummaryIndex::PassageAround(const Sentence& sentence, std::size_t mention) const {
  const Span& words = sentence.named->names[mention].span;
  RequestPassage found;
  found.cue = sentence.cue;
  found.passage = sentence.named->span;
  bool first = true;
  for (const FoundWords& other : sentence.named->names) {
    if (!NamesTreatment(other) || other.span == words) continue;
    if (other.span.end <= words.start) {
      found.passage.start = std::max(found.passage.start, other.span.end);
      first = false;
    } else if (other.span.start >= words.end) {
      found.passage.end = std::min(found.passage.end, other.span.start);
    }
  }
  const Span after{words.start, found.passage.end};
  found.parts = PartsIn(lexicons_.body_parts, sentence.named->names, after);
  if (found.parts.empty()) {
    const std::uint32_t reach =
        first ? found.passage.start
              : std::max(found.passage.start,
                         words.start - std::min(words.start, kDirectlyBefore + 24));
    found.parts = PartsIn(lexicons_.body_parts, sentence.named->names, {reach, words.start});
    std::erase_if(found.parts.words, [&](const PatternMatch& match) {
      const Span& span = match.span;
      return !first && (Distance(span, words) > kDirectlyBefore ||
                        summary_.substr(span.end, words.start - span.end).find(',') !=
                            std::string_view::npos);
    });
    if (found.parts.words.empty()) found.parts = {};
  }
  found.marked =
      lexicons_.dependencies
          .Marker(summary_.substr(found.passage.start, found.passage.end - found.passage.start))
          .has_value();
  return found;
}

std::vector<RequestPassage> SummaryIndex::PassagesFor(CodeIndex treatment) const {
  std::vector<RequestPassage> found;
  for (const RequestCue cue : {RequestCue::kStrong, RequestCue::kWeak}) {
    for (const Sentence& sentence : sentences_) {
      if (sentence.cue != cue) continue;
      for (std::size_t i = 0; i < sentence.named->names.size(); ++i) {
        if (sentence.named->codes[i] == treatment) found.push_back(PassageAround(sentence, i));
      }
    }
  }
  return found;
}

}  // namespace imr
