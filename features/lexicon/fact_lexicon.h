// How facts are worded, and the cues of context around them, as clinicians write them in
// rules/lexicon/facts/*.yaml and rules/lexicon/context.yaml (facts/README.md and its head describe
// the format). Compiled once into one pattern set; immutable afterwards.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "features/facts/vocabulary.h"
#include "features/lexicon/pattern_set.h"
#include "features/yaml/diagnostic.h"

namespace imr {

// What a cue says of the words it governs.
enum class CueKind : std::uint8_t {
  kNegation,      // it is not so
  kAbsence,       // the record does not say so
  kUncertain,     // it may be so
  kHypothetical,  // it would be so if
  kPlanned,       // it is asked for or intended
  kDone,          // it has taken place
  kHistorical,    // it was so long ago
  kOtherPerson,   // it is so of somebody else
  kGuideline,     // a guideline says so of patients in general
  kReview,        // utilization review says so
  kComplaint,     // the patient tells it; nobody examined it
};
inline constexpr int kCueKinds = 11;

std::optional<CueKind> CueKindNamed(std::string_view name);
std::string_view CueKindName(CueKind kind);
std::vector<std::string> CueKindNames();

// Sets of cue kinds, one bit each.
using CueKinds = std::uint16_t;
constexpr CueKinds Bit(CueKind kind) {
  return static_cast<CueKinds>(1u << static_cast<unsigned>(kind));
}

struct Cue {
  enum class Direction : std::uint8_t { kForward, kBackward, kSentence };
  CueKind kind = CueKind::kNegation;
  Direction direction = Direction::kForward;
  int reach = 15;  // words between the cue and what it governs, at most
  // What it governs is taken for granted, also when the cue itself is denied ("no relief from").
  bool presupposes = false;
  // It governs the entries of the list that it opens too: the sentences after its own, as long as
  // they begin with a number.
  bool opens_list = false;
  CueKinds unless = 0;  // it says nothing in a sentence with a cue of one of these kinds
};

// To which items a finding in the summary belongs.
enum class Attach : std::uint8_t {
  kPatient,    // to every item
  kNearby,     // to every item, but where a body part is named beside it, to items of that
  kRegion,     // to items of the body part spoken of
  kTreatment,  // to items of the treatment spoken of
};

// What settles contradicting findings of one fact in one section.
enum class Preference : std::uint8_t { kLatest, kYes, kNo, kLargest };

// Whether a fact matters to an item that only accompanies another one.
enum class Accompanying : std::uint8_t {
  kNo,
  kRationale,  // as far as the rationale of that very item tells it
  kYes,
};

// One wording of one fact.
struct Wording {
  FactId fact = 0;
  FactValue says = true;
  // The pattern, or none when mentions of a treatment are the wording (`mention`).
  std::optional<std::uint32_t> pattern;
  // Treatment codes or families whose mention is the wording; "same" is the item's own.
  std::vector<std::string> mention;
  // Treatments of one of which the sentence or those before must speak; empty: of any, or none.
  std::vector<std::string> topic;
  CueKinds needs = 0;    // one of these must govern
  CueKinds despite = 0;  // these do not cancel or flip
  CueKinds unless = 0;   // any of these that governs cancels
  // Body parts that the wording speaks of by itself, whatever parts stand around it.
  std::vector<std::string> region;
  // The value is a number read from the groups of the pattern (count, weeks, months, years, since).
  bool number = false;
  std::uint8_t sections = 0;  // bit for each SectionKind; 0: all
  // Treatments for which this wording counts; empty: all that the fact matters to.
  std::vector<std::string> only_for;
  bool weak = false;  // counts only where no other wording of the fact is found
  // Of all parts where its sentence names none; otherwise it is of those in the sentences before.
  bool general = false;
  bool accompanying = false;  // counts only for items that accompany another one
  std::string place;          // "lexicon/facts/course.yaml:12"
};

// What must be so of an item for a fact to follow: a fact or a notion has this value.
struct Premise {
  FactId fact = 0;
  bool value = true;
};

// A fact that follows from others of the same item, all of which must be so.
struct Derivation {
  FactId fact = 0;
  FactValue says = true;
  std::vector<Premise> from;
  // Treatments for which it follows; empty: all that the fact matters to.
  std::vector<std::string> only_for;
  std::string place;  // "lexicon/facts/derived.yaml:12"
};

struct FactRule {
  Attach attach = Attach::kPatient;
  Preference prefers = Preference::kLatest;
  // Treatments the fact matters to; empty: all.
  std::vector<std::string> only_for;
  // Treatments it does not matter to, whatever `only_for` says.
  std::vector<std::string> not_for;
  // Body parts of an item to which the fact matters; empty: all. An item without a body part
  // passes.
  std::vector<std::string> regions;
  // Is it of the item's own treatment, so that words of an item that name only another one beside
  // it say nothing?
  bool own_treatment = false;
  // Does it matter to items that only accompany another one?
  Accompanying accompanying = Accompanying::kYes;
};

class FactLexicon {
 public:
  static std::shared_ptr<const FactLexicon> Load(const std::filesystem::path& lexicon_directory,
                                                 const Vocabulary& vocabulary,
                                                 Diagnostics& diagnostics);

  enum class Role : std::uint8_t {
    kWording,
    kCue,
    kTerminator,
    kHeading,
    // Words that tell clauses apart; see ClauseWords.
    kVerb,
    kJoint,
    kListing,
    kEmbedding,
  };
  struct Pattern {
    Role role = Role::kWording;
    std::uint32_t index = 0;  // into wordings() or cues()
    std::string file;         // "lexicon/facts/course.yaml"
    int line = 0;             // from 1, as `column`
    int column = 0;
  };

  const PatternSet& patterns() const { return patterns_; }
  // REQUIRES: index < patterns().size().
  const Pattern& pattern(std::uint32_t index) const { return pattern_info_[index]; }
  const std::vector<Wording>& wordings() const { return wordings_; }
  const std::vector<Cue>& cues() const { return cues_; }
  // Facts that follow from others, in the order of the files.
  const std::vector<Derivation>& derivations() const { return derivations_; }
  // Is the id one of a notion: worded as a documented fact is, but known to derivations alone? Ids
  // of notions follow those of the vocabulary.
  bool IsNotion(FactId fact) const { return fact >= first_notion_; }
  // Wordings that are mentions of a treatment, by index.
  const std::vector<std::uint32_t>& mention_wordings() const { return mention_wordings_; }
  const FactRule& rule(FactId fact) const;
  // What evidence names as its pattern: that of the wording, or for a mention a number of its own
  // beyond all patterns.
  std::uint32_t EvidencePattern(std::uint32_t wording) const;
  // Where that stands, "lexicon/facts/course.yaml:12"; empty when there is no such pattern.
  std::string EvidencePlace(std::uint32_t pattern) const;
  // Warns of patterns that find nothing more than an earlier pattern of the same fact under the
  // same conditions, as far as samples of what they match can tell.
  void FindShadowedPatterns(Diagnostics& diagnostics) const;
  // Tells of patterns that are well written but take too much memory: nothing would match them.
  void FindTooLargePatterns(Diagnostics& diagnostics) const;
  // Body parts in which findings count for items of `part`, itself included.
  bool Related(const std::string& item_part, const std::string& found_part) const;
  // Is a finding in `found_part` of `heading_part` too when it stands under a heading of that?
  bool Heads(const std::string& heading_part, const std::string& found_part) const;
  // Has the part no sides of its own, so that what is found of one side is of the whole?
  bool Midline(const std::string& part) const;

 private:
  friend class FactLexiconLoader;
  PatternSet patterns_;
  std::vector<Pattern> pattern_info_;
  std::vector<Wording> wordings_;
  std::vector<std::uint32_t> mention_wordings_;
  std::vector<Cue> cues_;
  std::vector<Derivation> derivations_;
  FactId first_notion_ = 0;
  std::map<FactId, FactRule> rules_;
  std::map<std::string, std::vector<std::string>> related_;
  std::map<std::string, std::vector<std::string>> heads_;
  std::vector<std::string> midline_;
};

// Replaces {name} by the fragment of that name. Nothing, and the unknown name in `unknown`, when
// there is no such fragment.
std::optional<std::string> ExpandFragments(const std::string& pattern,
                                           const std::map<std::string, std::string>& fragments,
                                           std::string* unknown);

}  // namespace imr
