// Dates in rule files: written 2017-12-01, and days of the calendar.
#pragma once

#include <optional>
#include <string>

#include <yaml-cpp/yaml.h>

#include "features/document/date.h"
#include "features/yaml/yaml_file.h"

namespace imr {

// The date that stands at `node`. Reports anything else as "bad-date" and returns nothing.
std::optional<Date> ReadRuleDate(const YAML::Node& node, const std::string& file,
                                 Diagnostics& diagnostics);

// The date at `key` of a mapping; nothing when it is absent or null.
std::optional<Date> ReadRuleDate(MapReader& reader, const std::string& key, const std::string& file,
                                 Diagnostics& diagnostics);

}  // namespace imr
