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

// A sentence with everything that was located in it.
struct Sentence {
  Span span;
  std::vector<LocatedCue> cues;
  std::vector<Span> terminators;  // by start
  RequestReader::Mentions mentions;
  std::optional<Date> date;  // of the note it belongs to: its own last date, else the one before
  bool review = false;       // tells what utilization review said
};

// What the cues of a sentence make of the words at a span.
struct Reading {
  bool holds = false;  // false: cancelled, or a cue that is needed does not govern
  bool negated = false;
  std::optional<Span> cue;  // the cue that negated
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

  // `review` is the day from which durations ("since ...") are counted.
  SectionReading Read(std::string_view text, SectionKind section,
                      const std::optional<Date>& review) const;

 private:
  void Locate(std::string_view text, Sentence& sentence, std::vector<int>& hits,
              std::vector<std::pair<std::uint32_t, Span>>& wordings) const;
  std::optional<FactValue> ReadNumber(const Wording& wording, std::string_view text, Span sentence,
                                      Span at, const std::optional<Date>& review) const;
  void AddFinding(std::string_view text, std::uint32_t wording, Span at,
                  std::optional<std::uint32_t> mention, const std::optional<Date>& review,
                  SectionReading& reading) const;

  const FactLexicon& lexicon_;
  const RequestReader& requests_;
  const Vocabulary& vocabulary_;
};

}  // namespace imr
