// How parts of the body are worded (rules/lexicon/body_parts.yaml).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "features/facts/vocabulary.h"
#include "features/lexicon/mention_set.h"
#include "features/lexicon/treatment_lexicon.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// Sides of the body, one bit each.
enum Side : std::uint8_t { kNoSide = 0, kLeft = 1, kRight = 2, kBothSides = 3 };

// Words that name a side.
struct NamedSide {
  Span span;
  Side side = kNoSide;
};

struct BodyPartEntry {
  std::vector<CodeIndex> parts;  // in the order that facts state them
  bool weak = false;             // only when no other words name one of the parts
  bool one_of = false;           // vague: those of the parts that the case is about
};

class BodyPartLexicon {
 public:
  // Reads `path`, called `name` in messages; adds its names to `mentions`.
  BodyPartLexicon(const std::filesystem::path& path, const std::string& name,
                  const Vocabulary& vocabulary, MentionSet& mentions, Diagnostics& diagnostics);

  const BodyPartEntry& entry(std::uint32_t index) const { return entries_[index]; }

  // The sides named in text[within], as spans of `text`. Thread safe.
  std::vector<NamedSide> SidesIn(std::string_view text, Span within) const;

  // Does a sentence tell what the case is about (diagnoses)?
  bool TellsDiagnosis(std::string_view sentence) const;
  // Can a part decide what region a case is about?
  bool IsRegion(CodeIndex part) const { return part < region_.size() && region_[part]; }
  // Stands for no part in particular.
  CodeIndex none() const { return none_; }

 private:
  std::vector<BodyPartEntry> entries_;
  std::vector<bool> region_;
  CodeIndex none_ = 0;
  PatternSet cues_;
  PatternSet side_words_;
  std::vector<Side> sides_;  // by pattern of side_words_; kNoSide: words that only look so
  std::vector<bool> tells_;  // by pattern of cues_: a diagnosis, or else that it is none
};

}  // namespace imr
