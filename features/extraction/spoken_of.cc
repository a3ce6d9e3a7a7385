#include "features/extraction/spoken_of.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

namespace imr {
namespace {

constexpr int kNearWords = 5;
constexpr int kBreathWords = 3;   // between parts named in one breath, at most
constexpr int kCommaInWords = 4;  // a comma parts as much as so many words
constexpr int kAboutAsNear = 2;
constexpr std::uint32_t kHeadingReach = 6;     // sentences that a heading governs
constexpr std::uint32_t kComplaintsReach = 4;  // sentences that tell what is examined

// Words between two spans, in either order; each comma counts for several. Zero when they overlap.
int Distance(std::string_view text, Span a, Span b) {
  const std::uint32_t from = std::min(a.end, b.end);
  const std::uint32_t to = std::max(a.start, b.start);
  if (from >= to) return 0;
  const std::string_view between = text.substr(from, to - from);
  return static_cast<int>(std::count(between.begin(), between.end(), ' ') +
                          kCommaInWords * std::count(between.begin(), between.end(), ','));
}

// Body parts named in one breath; what is found parts it.
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

void Join(std::vector<std::string>& parts, const std::vector<std::string>& more) {
  parts.insert(parts.end(), more.begin(), more.end());
}

// The parts of `first` that are among `second` too; all of `first` when none is.
std::vector<std::string> CommonOrFirst(const std::vector<std::string>& first,
                                       const std::vector<std::string>& second) {
  std::vector<std::string> common;
  std::copy_if(first.begin(), first.end(), std::back_inserter(common), [&](const auto& part) {
    return std::find(second.begin(), second.end(), part) != second.end();
  });
  return common.empty() ? first : common;
}

bool Heads(const Sentence& sentence) { return !sentence.headings.empty(); }

// The parts that a heading names: those in it, or in one breath with what stands next to it.
std::vector<std::string> PartsOfHeading(const Vocabulary& vocabulary, std::string_view text,
                                        const Sentence& sentence, Span heading) {
  auto parts = PartsOverlapping(vocabulary, sentence, heading);
  if (!parts.empty()) return parts;
  const Span segment = Segment(text, sentence.span, heading);
  for (const Enumeration& one : EnumerationsIn(vocabulary, text, sentence, segment, heading)) {
    if (Distance(text, one.span, heading) <= 1) Join(parts, one.parts);
  }
  return parts;
}

// The parts of the last heading of a sentence that stands before `end`.
std::vector<std::string> PartsOfLastHeading(const Vocabulary& vocabulary, std::string_view text,
                                            const Sentence& sentence, std::uint32_t end) {
  for (std::size_t i = sentence.headings.size(); i-- > 0;) {
    if (sentence.headings[i].start >= end) continue;
    auto parts = PartsOfHeading(vocabulary, text, sentence, sentence.headings[i]);
    if (!parts.empty()) return parts;
  }
  return {};
}

// The parts under whose heading a finding stands: in its own sentence, or in the few before it.
std::vector<std::string> PartsAbove(const Vocabulary& vocabulary, std::string_view text,
                                    const SectionReading& reading, const Finding& finding) {
  for (std::uint32_t back = 0; back <= kSentencesBack && back <= finding.sentence; ++back) {
    const Sentence& sentence = reading.sentences[finding.sentence - back];
    const std::uint32_t end = back == 0 ? finding.at.start : sentence.span.end;
    auto parts = PartsOfLastHeading(vocabulary, text, sentence, end);
    if (!parts.empty()) return parts;
    if (back > 0 && Heads(sentence)) break;
  }
  return {};
}

// Those of `heads` under which findings in `parts` stand.
std::vector<std::string> Heading(const FactLexicon& lexicon, const std::vector<std::string>& heads,
                                 const std::vector<std::string>& parts) {
  std::vector<std::string> heading;
  std::copy_if(heads.begin(), heads.end(), std::back_inserter(heading), [&](const auto& head) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const std::string& part) { return lexicon.Heads(head, part); });
  });
  return heading;
}

// The words around `at` between commas or semicolons.
Span Phrase(std::string_view text, const Sentence& sentence, Span at) {
  const auto parts = [&](std::uint32_t i) { return text[i] == ',' || text[i] == ';'; };
  Span phrase = at;
  while (phrase.start > sentence.span.start && !parts(phrase.start - 1)) --phrase.start;
  while (phrase.end < sentence.span.end && !parts(phrase.end)) ++phrase.end;
  return phrase;
}

// Does what is found go from a part named before it to another after it, in one phrase, and is that
// one served by the first? Then where from and where to; else nothing.
Spoken Course(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
              const Sentence& sentence, Span at) {
  const Span phrase = Phrase(text, sentence, at);
  Spoken spoken{PartsIn(vocabulary, sentence, {phrase.start, at.start}),
                PartsIn(vocabulary, sentence, {at.start, phrase.end})};
  return Heading(lexicon, spoken.parts, spoken.ends).empty() ? Spoken{} : spoken;
}

// The parts that a sentence which names none goes on about: those of the nearest of the sentences
// before, or further up of a heading. What is shown where no part in particular is looked at is of
// all that was told just before it.
std::vector<std::string> PartsBefore(const Vocabulary& vocabulary, std::string_view text,
                                     const SectionReading& reading, std::uint32_t sentence) {
  const bool examines = Heads(reading.sentences[sentence]);
  std::vector<std::string> parts;
  const std::uint32_t reach = std::min(sentence, examines ? kComplaintsReach : kHeadingReach);
  for (std::uint32_t back = 1; back <= reach; ++back) {
    const Sentence& before = reading.sentences[sentence - back];
    const bool heading = !PartsOfLastHeading(vocabulary, text, before, before.span.end).empty();
    if (heading && parts.empty()) return PartsIn(vocabulary, before, before.span);
    if (heading) return parts;
    auto named = PartsIn(vocabulary, before, before.span);
    if (examines) {
      Join(parts, named);
    } else if (!named.empty()) {
      return back <= kSentencesBack ? named : std::vector<std::string>{};
    }
  }
  return parts;
}

}  // namespace

// Is the section written of all items of the case, not of one?
bool IsShared(SectionKind section) {
  return section == SectionKind::kSummary || section == SectionKind::kHeader;
}

bool Within(Span inner, Span outer) { return inner.start >= outer.start && inner.end <= outer.end; }

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

// Do two spans stand within a few words of each other, with no comma or semicolon between?
bool Beside(std::string_view text, Span a, Span b) {
  const std::uint32_t from = std::min(a.end, b.end);
  const std::uint32_t to = std::max(a.start, b.start);
  if (from >= to) return true;
  const std::string_view between = text.substr(from, to - from);
  return between.find_first_of(",;") == std::string_view::npos &&
         std::count(between.begin(), between.end(), ' ') <= kNearWords;
}

// The parts named within words, as a device is named by what it is worn on.
std::vector<std::string> PartsOverlapping(const Vocabulary& vocabulary, const Sentence& sentence,
                                          Span at) {
  std::vector<std::string> parts;
  for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
    if (mention.span.start >= at.end || mention.span.end <= at.start) continue;
    parts.push_back(vocabulary.body_parts()[mention.code]);
  }
  return parts;
}

// The parts beside a mention.
std::vector<std::string> PartsBeside(const Vocabulary& vocabulary, std::string_view text,
                                     const Sentence& sentence, Span at) {
  std::vector<std::string> parts;
  for (const RequestReader::Mention& mention : sentence.mentions.body_parts) {
    const bool apart = mention.span.end <= at.start || at.end <= mention.span.start;
    if (apart && Beside(text, mention.span, at)) {
      parts.push_back(vocabulary.body_parts()[mention.code]);
    }
  }
  return parts;
}

Spoken PartsAt(const FactLexicon& lexicon, const Vocabulary& vocabulary, std::string_view text,
               const SectionReading& reading, const Finding& finding) {
  const Wording& wording = lexicon.wordings()[finding.wording];
  if (!wording.region.empty()) {
    if (wording.region.size() == 1 || !IsShared(reading.section)) return {wording.region, {}};
    return {CommonOrFirst(wording.region, PartsAbove(vocabulary, text, reading, finding)), {}};
  }
  const Sentence& sentence = reading.sentences[finding.sentence];
  const Span at = finding.at;
  const Span segment = Segment(text, sentence.span, at);
  // Review lists the items that it denies, then says why: its reason is of all of them.
  if (sentence.review) {
    auto parts = PartsIn(vocabulary, sentence, segment);
    if (parts.empty()) parts = PartsIn(vocabulary, sentence, sentence.span);
    return {std::move(parts), {}};
  }
  if (IsShared(reading.section)) {
    Spoken course = Course(lexicon, vocabulary, text, sentence, at);
    if (!course.empty()) return course;
  }
  auto parts = NearestParts(vocabulary, text, sentence, segment, at);
  if (parts.empty()) parts = NearestParts(vocabulary, text, sentence, sentence.span, at);
  // What is written of one item may name no part.
  if (!IsShared(reading.section)) return {std::move(parts), {}};
  if (parts.empty()) {
    if (!wording.general) parts = PartsBefore(vocabulary, text, reading, finding.sentence);
    return {std::move(parts), {}};
  }
  Join(parts, Heading(lexicon, PartsAbove(vocabulary, text, reading, finding), parts));
  return {std::move(parts), {}};
}

}  // namespace imr
