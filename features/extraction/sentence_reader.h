// One section of a case, sentence by sentence: which wordings occur, where, and what the cues
// around them make of them. Knows nothing yet of which item a finding concerns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/document/date.h"
#include "features/extraction/request_reader.h"
#include "features/facts/fact.h"
#include "features/lexicon/fact_lexicon.h"
#include "features/text/text.h"

namespace imr {

struct LocatedCue {
  const Cue* cue = nullptr;
  Span span;
};

// The days that a text names. Those that begin a stretch of time ("since 3/1/2016") are no days on
// which something was found, and are left out.
struct NamedDays {
  Date earliest;
  Date last;  // in the order of the text
};
std::optional<NamedDays> DaysIn(std::string_view text, Span within);

// A sentence with what was located in it.
struct Sentence {
  Span span;
  std::vector<LocatedCue> cues;  // those that can matter to a wording found in it
  std::vector<Span> terminators;
  std::vector<Span> headings;  // words that open what is told of a part, by start
  // Joints with which a clause begins; only where something is denied or several treatments named.
  std::vector<Span> clauses;
  std::vector<Span> embeddings;  // see ClauseWords
  std::vector<Span> verbs;
  RequestReader::Mentions mentions;
  std::vector<NamedSide> sides;      // only where something was found
  std::optional<Date> earliest_day;  // that it names
  std::optional<Date> date;  // of the note it belongs to: its own last date, else the one before
  bool review = false;       // tells what utilization review said
};

// What the cues of a sentence make of the words at a span.
struct Reading {
  bool holds = false;  // false: cancelled, or a cue that is needed does not govern
  bool negated = false;
  std::optional<Span> cue;  // the cue that negated
  std::optional<LocatedCue> cancelled_by;
};

// Resolves the cues that govern `at`. A cue governs forward or backward within its reach unless a
// terminator stands between, or anywhere in the sentence. A needed cue that is nearer than a
// cancelling one outweighs it; one of `unless` always cancels.
Reading ResolveContext(std::string_view text, const Sentence& sentence, Span at, CueKinds needs,
                       CueKinds despite, CueKinds unless = 0);

// One wording found and understood.
struct Finding {
  std::uint32_t wording = 0;   // index into FactLexicon::wordings()
  std::uint32_t sentence = 0;  // index into SectionReading::sentences
  FactValue value;
  Span at;            // the wording alone
  Evidence evidence;  // with the cue that negated it
  // For a wording that is a mention of a treatment: which (index into the sentence's mentions).
  std::optional<std::uint32_t> mention;
  bool weak = false;  // of a weak wording
};

// One wording found that was not taken for a finding, and why.
struct RefusedWording {
  enum class Why : std::uint8_t {
    kOtherSection,  // it does not count in this section
    kCancelled,     // a cue cancels it
    kNeedsCue,      // no cue governs that it needs
    kDenied,        // what is denied says nothing: a no, a number or a code
    kNoNumber,      // the words hold no number that could be read
  };
  std::uint32_t wording = 0;
  std::uint32_t sentence = 0;
  Span at;
  std::optional<std::uint32_t> mention;  // as of a Finding
  Why why = Why::kCancelled;
  std::optional<LocatedCue> cue;  // that cancels or denies
};

struct SectionReading {
  SectionKind section = SectionKind::kSummary;
  std::vector<Sentence> sentences;
  std::vector<Finding> findings;
};

class SentenceReader {
 public:
  // All outlive the reader.
  SentenceReader(const FactLexicon& lexicon, const RequestReader& requests,
                 const Vocabulary& vocabulary)
      : lexicon_(lexicon), requests_(requests), vocabulary_(vocabulary) {}

  // `review` is the day from which durations ("since ...") are counted. Wordings found that are no
  // findings are added to `refused` unless it is null; findings are the same either way.
  SectionReading Read(std::string_view text, SectionKind section, const std::optional<Date>& review,
                      std::vector<RefusedWording>* refused = nullptr) const;
  // The same for a text whose names were found before: names = requests.FindNames(text).
  SectionReading Read(std::string_view text, const NamedText& names, SectionKind section,
                      const std::optional<Date>& review,
                      std::vector<RefusedWording>* refused = nullptr) const;

 private:
  // What is used again from sentence to sentence.
  struct Scratch {
    PatternCandidates hits;
    std::vector<Span> spans;
    std::vector<std::pair<std::uint32_t, Span>> wordings;  // found, with where
    std::vector<std::uint32_t> mention_wordings;           // that may count in this sentence
    const Cue* list = nullptr;  // that opened the list in which the sentence before stands
  };
  // Where the text is read, and what comes of it.
  struct Task {
    std::string_view text;
    const std::optional<Date>& review;
    std::vector<RefusedWording>* refused;
    SectionReading reading;
  };

  bool CountsIn(const Wording& wording, SectionKind section) const;
  // Scans the sentence; locates the wordings that may count, and what of the context can matter to
  // them.
  void Locate(const Task& task, Sentence& sentence, Scratch& scratch) const;
  // Locates where clauses begin.
  void LocateClauses(std::string_view text, Sentence& sentence, Scratch& scratch) const;
  // Locates the cues of the kinds `wanted`; `said` are the kinds that occur.
  void LocateContext(std::string_view text, CueKinds wanted, CueKinds said, Sentence& sentence,
                     Scratch& scratch) const;
  std::optional<FactValue> ReadNumber(const Wording& wording, std::string_view text, Span sentence,
                                      Span at, const std::optional<Date>& review) const;
  void AddFinding(std::uint32_t wording, Span at, std::optional<std::uint32_t> mention,
                  Task& task) const;

  const FactLexicon& lexicon_;
  const RequestReader& requests_;
  const Vocabulary& vocabulary_;
};

}  // namespace imr
