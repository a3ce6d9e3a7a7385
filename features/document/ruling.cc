#include "features/document/ruling.h"

namespace imr {

std::string_view OutcomeName(Outcome outcome) {
  switch (outcome) {
    case Outcome::kUpheld:
      return "upheld";
    case Outcome::kOverturned:
      return "overturned";
    case Outcome::kPartiallyOverturned:
      return "partially_overturned";
  }
  return {};
}

}  // namespace imr
