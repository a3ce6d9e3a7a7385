// What Independent Medical Review decided. Apart from Case on purpose: predictions never take it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/document/date.h"

namespace imr {

enum class Outcome { kUpheld, kOverturned, kPartiallyOverturned };

// "upheld", "overturned", "partially_overturned".
std::string_view OutcomeName(Outcome outcome);

struct Ruling {
  Outcome outcome = Outcome::kUpheld;
  std::string
      guideline;  // the expert's guideline line ("MAXIMUS guideline: ..." without its label)
  std::string rationale;  // the whole rationale, white space folded
};

struct Determination {
  std::optional<Date> decision;
  // One entry for each item of the case; nothing where the input holds no ruling on it.
  std::vector<std::optional<Ruling>> rulings;
};

}  // namespace imr
