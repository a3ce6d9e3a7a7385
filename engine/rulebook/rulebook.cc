#include "engine/rulebook/rulebook.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/rulebook/guideline_files.h"
#include "engine/rulebook/precedence.h"
#include "engine/rulebook/rule_lint.h"

namespace imr {
namespace {

std::vector<ParsedGuideline> TakeParsed(GuidelineFiles files, Diagnostics& diagnostics) {
  if (files.empty()) {
    diagnostics.Error("guidelines", YAML::Mark::null_mark(), "holds no guideline (.yaml)",
                      "no-guidelines");
  }
  std::vector<ParsedGuideline> parsed;
  parsed.reserve(files.size());
  for (auto& [name, file] : files) {
    for (const Diagnostic& diagnostic : file.diagnostics.all()) diagnostics.Add(diagnostic);
    if (file.guideline) parsed.push_back(std::move(*file.guideline));
  }
  return parsed;
}

bool IsYear(std::string_view word) {
  return word.size() == 4 && (word.starts_with("19") || word.starts_with("20")) &&
         word.find_first_not_of("0123456789") == std::string_view::npos;
}

// The id without its years, by which the versions of a guideline are known to belong together.
std::string SeriesOf(std::string_view id) {
  std::string series;
  while (!id.empty()) {
    const std::string_view word = id.substr(0, id.find('-'));
    id.remove_prefix(std::min(id.size(), word.size() + 1));
    series += (series.empty() ? "" : "-") + (IsYear(word) ? "*" : std::string(word));
  }
  return series;
}

// What only shows when all files are known.
class CrossCheck {
 public:
  CrossCheck(const std::vector<ParsedGuideline>& all, Diagnostics& diagnostics)
      : all_(all), diagnostics_(diagnostics) {
    for (const ParsedGuideline& parsed : all) {
      const Guideline& guideline = parsed.guideline;
      by_id_.emplace(guideline.id, &guideline);
      ids_.push_back(guideline.id);
      if (const std::string series = SeriesOf(guideline.id); series != guideline.id) {
        by_series_[series].push_back(&guideline);
      }
      for (const Criterion& criterion : guideline.criteria) criteria_.push_back(criterion.id);
    }
    std::sort(criteria_.begin(), criteria_.end());
  }

  void Run() {
    for (const ParsedGuideline& parsed : all_) {
      CheckId(parsed);
      CheckVersions(parsed);
      for (const Reference& reference : parsed.supplements) CheckSupplement(parsed, reference);
      for (const Reference& reference : parsed.criteria_elsewhere) {
        if (std::binary_search(criteria_.begin(), criteria_.end(), reference.name)) continue;
        diagnostics_.Error(parsed.guideline.file, reference.mark,
                           "there is no criterion '" + reference.name + "'" +
                               Suggestion(reference.name, criteria_),
                           "unknown-criterion");
      }
    }
  }

 private:
  void CheckId(const ParsedGuideline& parsed) {
    const Guideline& guideline = parsed.guideline;
    const Guideline& first = *by_id_.at(guideline.id);
    if (guideline.id.empty() || &first == &guideline) return;
    diagnostics_.Error(guideline.file, parsed.id_mark,
                       "the guideline '" + guideline.id + "' already stands in " + first.file,
                       "duplicate-guideline");
  }

  // Two versions of one guideline, told apart by the year in their ids, must not both be in force.
  void CheckVersions(const ParsedGuideline& parsed) {
    const Guideline& guideline = parsed.guideline;
    const auto versions = by_series_.find(SeriesOf(guideline.id));
    if (versions == by_series_.end()) return;
    for (const Guideline* other : versions->second) {
      if (other->id >= guideline.id || !Overlap(other->in_force, guideline.in_force)) continue;
      diagnostics_.Error(guideline.file, parsed.in_force_mark,
                         "is in force on a day when '" + other->id +
                             "', another version of it, is too; end the one on the day before "
                             "the other begins",
                         "overlapping-validity");
    }
  }

  void CheckSupplement(const ParsedGuideline& parsed, const Reference& reference) {
    const Guideline& guideline = parsed.guideline;
    if (reference.name == kSupplementsAll) return;
    const auto other = by_id_.find(reference.name);
    if (other == by_id_.end()) {
      diagnostics_.Error(
          guideline.file, reference.mark,
          "there is no guideline '" + reference.name + "'" + Suggestion(reference.name, ids_),
          "unknown-guideline");
    } else if (SourceRank(other->second->source) >= SourceRank(guideline.source)) {
      diagnostics_.Warning(guideline.file, reference.mark,
                           "has no effect: '" + reference.name +
                               "' is not of a higher source (MTUS, ACOEM, ODG, other)",
                           "supplements-no-higher");
    }
  }

  const std::vector<ParsedGuideline>& all_;
  Diagnostics& diagnostics_;
  std::map<std::string, const Guideline*> by_id_;                   // the first of each id
  std::map<std::string, std::vector<const Guideline*>> by_series_;  // of ids with a year
  std::vector<std::string> ids_;
  std::vector<std::string> criteria_;  // full ids, sorted
};

std::size_t CountErrors(const Diagnostics& diagnostics) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.all().begin(), diagnostics.all().end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; }));
}

}  // namespace

bool Overlap(const Validity& a, const Validity& b) {
  return (!a.from || !b.to || *a.from <= *b.to) && (!b.from || !a.to || *b.from <= *a.to);
}

bool Validity::Includes(const Date& day) const {
  return (!from || *from <= day) && (!to || day <= *to);
}

std::shared_ptr<const Rulebook> Rulebook::Load(const std::filesystem::path& rules_directory,
                                               std::shared_ptr<const Vocabulary> vocabulary,
                                               Diagnostics& diagnostics, Scrutiny scrutiny) {
  GuidelineFiles files = ReadGuidelineFiles(rules_directory, *vocabulary);
  return Compile(std::move(files), std::move(vocabulary), diagnostics, scrutiny);
}

std::shared_ptr<const Rulebook> Rulebook::Compile(GuidelineFiles files,
                                                  std::shared_ptr<const Vocabulary> vocabulary,
                                                  Diagnostics& diagnostics, Scrutiny scrutiny) {
  const std::size_t errors_before = CountErrors(diagnostics);
  std::vector<ParsedGuideline> parsed = TakeParsed(std::move(files), diagnostics);
  CrossCheck(parsed, diagnostics).Run();
  if (scrutiny == Scrutiny::kEverything) LintGuidelines(parsed, *vocabulary, diagnostics);
  if (CountErrors(diagnostics) != errors_before) return nullptr;

  auto book = std::make_shared<Rulebook>();
  for (ParsedGuideline& one : parsed) book->guidelines_.push_back(std::move(one.guideline));
  std::sort(book->guidelines_.begin(), book->guidelines_.end(),
            [](const Guideline& a, const Guideline& b) { return a.id < b.id; });
  for (const std::string& treatment : vocabulary->treatments()) {
    auto& indices = book->by_treatment_[treatment];
    for (std::uint32_t i = 0; i < book->guidelines_.size(); ++i) {
      const auto& patterns = book->guidelines_[i].treatments;
      if (std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
            return TreatmentMatches(treatment, pattern);
          })) {
        indices.push_back(i);
      }
    }
  }
  book->vocabulary_ = std::move(vocabulary);
  return book;
}

std::vector<const Guideline*> Rulebook::Governing(const Situation& situation) const {
  std::vector<const Guideline*> fitting;
  const std::string* treatment = situation.facts->Code(vocabulary_->computed().treatment);
  if (treatment == nullptr) return fitting;
  const auto indices = by_treatment_.find(*treatment);
  if (indices == by_treatment_.end()) return fitting;
  for (const std::uint32_t i : indices->second) {
    const Guideline& guideline = guidelines_[i];
    if (!guideline.governs || Judge(*guideline.governs, situation) == Kleene::kYes) {
      fitting.push_back(&guideline);
    }
  }
  return SelectGoverning(std::move(fitting), situation.review);
}

}  // namespace imr
