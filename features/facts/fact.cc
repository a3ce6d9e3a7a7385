#include "features/facts/fact.h"

namespace imr {

std::string_view SectionName(SectionKind section) {
  switch (section) {
    case SectionKind::kHeader:
      return "header";
    case SectionKind::kSummary:
      return "summary";
    case SectionKind::kRequest:
      return "request";
    case SectionKind::kUtilizationReview:
      return "utilization_review";
    case SectionKind::kRationale:
      return "rationale";
  }
  return "";
}

std::optional<bool> FactSheet::Documented(FactId id) const {
  const Fact* fact = Find(id);
  if (fact == nullptr) return std::nullopt;
  const bool* value = std::get_if<bool>(&fact->value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<NumberRange> FactSheet::Number(FactId id) const {
  const Fact* fact = Find(id);
  if (fact == nullptr) return std::nullopt;
  const auto* value = std::get_if<NumberRange>(&fact->value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

const std::string* FactSheet::Code(FactId id) const {
  const Fact* fact = Find(id);
  return fact == nullptr ? nullptr : std::get_if<std::string>(&fact->value);
}

const std::vector<std::string>* FactSheet::Codes(FactId id) const {
  const Fact* fact = Find(id);
  return fact == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&fact->value);
}

}  // namespace imr
