// Takes out of an expert's rationale everything that gives the decision away or is not about this
// patient: sentences that state or paraphrase the decision, statements about the fate of another
// item of the letter, quotations, and what guidelines say in general. What is left are findings.
//
// A finding that runs on into a conclusion ("... to warrant ...") is kept up to it, and so is a
// reason that opens a decision ("Given the lack of ..., the request ...").
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

  // The sentences of `rationale` (folded text) that are findings, joined by single spaces.
  std::string Findings(std::string_view rationale) const;

  // Does a single sentence state a decision, or the fate of another item?
  bool IsVerdict(std::string_view sentence) const;

 private:
  enum class Role : std::uint8_t { kVerdict, kTail, kLead, kGuideline, kPatient };
  bool IsFinding(const std::vector<int>& hits) const;
  std::string_view Lead(std::string_view sentence, const std::vector<int>& hits) const;
  std::string_view WithoutTail(std::string_view sentence, const std::vector<int>& hits) const;

  friend class VerdictLoader;
  PatternSet patterns_{std::int64_t{64} << 20};
  std::vector<Role> roles_;
};

}  // namespace imr
