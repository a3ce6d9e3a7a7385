#include "engine/evaluation/temporal_split.h"

#include "engine/explanation/layout.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

ordered_json DateOrNull(const std::optional<Date>& date) {
  return date ? ordered_json(FormatDate(*date)) : ordered_json(nullptr);
}

ordered_json PartJson(const TemporalSplit::Part& part) {
  return {{"cases", part.cases},
          {"items", part.items},
          {"overturned", part.overturned},
          {"from", DateOrNull(part.first)},
          {"to", DateOrNull(part.last)}};
}

std::string PartText(const TemporalSplit::Part& part) {
  std::string out = std::to_string(part.items) + " items of " + std::to_string(part.cases) +
                    " cases, " + std::to_string(part.overturned) + " overturned";
  if (part.first) {
    out += ", decided " + FormatDate(*part.first) + " to " + FormatDate(*part.last);
  }
  return out;
}

}  // namespace

ordered_json TemporalSplitJson(const TemporalSplit& split) {
  return {{"date", FormatDate(split.day)},    {"training", PartJson(split.training)},
          {"later", PartJson(split.later)},   {"undated", split.undated},
          {"prior_scale", split.prior_scale}, {"teacher_weight", split.teacher_weight}};
}

std::string TemporalSplitText(const TemporalSplit& split) {
  std::string out = "Trained on:     " + PartText(split.training) + "\n";
  out += "Evaluated on:   " + PartText(split.later) + "\n";
  out += "Chosen:         prior's deviations x " + Fixed(split.prior_scale, 2) + ", teacher as " +
         Fixed(split.teacher_weight, 2) + " rulings an item\n";
  if (split.undated > 0) {
    out += "Left out:       " + std::to_string(split.undated) + " cases without a decision date\n";
  }
  return out;
}

}  // namespace imr
