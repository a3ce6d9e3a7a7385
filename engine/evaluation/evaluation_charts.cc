#include "engine/evaluation/evaluation_charts.h"

#include <cassert>
#include <set>
#include <utility>

#include "engine/evaluation/report_parts.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

const CaseOrigin& OriginOf(const EvaluatedItem& item,
                           const std::map<std::string, CaseOrigin>& origins) {
  static const CaseOrigin kUnknown;
  const auto it = origins.find(item.case_id);
  return it == origins.end() ? kUnknown : it->second;
}

// "2014-03" of 2014-03-25.
std::string MonthOf(const std::optional<Date>& day) {
  constexpr std::size_t kMonthLength = 7;
  return day ? FormatDate(*day).substr(0, kMonthLength) : std::string();
}

MonthlyPredictions Summed(const std::string& month,
                          const std::vector<const EvaluatedItem*>& items) {
  MonthlyPredictions out{.month = month, .items = static_cast<int>(items.size())};
  std::set<std::string> cases;
  std::vector<ScoredItem> scored;
  for (const EvaluatedItem* item : items) {
    cases.insert(item->case_id);
    out.overturned += item->overturned ? 1 : 0;
    out.mean_predicted += item->probability / out.items;
    scored.push_back({.probability = item->probability,
                      .overturned = item->overturned,
                      .group = 0,
                      .abstained = item->abstained});
  }
  const Metrics metrics = ComputeMetrics(scored);
  out.cases = static_cast<int>(cases.size());
  out.observed = static_cast<double>(out.overturned) / out.items;
  out.brier = metrics.brier;
  out.accuracy = metrics.accuracy;
  out.auc = metrics.auc;
  return out;
}

ordered_json PointsJson(const std::vector<OperatingPoint>& points) {
  ordered_json rows = ordered_json::array();
  for (const OperatingPoint& point : points) {
    rows.push_back({{"threshold", NumberOrNull(point.threshold)},
                    {"flagged", NumberOrNull(point.flagged)},
                    {"sensitivity", NumberOrNull(point.sensitivity)},
                    {"false_alarms", NumberOrNull(point.false_alarms)},
                    {"precision", NumberOrNull(point.precision)}});
  }
  return rows;
}

ordered_json MonthsJson(const std::vector<MonthlyPredictions>& months) {
  ordered_json rows = ordered_json::array();
  for (const MonthlyPredictions& month : months) {
    rows.push_back({{"month", month.month.empty() ? ordered_json() : ordered_json(month.month)},
                    {"cases", month.cases},
                    {"items", month.items},
                    {"overturned", month.overturned},
                    {"observed", NumberOrNull(month.observed)},
                    {"mean_predicted", NumberOrNull(month.mean_predicted)},
                    {"brier", NumberOrNull(month.brier)},
                    {"accuracy", NumberOrNull(month.accuracy)},
                    {"auc", NumberOrNull(month.auc)}});
  }
  return rows;
}

}  // namespace

std::vector<MonthlyPredictions> ByMonth(const std::vector<EvaluatedItem>& items,
                                        const std::map<std::string, CaseOrigin>& origins) {
  std::map<std::string, std::vector<const EvaluatedItem*>> members;
  for (const EvaluatedItem& item : items) {
    members[MonthOf(OriginOf(item, origins).decision)].push_back(&item);
  }
  std::vector<MonthlyPredictions> months;
  for (const auto& [month, own] : members) {
    if (!month.empty()) months.push_back(Summed(month, own));
  }
  if (const auto unknown = members.find(""); unknown != members.end()) {
    months.push_back(Summed("", unknown->second));
  }
  return months;
}

void AddCharts(const Evaluation& evaluation, const std::map<std::string, CaseOrigin>& origins,
               ordered_json& json) {
  const std::vector<EvaluatedItem>& items = evaluation.items_detail;
  json["operating_points"] =
      PointsJson(Thinned(OperatingPoints(ToScored(items)), kMostOperatingPoints));
  json["by_month"] = MonthsJson(ByMonth(items, origins));
  ordered_json& details = json["items_detail"];
  assert(details.size() == items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const CaseOrigin& origin = OriginOf(items[i], origins);
    details[i]["decided_by"] = items[i].decided_by;
    details[i]["decision"] =
        origin.decision ? ordered_json(FormatDate(*origin.decision)) : ordered_json();
    details[i]["source"] = origin.source.empty() ? ordered_json() : ordered_json(origin.source);
  }
}

}  // namespace imr
