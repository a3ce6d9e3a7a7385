// Takes out of an expert's rationale everything that gives the decision away or is not about this
// patient: sentences that state or paraphrase the decision, statements about the fate of another
// item of the letter, quotations, and what guidelines say in general. What is left are findings.
//
// A finding that runs on into a conclusion ("... to warrant ...") is kept up to it, and of a
// decision in several clauses between semicolons the clauses that are findings. A sentence that
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
    kGeneral,
    kStanding,
    kGuideline,
    kPatient,
    kRecord
  };
  static constexpr std::size_t kRoles = 7;
  enum class Speaks { kOfDecision, kOfGuideline, kOfStanding, kOfPatient, kPlainly };

  Speaks SpeaksOf(const std::vector<int>& hits) const;
  std::string_view WithoutTail(std::string_view sentence, const std::vector<int>& hits) const;
  // Adds the sentence, up to a conclusion, to `out` when it is a finding.
  void Keep(std::string_view sentence, bool& amid_guideline, std::string& out) const;

  friend class VerdictLoader;
  PatternSet patterns_{std::int64_t{64} << 20};
  std::vector<Role> roles_;
};

}  // namespace imr
