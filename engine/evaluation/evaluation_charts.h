// What charts of an evaluation are drawn from, beside the figures of EvaluationJson: points of the
// curves, months, and the decided items behind the points.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/evaluation/evaluation.h"
#include "features/document/date.h"

namespace imr {

// Where a case that was evaluated comes from.
struct CaseOrigin {
  std::string source;            // as Document has it
  std::optional<Date> decision;  // when it was decided, as far as it is known
};

// The items decided in one month.
struct MonthlyPredictions {
  std::string month;  // "2014-03"; empty: the day of decision is not known
  int cases = 0;
  int items = 0;
  int overturned = 0;
  double observed = 0;  // share overturned
  double mean_predicted = 0;
  double brier = 0;
  double accuracy = 0;  // share predicted right at one half
  double auc = 0;       // NaN where all items came out the same
};

// By month, the unknown last. `origins` are by case number.
std::vector<MonthlyPredictions> ByMonth(const std::vector<EvaluatedItem>& items,
                                        const std::map<std::string, CaseOrigin>& origins);

// The most operating points that are listed.
inline constexpr std::size_t kMostOperatingPoints = 400;

// Adds to what EvaluationJson() made of the evaluation: "operating_points" (those of
// OperatingPoints(), thinned to kMostOperatingPoints), "by_month", and to each of "items_detail"
// the criteria that decided it, the day of decision and the source of its case.
void AddCharts(const Evaluation& evaluation, const std::map<std::string, CaseOrigin>& origins,
               nlohmann::ordered_json& json);

}  // namespace imr
