// What the clinical summary tells of requests: the sentences that ask for a treatment, and the
// regions that the case is about. Built once for a case, when an item's wording leaves something
// open.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "features/extraction/request_lexicons.h"
#include "features/extraction/wording_reader.h"

namespace imr {

// Where the summary names a treatment in a sentence that asks for it.
struct RequestPassage {
  // From the end of the treatment named before it to the start of the one named after it.
  Span passage;
  PartsNamed parts;     // of the body, that go with this treatment
  bool marked = false;  // as accompanying an operation
  RequestCue cue = RequestCue::kNone;
};

class SummaryIndex {
 public:
  // Only sentences that begin in this much of a summary are read, in bytes.
  static constexpr std::size_t kLongest = std::size_t{1} << 20;

  // `summary` must outlive the index, and so must its names.
  SummaryIndex(const RequestLexicons& lexicons, std::string_view summary, const NamedText& names);

  // Passages that ask for the treatment, those that say so plainly first, then in order.
  std::vector<RequestPassage> PassagesFor(CodeIndex treatment) const;

  // The regions that the diagnoses name; where no sentence tells diagnoses, those named anywhere.
  const PartsNamed& regions() const { return regions_; }

 private:
  struct Sentence {
    const NamedSentence* named = nullptr;
    RequestCue cue = RequestCue::kNone;
  };
  RequestPassage PassageAround(const Sentence& sentence, std::size_t mention) const;

  const RequestLexicons& lexicons_;
  std::string_view summary_;
  std::vector<Sentence> sentences_;  // those that ask for something
  PartsNamed regions_;
};

// The code of each treatment or drug mentioned in text; body parts nearby decide where a code
// depends on them. `kNoCode` where they would have to and do not.
std::vector<CodeIndex> CodesOf(const RequestLexicons& lexicons, std::string_view text,
                               const std::vector<FoundWords>& mentions);

}  // namespace imr
