#include "engine/training/history.h"

#include <nlohmann/json.hpp>

#include "engine/explanation/contract_json.h"

namespace imr {

std::string HistoryLine(const Vocabulary& vocabulary, const Case& c,
                        const std::vector<FactSheet>& items, const Determination& decided) {
  Json dates = Json::object();
  if (c.dates.utilization_review) {
    dates["utilization_review"] = FormatDate(*c.dates.utilization_review);
  }
  if (decided.decision) dates["decision"] = FormatDate(*decided.decision);
  Json requests = Json::array();
  Json rulings = Json::array();
  for (std::size_t i = 0; i < items.size(); ++i) {
    Json facts = Json::object();
    for (const auto& [id, fact] : items[i]) {
      const auto* number = std::get_if<NumberRange>(&fact.value);
      if (number != nullptr && !number->exact()) continue;  // sums of unknown addends
      if (id == vocabulary.computed().total_sessions || id == vocabulary.computed().weeks_of_use) {
        continue;
      }
      facts[vocabulary.Definition(id).name] = ValueJson(fact.value);
    }
    requests.push_back({{"facts", std::move(facts)}});
    const bool ruled = i < decided.rulings.size() && decided.rulings[i];
    rulings.push_back(ruled ? Json({{"outcome", OutcomeName(decided.rulings[i]->outcome)}})
                            : Json(nullptr));
  }
  const Json line = {{"case", c.id},
                     {"dates", std::move(dates)},
                     {"requests", std::move(requests)},
                     {"rulings", std::move(rulings)}};
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace imr
