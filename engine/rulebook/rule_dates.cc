#include "engine/rulebook/rule_dates.h"

namespace imr {

std::optional<Date> ReadRuleDate(const YAML::Node& node, const std::string& file,
                                 Diagnostics& diagnostics) {
  const auto text = AsString(node);
  const bool shaped = text && text->size() == 10 && (*text)[4] == '-' && (*text)[7] == '-' &&
                      text->find_first_not_of("0123456789-") == std::string::npos;
  if (shaped) {
    if (const auto date = ParseDate(*text)) return date;
  }
  diagnostics.Error(file, node.Mark(),
                    shaped ? "there is no day " + *text + " in the calendar"
                           : "a date is written year-month-day, like 2017-12-01",
                    "bad-date");
  return std::nullopt;
}

std::optional<Date> ReadRuleDate(MapReader& reader, const std::string& key, const std::string& file,
                                 Diagnostics& diagnostics) {
  const auto node = reader.Optional(key);
  return node ? ReadRuleDate(*node, file, diagnostics) : std::nullopt;
}

}  // namespace imr
