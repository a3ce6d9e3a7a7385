// How treatments are worded (rules/lexicon/treatments.yaml): which words name which treatment code,
// which of several named is meant, and what a request of each kind is counted in and needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "features/facts/vocabulary.h"
#include "features/lexicon/mention_set.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// Index into Vocabulary::treatments() or Vocabulary::body_parts().
using CodeIndex = std::uint16_t;

// Do two lists of codes share one?
bool ShareOne(const std::vector<CodeIndex>& a, const std::vector<CodeIndex>& b);

// A list of codes and families ("surgery.*") as a set.
class TreatmentSet {
 public:
  TreatmentSet() = default;
  // REQUIRES: every pattern is a treatment or a family of `vocabulary`.
  TreatmentSet(const Vocabulary& vocabulary, const std::vector<std::string>& patterns);
  bool Has(CodeIndex treatment) const { return treatment < in_.size() && in_[treatment]; }

 private:
  std::vector<bool> in_;
};

// What a request is counted in.
enum class CountedIn : std::uint8_t { kNothing, kVisits, kDays, kUnits };

struct TreatmentKind {
  CountedIn counted_in = CountedIn::kNothing;
  bool needs_visits = false;
  bool needs_quantity = false;
  bool needs_body_part = false;
  bool needs_duration = false;
  bool needs_acquisition = false;
  std::optional<CodeIndex> part_always;       // whatever the wording names
  std::optional<CodeIndex> part_when_silent;  // nothing: look at the case

  bool needs_anything() const {
    return needs_visits || needs_quantity || needs_body_part || needs_duration || needs_acquisition;
  }
};

struct TreatmentEntry {
  std::optional<CodeIndex> code;  // nothing when the body part decides and none of the map fits
  std::vector<std::pair<CodeIndex, CodeIndex>> by_body_part;
  bool asks_summary = false;
  int priority = 50;
  std::vector<CodeIndex> body_parts;  // that the treatment itself is about

  // The code in view of the body parts named, first named first.
  std::optional<CodeIndex> Resolve(const std::vector<CodeIndex>& parts) const;
};

// A code that turns into another in a context; conditions left out do not matter.
struct TreatmentChange {
  CodeIndex from = 0;
  CodeIndex to = 0;
  bool if_visits = false;
  bool if_accompanies = false;
  bool if_preoperative = false;
  std::vector<CodeIndex> beside;
  std::vector<CodeIndex> body_parts;
};

class TreatmentLexicon {
 public:
  // Reads `path`, called `name` in messages; adds its names to `mentions`.
  TreatmentLexicon(const std::filesystem::path& path, const std::string& name,
                   const Vocabulary& vocabulary, MentionSet& mentions, Diagnostics& diagnostics);

  const TreatmentEntry& entry(std::uint32_t index) const { return entries_[index]; }
  const TreatmentKind& kind(CodeIndex treatment) const { return kinds_[treatment]; }
  const std::vector<TreatmentChange>& changes() const { return changes_; }

  // Where what is named stops being the main thing: the end of the first words like "prior to";
  // text.size() when there are none. `penalty` is what a mention after it loses of its priority.
  std::uint32_t SecondaryFrom(std::string_view text, Span within) const;
  int secondary_penalty() const { return secondary_penalty_; }

 private:
  class Loader;

  std::vector<TreatmentEntry> entries_;
  std::vector<TreatmentKind> kinds_;  // by treatment
  std::vector<TreatmentChange> changes_;
  PatternSet secondary_;
  int secondary_penalty_ = 0;
};

}  // namespace imr
