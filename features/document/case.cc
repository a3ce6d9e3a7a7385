#include "features/document/case.h"

namespace imr {

std::string_view ViewName(View view) { return view == View::kRecord ? "record" : "prescreen"; }

std::string_view SectionText(const Case& c, std::size_t item, SectionKind section) {
  switch (section) {
    case SectionKind::kHeader:
      return c.header;
    case SectionKind::kSummary:
      return c.summary;
    case SectionKind::kRequest:
      return c.items[item].request;
    case SectionKind::kUtilizationReview:
      return c.items[item].utilization_review;
    case SectionKind::kRationale:
      return c.items[item].rationale;
  }
  return {};
}

}  // namespace imr
