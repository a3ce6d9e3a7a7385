// What a model that is evaluated on later decisions was trained on.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "features/document/date.h"

namespace imr {

struct TemporalSplit {
  struct Part {
    int cases = 0;
    int items = 0;
    int overturned = 0;
    std::optional<Date> first, last;  // decisions
  };

  Date day;  // training: decided before it
  Part training, later;
  int undated = 0;            // cases without a date of decision; in neither part
  double prior_scale = 1;     // chosen on the training part
  double teacher_weight = 0;  // the same
};

nlohmann::ordered_json TemporalSplitJson(const TemporalSplit& split);

// At most 100 columns wide. Ends with a line break.
std::string TemporalSplitText(const TemporalSplit& split);

}  // namespace imr
