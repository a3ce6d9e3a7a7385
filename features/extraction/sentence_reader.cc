#include "features/extraction/sentence_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "features/extraction/clauses.h"
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

bool Has(CueKinds kinds, CueKind kind) { return (kinds & Bit(kind)) != 0; }

// Does something end the reach of the cue between `first` and `second`, of which it is one?
bool EndsBetween(const Sentence& sentence, const Cue& cue, Span first, Span second) {
  if (TerminatorBetween(sentence, first.end, second.start)) return true;
  if (!Has(kFlipping, cue.kind)) return false;
  // "No record the patient was treated and was helped": all of it is what the record lacks.
  const bool of_record = cue.kind == CueKind::kAbsence && cue.direction == Cue::Direction::kForward;
  if (of_record &&
      !ClauseBeginsBetween(sentence.clauses, sentence.verbs, {first.end, first.end}, second)) {
    return false;
  }
  return ClauseBeginsBetween(sentence.clauses, sentence.embeddings, first, second);
}

// Does a parenthesis that is open where a sentence has come to `cue` end before `at`?
bool LeavesParenthesis(std::string_view text, const Sentence& sentence, Span cue, Span at) {
  const std::string_view before = text.substr(sentence.span.start, cue.end - sentence.span.start);
  const std::size_t opened = before.find_last_of("()");
  if (opened == std::string_view::npos || before[opened] == ')') return false;
  return text.substr(cue.end, at.start - cue.end).find(')') != std::string_view::npos;
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
      // "May benefit from": what is only possible runs on into what it is said of.
      if (overlaps && cue.start < at.start && located.cue->kind == CueKind::kHypothetical) {
        return 0;
      }
      if (overlaps || cue.end > at.start) return std::nullopt;
      const int words = WordsBetween(text, cue.end, at.start);
      if (words > located.cue->reach || EndsBetween(sentence, *located.cue, cue, at) ||
          LeavesParenthesis(text, sentence, cue, at)) {
        return std::nullopt;
      }
      return words;
    }
    case Cue::Direction::kBackward: {
      if (overlaps || at.end > cue.start) return std::nullopt;
      const int words = WordsBetween(text, at.end, cue.start);
      if (words > located.cue->reach || EndsBetween(sentence, *located.cue, at, cue)) {
        return std::nullopt;
      }
      return words;
    }
  }
  return std::nullopt;
}

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

// Adds the labels of the sentence that name a part of the body to its
// headings: a few words before a colon, at the start or after a semicolon.
void AddLabels(std::string_view text, Sentence& sentence) {
  constexpr std::uint32_t kLongest = 40;
  if (!sentence.mentions.body_parts.empty()) {
    std::uint32_t start = sentence.span.start;
    bool open = true;
    for (std::uint32_t i = start; i < sentence.span.end; ++i) {
      if (text[i] == ';') {
        start = i + 1;
        open = true;
      } else if (text[i] == ',' || i - start > kLongest) {
        open = false;
      } else if (text[i] == ':' && open) {
        const Span label{start, i};
        const auto& parts = sentence.mentions.body_parts;
        const bool names = std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
          return part.span.start >= label.start && part.span.end <= label.end;
        });
        if (names) sentence.headings.push_back(label);
        open = false;
      }
    }
  }
  std::sort(sentence.headings.begin(), sentence.headings.end(),
            [](Span a, Span b) { return a.start < b.start; });
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Every date has two numbers parted by a slash, a hyphen, or a space after an optional comma.
bool MayHoldDate(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if ((c == '/' || c == '-' || c == ' ') && IsDigit(text[i + 1]) &&
        (IsDigit(text[i - 1]) || text[i - 1] == ',')) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<NamedDays> DaysIn(std::string_view text, Span within) {
  if (!MayHoldDate(text.substr(within.start, within.end - within.start))) return std::nullopt;
  const re2::StringPiece piece(text.data() + within.start, within.end - within.start);
  std::optional<NamedDays> days;
  std::size_t from = 0;
  re2::StringPiece found;
  while (from < piece.size() &&
         DatePattern().Match(piece, from, piece.size(), RE2::UNANCHORED, &found, 1)) {
    const auto at = static_cast<std::size_t>(found.data() - piece.data());
    const auto date = ParseDate({found.data(), found.size()});
    if (date && !BeginsStretch(text.substr(within.start, at))) {
      days = NamedDays{days ? std::min(days->earliest, *date) : *date, *date};
    }
    from = static_cast<std::size_t>(found.data() - piece.data()) + found.size();
  }
  return days;
}

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
    if (Has(unless, kind)) {
      reading.cancelled_by = located;
      return reading;
    }
    if (Has(needs, kind) && *distance <= needed) {
      presupposed = located.cue->presupposes || (presupposed && *distance == needed);
      needed = *distance;
    }
    if (Has(despite, kind)) continue;
    if (Has(kCancelling, kind) && *distance < cancelling) {
      cancelling = *distance;
      reading.cancelled_by = located;
    }
    if (Has(kFlipping, kind) && *distance < negating) {
      negating = *distance;
      reading.cue = located.span;
    }
  }
  const bool cancelled = cancelling <= kFar && !(needs != 0 && needed < cancelling);
  reading.holds = needed <= kFar && !cancelled;
  if (!cancelled) reading.cancelled_by.reset();
  reading.negated = negating <= kFar && !(presupposed && needed <= negating);
  if (!reading.negated) reading.cue.reset();
  return reading;
}

bool SentenceReader::CountsIn(const Wording& wording, SectionKind section) const {
  return wording.sections == 0 || (wording.sections & (1u << static_cast<unsigned>(section))) != 0;
}

void SentenceReader::Locate(const Task& task, Sentence& sentence, Scratch& scratch) const {
  const PatternSet& patterns = lexicon_.patterns();
  const Span span = sentence.span;
  const std::string_view text = task.text.substr(span.start, span.end - span.start);
  patterns.Candidates(text, &scratch.hits);
  CueKinds said = 0;  // kinds of cue that occur
  const Cue* opened = nullptr;
  for (const PatternCandidate& hit : scratch.hits.list) {
    const FactLexicon::Pattern& pattern = lexicon_.pattern(hit.pattern);
    if (pattern.role != FactLexicon::Role::kCue) continue;
    const Cue& cue = lexicon_.cues()[pattern.index];
    if (Has(said, cue.kind) && (!cue.opens_list || opened != nullptr)) continue;
    if (!patterns.Occurs(hit, text)) continue;
    said = static_cast<CueKinds>(said | Bit(cue.kind));
    if (cue.opens_list) opened = &cue;
  }
  const bool listed = opened == nullptr && scratch.list != nullptr && BeginsListEntry(text);
  if (listed) {
    said = static_cast<CueKinds>(said | Bit(scratch.list->kind));
  } else {
    scratch.list = opened;
  }
  sentence.review = Has(said, CueKind::kReview);
  const bool all = task.refused != nullptr;
  CueKinds wanted = 0;
  // A wording that cannot count here, or lacks every cue it needs, is not worth locating.
  auto may_count = [&](const Wording& wording) {
    return all || (CountsIn(wording, task.reading.section) &&
                   (wording.needs == 0 || (wording.needs & said) != 0));
  };
  auto want = [&](const Wording& wording) {
    wanted = static_cast<CueKinds>(wanted | wording.needs | wording.unless |
                                   ((kFlipping | kCancelling) & ~wording.despite));
  };
  scratch.wordings.clear();
  for (const PatternCandidate& hit : scratch.hits.list) {
    const FactLexicon::Pattern& pattern = lexicon_.pattern(hit.pattern);
    if (pattern.role == FactLexicon::Role::kHeading) {
      patterns.Find(scratch.hits, hit, task.text, span, &sentence.headings);
    }
    if (pattern.role != FactLexicon::Role::kWording) continue;
    const Wording& wording = lexicon_.wordings()[pattern.index];
    if (!may_count(wording)) continue;
    scratch.spans.clear();
    patterns.Find(scratch.hits, hit, task.text, span, &scratch.spans);
    if (!scratch.spans.empty()) want(wording);
    for (const Span at : scratch.spans) scratch.wordings.emplace_back(pattern.index, at);
  }
  AddLabels(task.text, sentence);
  scratch.mention_wordings.clear();
  if (!sentence.mentions.treatments.empty()) {
    for (const std::uint32_t index : lexicon_.mention_wordings()) {
      const Wording& wording = lexicon_.wordings()[index];
      if (!may_count(wording)) continue;
      want(wording);
      scratch.mention_wordings.push_back(index);
    }
  }
  wanted = static_cast<CueKinds>(wanted & said);
  if (wanted != 0) LocateContext(task.text, wanted, said, sentence, scratch);
  if (listed && Has(wanted, scratch.list->kind)) {
    sentence.cues.push_back({scratch.list, {span.start, span.start}});
  }
}

void SentenceReader::LocateContext(std::string_view text, CueKinds wanted, CueKinds said,
                                   Sentence& sentence, Scratch& scratch) const {
  for (const PatternCandidate& hit : scratch.hits.list) {
    const FactLexicon::Pattern& pattern = lexicon_.pattern(hit.pattern);
    if (pattern.role != FactLexicon::Role::kCue && pattern.role != FactLexicon::Role::kTerminator) {
      continue;
    }
    const bool terminator = pattern.role == FactLexicon::Role::kTerminator;
    const Cue* cue = terminator ? nullptr : &lexicon_.cues()[pattern.index];
    if (cue != nullptr && (!Has(wanted, cue->kind) || (cue->unless & said) != 0)) continue;
    scratch.spans.clear();
    lexicon_.patterns().Find(scratch.hits, hit, text, sentence.span, &scratch.spans);
    for (const Span at : scratch.spans) {
      if (terminator) {
        sentence.terminators.push_back(at);
      } else {
        sentence.cues.push_back({cue, at});
      }
    }
  }
  const bool denied =
      std::any_of(sentence.cues.begin(), sentence.cues.end(),
                  [](const LocatedCue& located) { return Has(kFlipping, located.cue->kind); });
  // What is said of one treatment is not said of another that the next clause names.
  if (denied || sentence.mentions.treatments.size() > 1) LocateClauses(text, sentence, scratch);
}

void SentenceReader::LocateClauses(std::string_view text, Sentence& sentence,
                                   Scratch& scratch) const {
  ClauseWords words;
  auto list = [&](FactLexicon::Role role) -> std::vector<Span>* {
    switch (role) {
      case FactLexicon::Role::kVerb:
        return &words.verbs;
      case FactLexicon::Role::kJoint:
        return &words.joints;
      case FactLexicon::Role::kListing:
        return &words.listings;
      case FactLexicon::Role::kEmbedding:
        return &words.embeddings;
      default:
        return nullptr;
    }
  };
  for (const PatternCandidate& hit : scratch.hits.list) {
    if (std::vector<Span>* spans = list(lexicon_.pattern(hit.pattern).role)) {
      lexicon_.patterns().Find(scratch.hits, hit, text, sentence.span, spans);
    }
  }
  for (auto* spans : {&words.verbs, &words.joints, &words.listings, &words.embeddings}) {
    std::sort(spans->begin(), spans->end(), [](Span a, Span b) { return a.start < b.start; });
  }
  sentence.clauses = ClauseBeginnings(words);
  sentence.embeddings = std::move(words.embeddings);
  sentence.verbs = std::move(words.verbs);
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

void SentenceReader::AddFinding(std::uint32_t wording_index, Span at,
                                std::optional<std::uint32_t> mention, Task& task) const {
  using Why = RefusedWording::Why;
  const Wording& wording = lexicon_.wordings()[wording_index];
  SectionReading& reading = task.reading;
  const auto sentence_index = static_cast<std::uint32_t>(reading.sentences.size() - 1);
  auto refuse = [&](Why why, std::optional<LocatedCue> cue = std::nullopt) {
    if (task.refused == nullptr) return;
    task.refused->push_back({wording_index, sentence_index, at, mention, why, cue});
  };
  if (!CountsIn(wording, reading.section)) return refuse(Why::kOtherSection);
  const Sentence& sentence = reading.sentences.back();
  const Reading context =
      ResolveContext(task.text, sentence, at, wording.needs, wording.despite, wording.unless);
  if (!context.holds) {
    return refuse(context.cancelled_by ? Why::kCancelled : Why::kNeedsCue, context.cancelled_by);
  }
  FactValue value = wording.says;
  if (wording.number) {
    const auto number = ReadNumber(wording, task.text, sentence.span, at, task.review);
    if (!number) return refuse(Why::kNoNumber);
    value = *number;
  }
  if (context.negated) {
    bool* yes = std::get_if<bool>(&value);
    // What is denied of a denial, a number or a code says nothing certain.
    if (yes == nullptr || !*yes) return refuse(Why::kDenied, LocatedCue{nullptr, *context.cue});
    *yes = false;
  }
  const Span cue = WithoutBlanks(task.text, context.cue.value_or(Span{at.end, at.end}));
  at = WithoutBlanks(task.text, at);
  reading.findings.push_back(
      {.wording = wording_index,
       .sentence = sentence_index,
       .value = std::move(value),
       .at = at,
       .evidence = {.section = reading.section,
                    .start = context.cue ? std::min(cue.start, at.start) : at.start,
                    .end = context.cue ? std::max(cue.end, at.end) : at.end,
                    .pattern = lexicon_.EvidencePattern(wording_index),
                    .cue_start = context.cue ? cue.start : 0,
                    .cue_end = context.cue ? cue.end : 0},
       .mention = mention,
       .weak = wording.weak});
}

SectionReading SentenceReader::Read(std::string_view text, SectionKind section,
                                    const std::optional<Date>& review,
                                    std::vector<RefusedWording>* refused) const {
  return Read(text, requests_.FindNames(text), section, review, refused);
}

SectionReading SentenceReader::Read(std::string_view text, const NamedText& names,
                                    SectionKind section, const std::optional<Date>& review,
                                    std::vector<RefusedWording>* refused) const {
  Task task{.text = text,
            .review = review,
            .refused = refused,
            .reading = {.section = section, .sentences = {}, .findings = {}}};
  Scratch scratch;
  std::optional<Date> date;
  task.reading.sentences.reserve(names.size());
  for (const NamedSentence& named : names) {
    const std::size_t found_before = task.reading.findings.size();
    Sentence& sentence = task.reading.sentences.emplace_back();
    sentence.span = named.span;
    sentence.mentions = requests_.MentionsOf(named);
    Locate(task, sentence, scratch);
    if (const auto own = DaysIn(text, named.span)) {
      sentence.earliest_day = own->earliest;
      date = own->last;
    }
    sentence.date = date;
    for (const auto& [wording, at] : scratch.wordings) {
      AddFinding(wording, at, std::nullopt, task);
    }
    const std::size_t mentions =
        scratch.mention_wordings.empty() ? 0 : sentence.mentions.treatments.size();
    for (std::uint32_t m = 0; m < mentions; ++m) {
      const Span at = sentence.mentions.treatments[m].span;
      for (const std::uint32_t wording : scratch.mention_wordings) {
        AddFinding(wording, at, m, task);
      }
    }
    if (task.reading.findings.size() > found_before || refused != nullptr) {
      sentence.sides = requests_.FindSides(text, named.span);
    }
  }
  return std::move(task.reading);
}

}  // namespace imr
