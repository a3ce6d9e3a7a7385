// Where treatments, drugs and parts of the body are named in a text: one scan for all of them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "features/lexicon/pattern_set.h"
#include "features/text/text.h"

namespace imr {

enum class MentionKind : std::uint8_t {
  kTreatment,
  kDrug,
  kBodyPart,
  kNoTreatment,  // words that name no treatment though they look so
  kNoBodyPart,
};

// Words found, and the entry of the lexicon of that kind that they belong to.
struct FoundWords {
  Span span;
  MentionKind kind = MentionKind::kTreatment;
  std::uint32_t entry = 0;
  std::uint32_t pattern = 0;  // of MentionSet::patterns()

  PatternMatch match() const { return {span, pattern}; }
};

// A sentence of a text, and the names in it as MentionSet::Scan finds them in free text, each with
// the code of what it names: an index into Vocabulary::treatments(), or `kNoCode` for a part of the
// body and where the code is not known.
struct NamedSentence {
  Span span;
  std::vector<FoundWords> names;
  std::vector<std::uint16_t> codes;
};
using NamedText = std::vector<NamedSentence>;
inline constexpr std::uint16_t kNoCode = 0xFFFF;

class MentionSet {
 public:
  enum class Reading : std::uint8_t {
    kFreeText,
    kWording,    // of an item
    kEveryName,  // of an item, even in words that usually name nothing
  };

  // The set that lexicons add their patterns to; each pattern added is then given its owner.
  PatternSet& patterns() { return patterns_; }
  const PatternSet& patterns() const { return patterns_; }
  void SetOwner(std::uint32_t pattern, MentionKind kind, std::uint32_t entry, bool wording_only);
  void Compile() { patterns_.Compile(); }

  // All names in text[within], by start, the longer first. Names inside a longer name (of
  // treatments and drugs; of body parts) and inside words that name nothing are left out. Entries
  // for the wording of items only are left out of free text. Thread safe.
  std::vector<FoundWords> Scan(std::string_view text, Span within, Reading reading) const;

 private:
  struct Owner {
    MentionKind kind = MentionKind::kTreatment;
    std::uint32_t entry = 0;
    bool wording_only = false;
  };
  PatternSet patterns_;
  std::vector<Owner> owners_;  // by pattern
};

}  // namespace imr
