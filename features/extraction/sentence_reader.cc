#include "features/extraction/sentence_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "features/text/numbers.h"

namespace imr {
namespace {

constexpr CueKinds kFlipping =
    static_cast<CueKinds>(Bit(CueKind::kNegation) | Bit(CueKind::kAbsence));
constexpr CueKinds kCancelling = static_cast<CueKinds>(
    Bit(CueKind::kUncertain) | Bit(CueKind::kHypothetical) | Bit(CueKind::kPlanned) |
    Bit(CueKind::kOtherPerson) | Bit(CueKind::kGuideline));
constexpr int kFar = 1000;  // distance of a cue that governs its whole sentence

int WordsBetween(std::string_view text, std::uint32_t from, std::uint32_t to) {
  if (to <= from) return 0;
  return static_cast<int>(std::count(text.begin() + from, text.begin() + to, ' '));
}

bool TerminatorBetween(const Sentence& sentence, std::uint32_t from, std::uint32_t to) {
  return std::any_of(sentence.terminators.begin(), sentence.terminators.end(),
                     [&](Span t) { return t.start >= from && t.end <= to; });
}

// Words between the cue and what it governs; nothing when it does not govern.
std::optional<int> Distance(std::string_view text, const Sentence& sentence,
                            const LocatedCue& located, Span at) {
  const Span cue = located.span;
  const bool overlaps = cue.start < at.end && at.start < cue.end;
  switch (located.cue->direction) {
    case Cue::Direction::kSentence:
      return kFar;
    case Cue::Direction::kForward: {
      if (overlaps || cue.end > at.start) return std::nullopt;
      const int words = WordsBetween(text, cue.end, at.start);
      if (words > located.cue->reach || TerminatorBetween(sentence, cue.end, at.start)) {
        return std::nullopt;
      }
      return words;
    }
    case Cue::Direction::kBackward: {
      if (overlaps || at.end > cue.start) return std::nullopt;
      const int words = WordsBetween(text, at.end, cue.start);
      if (words > located.cue->reach || TerminatorBetween(sentence, at.end, cue.start)) {
        return std::nullopt;
      }
      return words;
    }
  }
  return std::nullopt;
}

bool Has(CueKinds kinds, CueKind kind) { return (kinds & Bit(kind)) != 0; }

// The date group of a pattern that finds dates in every form of the letters.
const RE2& DatePattern() {
  static const RE2 pattern(
      R"((?i)\b(\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? \d{4})\b)");
  return pattern;
}

// A day, or the first day of a month ("6/2014", "June 2014"), or the last of a year ("2014"): what
// is said to last since then has lasted at least as long.
std::optional<Date> ParseStart(std::string_view words) {
  if (const auto day = ParseDate(words)) return day;
  constexpr std::size_t kYearDigits = 4;
  if (words.size() < kYearDigits) return std::nullopt;
  const std::string year(words.substr(words.size() - kYearDigits));
  if (words.size() == kYearDigits) return ParseDate("12/31/" + year);
  const std::string month(words.substr(0, words.size() - kYearDigits - 1));
  const char separator = words[words.size() - kYearDigits - 1];
  if (separator == ' ') return ParseDate(month + " 1, " + year);
  return ParseDate(month + separator + '1' + separator + year);
}

// Does the date after these words begin a stretch of time ("since 3/1/2016")? Then it is not the
// day on which what the sentence says was found.
bool BeginsStretch(std::string_view before) {
  constexpr std::array<std::string_view, 2> kWords = {"since ", "since at least "};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return before.ends_with(word); });
}

std::optional<Date> LastDate(std::string_view text, Span sentence) {
  const re2::StringPiece piece(text.data() + sentence.start, sentence.end - sentence.start);
  std::optional<Date> last;
  std::size_t from = 0;
  re2::StringPiece found;
  while (from < piece.size() &&
         DatePattern().Match(piece, from, piece.size(), RE2::UNANCHORED, &found, 1)) {
    const auto at = static_cast<std::size_t>(found.data() - piece.data());
    const auto date = ParseDate({found.data(), found.size()});
    if (date && !BeginsStretch(text.substr(sentence.start, at))) last = date;
    from = static_cast<std::size_t>(found.data() - piece.data()) + found.size();
  }
  return last;
}

}  // namespace

Reading ResolveContext(std::string_view text, const Sentence& sentence, Span at, CueKinds needs,
                       CueKinds despite, CueKinds unless) {
  Reading reading;
  int needed = needs == 0 ? -1 : kFar + 1;
  bool presupposed = false;
  int cancelling = kFar + 1;
  int negating = kFar + 1;
  for (const LocatedCue& located : sentence.cues) {
    const CueKind kind = located.cue->kind;
    const auto distance = Distance(text, sentence, located, at);
    if (!distance) continue;
    if (Has(unless, kind)) return reading;
    if (Has(needs, kind) && *distance <= needed) {
      presupposed = located.cue->presupposes || (presupposed && *distance == needed);
      needed = *distance;
    }
    if (Has(despite, kind)) continue;
    if (Has(kCancelling, kind)) cancelling = std::min(cancelling, *distance);
    if (Has(kFlipping, kind) && *distance < negating) {
      negating = *distance;
      reading.cue = located.span;
    }
  }
  const bool cancelled = cancelling <= kFar && !(needs != 0 && needed < cancelling);
  reading.holds = needed <= kFar && !cancelled;
  reading.negated = negating <= kFar && !(presupposed && needed <= negating);
  if (!reading.negated) reading.cue.reset();
  return reading;
}

void SentenceReader::Locate(std::string_view text, Sentence& sentence, std::vector<int>& hits,
                            std::vector<std::pair<std::uint32_t, Span>>& wordings) const {
  const PatternSet& patterns = lexicon_.patterns();
  patterns.Matching(text.substr(sentence.span.start, sentence.span.end - sentence.span.start),
                    &hits);
  std::vector<Span> spans;
  for (const int hit : hits) {
    const auto index = static_cast<std::uint32_t>(hit);
    const FactLexicon::Pattern& pattern = lexicon_.pattern(index);
    spans.clear();
    patterns.Find(index, text, sentence.span, &spans);
    for (const Span span : spans) {
      switch (pattern.role) {
        case FactLexicon::Role::kCue:
          sentence.cues.push_back({&lexicon_.cues()[pattern.index], span});
          break;
        case FactLexicon::Role::kTerminator:
          sentence.terminators.push_back(span);
          break;
        case FactLexicon::Role::kWording:
          wordings.emplace_back(pattern.index, span);
          break;
      }
    }
  }
  sentence.review = std::any_of(sentence.cues.begin(), sentence.cues.end(),
                                [](const auto& c) { return c.cue->kind == CueKind::kReview; });
}

std::optional<FactValue> SentenceReader::ReadNumber(const Wording& wording, std::string_view text,
                                                    Span sentence, Span at,
                                                    const std::optional<Date>& review) const {
  const RE2& expression = lexicon_.patterns().expression(*wording.pattern);
  const int groups = expression.NumberOfCapturingGroups() + 1;
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(groups));
  const re2::StringPiece piece(text.data() + sentence.start, sentence.end - sentence.start);
  if (!expression.Match(piece, at.start - sentence.start, piece.size(), RE2::UNANCHORED,
                        found.data(), groups)) {
    return std::nullopt;
  }
  const FactType type = vocabulary_.Definition(wording.fact).type;
  for (const auto& [name, group] : expression.NamedCapturingGroups()) {
    const re2::StringPiece& words = found[static_cast<std::size_t>(group)];
    if (words.data() == nullptr || words.empty() || name == "at") continue;
    const std::string_view value(words.data(), words.size());
    if (name == "since") {
      const auto from = ParseStart(value);
      if (!from || !review) return std::nullopt;
      const int days = DaysBetween(*from, *review);
      if (days < 0) return std::nullopt;
      return NumberRange::Exactly(std::round(days / 30.4375));
    }
    const auto number = ParseCount(value);
    if (!number) return std::nullopt;
    double amount = *number;
    if (type == FactType::kMonths) {
      if (name == "weeks") amount = amount / 4.345;
      if (name == "years") amount = amount * 12;
      amount = std::round(amount);
    }
    return NumberRange::Exactly(amount);
  }
  return std::nullopt;
}

void SentenceReader::AddFinding(std::string_view text, std::uint32_t wording_index, Span at,
                                std::optional<std::uint32_t> mention,
                                const std::optional<Date>& review, SectionReading& reading) const {
  const Wording& wording = lexicon_.wordings()[wording_index];
  if (wording.sections != 0 &&
      (wording.sections & (1u << static_cast<unsigned>(reading.section))) == 0) {
    return;
  }
  const Sentence& sentence = reading.sentences.back();
  const Reading context =
      ResolveContext(text, sentence, at, wording.needs, wording.despite, wording.unless);
  if (!context.holds) return;
  FactValue value = wording.says;
  if (wording.number) {
    const auto number = ReadNumber(wording, text, sentence.span, at, review);
    if (!number) return;
    value = *number;
  }
  if (context.negated) {
    bool* yes = std::get_if<bool>(&value);
    // What is denied of a denial, a number or a code says nothing certain.
    if (yes == nullptr || !*yes) return;
    *yes = false;
  }
  reading.findings.push_back(
      {.wording = wording_index,
       .sentence = static_cast<std::uint32_t>(reading.sentences.size() - 1),
       .value = std::move(value),
       .at = at,
       .evidence = {.section = reading.section,
                    .start = context.cue ? std::min(context.cue->start, at.start) : at.start,
                    .end = context.cue ? std::max(context.cue->end, at.end) : at.end,
                    .pattern = wording.pattern.value_or(kNoPattern),
                    .cue_start = context.cue ? context.cue->start : 0,
                    .cue_end = context.cue ? context.cue->end : 0},
       .mention = mention,
       .weak = wording.weak});
}

SectionReading SentenceReader::Read(std::string_view text, SectionKind section,
                                    const std::optional<Date>& review) const {
  SectionReading reading{.section = section, .sentences = {}, .findings = {}};
  std::vector<int> hits;
  std::vector<std::pair<std::uint32_t, Span>> wordings;
  std::optional<Date> date;
  for (const Span span : SplitSentences(text)) {
    reading.sentences.push_back({.span = span,
                                 .cues = {},
                                 .terminators = {},
                                 .mentions = requests_.FindMentions(text, span),
                                 .date = std::nullopt,
                                 .review = false});
    Sentence& sentence = reading.sentences.back();
    wordings.clear();
    Locate(text, sentence, hits, wordings);
    if (const auto own = LastDate(text, span)) date = own;
    sentence.date = date;
    for (const auto& [wording, at] : wordings) {
      AddFinding(text, wording, at, std::nullopt, review, reading);
    }
    for (std::uint32_t m = 0; m < sentence.mentions.treatments.size(); ++m) {
      const Span at = sentence.mentions.treatments[m].span;
      for (const std::uint32_t wording : lexicon_.mention_wordings()) {
        AddFinding(text, wording, at, m, review, reading);
      }
    }
  }
  return reading;
}

}  // namespace imr
