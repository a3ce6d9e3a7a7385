#include "engine/evaluation/fact_evaluation.h"
#include "engine/evaluation/rule_coverage.h"
#include "engine/explanation/page.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

std::string CountWords(int count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string TallyWords(const Tally& tally) {
  std::string words = CountWords(tally.items, "request", "requests");
  if (tally.ruled > 0) words += ", " + std::to_string(tally.overturned) + " overturned";
  return words;
}

std::string TreatmentName(const std::string& treatment) {
  return treatment.empty() ? "not recognised" : treatment;
}

std::string WhyUndecided(const RuleCoverage::Undecided& undecided) {
  if (undecided.governed == 0) return "its guideline governed no request";
  if (undecided.applied == 0) {
    if (undecided.governed == 1) return "did not apply to the one request its guideline governed";
    return "applied to none of the " + std::to_string(undecided.governed) +
           " requests its guideline governed";
  }
  if (undecided.applied == 1) return "not documented in the one request it applied to";
  return "not documented in any of the " + std::to_string(undecided.applied) +
         " requests it applied to";
}

std::string ItemsOf(const RuleCoverage::Conflict& conflict) {
  constexpr std::size_t kMostShown = 5;
  std::string words;
  for (std::size_t i = 0; i < conflict.items.size() && i < kMostShown; ++i) {
    words += (i == 0 ? "" : ", ") + conflict.items[i].first + " request " +
             std::to_string(conflict.items[i].second + 1);
  }
  if (conflict.items.size() > kMostShown) {
    words += " and " + std::to_string(conflict.items.size() - kMostShown) + " more";
  }
  return words;
}

void WriteUndecided(const RuleCoverage& coverage, Page& page) {
  page.Blank();
  page.Heading("Criteria never decided (" + std::to_string(coverage.undecided.size()) + " of " +
               std::to_string(coverage.criteria) + ")");
  std::size_t unused = 0;
  for (const auto& undecided : coverage.undecided) {
    if (undecided.governed == 0) {
      ++unused;
      continue;
    }
    page.Write(2, "", undecided.criterion->id);
    page.Write(4, "", WhyUndecided(undecided), Ink::kFaint);
  }
  if (unused == 0) return;
  page.Write(2, "",
             "Of guidelines that governed no request (" + std::to_string(unused) + " criteria):");
  const Guideline* last = nullptr;
  for (const auto& undecided : coverage.undecided) {
    if (undecided.governed > 0 || undecided.guideline == last) continue;
    last = undecided.guideline;
    page.Write(4, "", last->id, Ink::kFaint);
  }
}

void WriteTreatments(const RuleCoverage& coverage, Page& page) {
  page.Blank();
  page.Heading("Treatments with no guideline");
  if (coverage.unnamed_treatments.empty()) {
    page.Write(2, "", "Every treatment of the vocabulary is named by a guideline.", Ink::kFaint);
  }
  for (const std::string& treatment : coverage.unnamed_treatments) {
    page.Write(2, "", treatment + ": no guideline names it");
  }
  for (const auto& group : coverage.ungoverned) {
    page.Write(
        2, "",
        TreatmentName(group.treatment) + ": no guideline governed " + TallyWords(group.tally));
  }
}

void WriteConflicts(const RuleCoverage& coverage, Page& page) {
  page.Blank();
  page.Heading("Conflicts between guidelines");
  if (coverage.conflicts.empty()) page.Write(2, "", "None.", Ink::kFaint);
  for (const auto& conflict : coverage.conflicts) {
    page.Write(2, "",
               conflict.satisfied->id + " is satisfied, " + conflict.failed->id +
                   " is not: " + TallyWords(conflict.tally));
    page.Write(4, "", ItemsOf(conflict), Ink::kFaint);
  }
}

void WriteAbstentions(const RuleCoverage& coverage, Page& page) {
  page.Blank();
  page.Heading("Abstentions");
  if (coverage.abstentions.empty()) page.Write(2, "", "None.", Ink::kFaint);
  for (const auto& group : coverage.abstentions) {
    page.Write(2, "",
               TreatmentName(group.treatment) + ": " + group.because + " (" +
                   TallyWords(group.tally) + ")");
  }
}

ordered_json TallyJson(const Tally& tally) {
  return {{"items", tally.items}, {"ruled", tally.ruled}, {"overturned", tally.overturned}};
}

ordered_json GroupsJson(const std::vector<RuleCoverage::Group>& groups, bool reasons) {
  ordered_json json = ordered_json::array();
  for (const auto& group : groups) {
    ordered_json one = {{"treatment", group.treatment.empty() ? ordered_json(nullptr)
                                                              : ordered_json(group.treatment)}};
    if (reasons) one["because"] = group.because;
    one.update(TallyJson(group.tally));
    json.push_back(std::move(one));
  }
  return json;
}

std::string CsvRow(const std::string& kind, const std::string& subject, const std::string& other,
                   const std::string& counts) {
  return kind + ',' + CsvCell(subject) + ',' + CsvCell(other) + ',' + counts + '\n';
}

std::string CsvTally(const Tally& tally) {
  return std::to_string(tally.items) + ',' + std::to_string(tally.ruled) + ',' +
         std::to_string(tally.overturned);
}

}  // namespace

std::string RuleCoverageText(const RuleCoverage& coverage, const WordingOptions& options) {
  Page page(options);
  page.Write(
      0, "",
      CountWords(coverage.cases, "case", "cases") + " with " + TallyWords(coverage.all) + ".",
      Ink::kFaint);
  WriteUndecided(coverage, page);
  WriteTreatments(coverage, page);
  WriteConflicts(coverage, page);
  WriteAbstentions(coverage, page);
  return page.Take();
}

ordered_json RuleCoverageJson(const RuleCoverage& coverage) {
  ordered_json json = {{"cases", coverage.cases}};
  json.update(TallyJson(coverage.all));
  json["criteria"] = coverage.criteria;
  json["undecided"] = ordered_json::array();
  for (const auto& undecided : coverage.undecided) {
    json["undecided"].push_back({{"criterion", undecided.criterion->id},
                                 {"governed", undecided.governed},
                                 {"applied", undecided.applied},
                                 {"because", WhyUndecided(undecided)}});
  }
  json["treatments_without_guideline"] = coverage.unnamed_treatments;
  json["ungoverned"] = GroupsJson(coverage.ungoverned, false);
  json["conflicts"] = ordered_json::array();
  for (const auto& conflict : coverage.conflicts) {
    ordered_json items = ordered_json::array();
    for (const auto& [id, index] : conflict.items)
      items.push_back({{"case", id}, {"index", index}});
    ordered_json one = {{"satisfied", conflict.satisfied->id}, {"failed", conflict.failed->id}};
    one.update(TallyJson(conflict.tally));
    one["where"] = std::move(items);
    json["conflicts"].push_back(std::move(one));
  }
  json["abstentions"] = GroupsJson(coverage.abstentions, true);
  return json;
}

std::string RuleCoverageCsv(const RuleCoverage& coverage) {
  std::string csv = "kind,subject,other,items,ruled,overturned\n";
  for (const auto& undecided : coverage.undecided) {
    csv += CsvRow("undecided", undecided.criterion->id, WhyUndecided(undecided),
                  std::to_string(undecided.applied) + ",,");
  }
  for (const std::string& treatment : coverage.unnamed_treatments) {
    csv += CsvRow("no guideline names it", treatment, "", ",,");
  }
  for (const auto& group : coverage.ungoverned) {
    csv += CsvRow("ungoverned", group.treatment, "", CsvTally(group.tally));
  }
  for (const auto& conflict : coverage.conflicts) {
    csv +=
        CsvRow("conflict", conflict.satisfied->id, conflict.failed->id, CsvTally(conflict.tally));
  }
  for (const auto& group : coverage.abstentions) {
    csv += CsvRow("abstained", group.treatment, group.because, CsvTally(group.tally));
  }
  return csv;
}

}  // namespace imr
