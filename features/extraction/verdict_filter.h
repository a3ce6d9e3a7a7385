// Takes out of an expert's rationale everything that gives the decision away or is not about this
// patient: sentences that state or paraphrase the decision, statements about the fate of another
// item of the letter, quotations, and what guidelines say in general. What is left are findings.
//
// A finding that runs on into a conclusion ("... to warrant ...") is kept up to it. A sentence that
// decides and says why ("not necessary, as there is no record of ...") falls apart into parts, and
// those are kept that state a finding of this patient or record and no outcome. A sentence that
// names neither patient nor record after one about a guideline is still about that guideline.
//
// Driven by rules/lexicon/verdicts.yaml.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "features/lexicon/pattern_set.h"
#include "features/yaml/diagnostic.h"

namespace imr {

class VerdictFilter {
 public:
  static std::shared_ptr<const VerdictFilter> Load(const std::filesystem::path& lexicon_directory,
                                                   Diagnostics& diagnostics);

  // The sentences of `rationale` (folded text) that are findings, one a line.
  std::string Findings(std::string_view rationale) const;

  // Does a single sentence state a decision, or the fate of another item?
  bool IsVerdict(std::string_view sentence) const;

 private:
  enum class Role : std::uint8_t {
    kVerdict,
    kTail,
    kJoint,
    kOutcome,
    kDisputed,
    kReason,
    kGeneral,
    kStanding,
    kGuideline,
    kPatient,
    kRecord
  };
  static constexpr std::size_t kRoles = 11;
  enum class Speaks { kOfDecision, kOfGuideline, kOfStanding, kOfPatient, kPlainly };

  // Words, and what may occur in them; what is asked is looked up once.
  struct Asked {
    std::string_view words;
    PatternCandidates candidates;
    std::array<std::optional<bool>, kRoles> holds;
  };

  Asked Ask(std::string_view words) const;
  // Does a pattern of the role occur?
  bool Holds(Role role, Asked& asked) const;
  Speaks SpeaksOf(Asked& asked) const;
  // Adds where patterns of the role occur.
  void Locate(Role role, const Asked& asked, std::vector<Span>& spans) const;
  std::string_view WithoutTail(const Asked& asked) const;
  // The stretches of a clause with a verdict that are none themselves: what stands between its
  // joints, joined again where no verdict lies between.
  std::vector<std::string_view> PartsWithoutVerdict(const Asked& clause) const;
  // Adds the sentence, up to a conclusion, to `out` when it is a finding.
  void Keep(Asked sentence, bool& amid_guideline, std::string& out) const;
  // The same for a clause that may hold a verdict: adds the findings beside it.
  void KeepFindings(std::string_view clause, bool& amid_guideline, std::string& out) const;
  void KeepWords(Asked& asked, bool& amid_guideline, std::string& out) const;

  friend class VerdictLoader;
  PatternSet patterns_;
  std::vector<Role> roles_;
};

}  // namespace imr
