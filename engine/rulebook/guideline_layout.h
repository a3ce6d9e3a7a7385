// The canonical order of what stands in a guideline file.
#pragma once

#include <string_view>

#include "features/yaml/yaml_layout.h"

namespace imr {

// The layout of a file of the rules directory, named as diagnostics name it. Guidelines have their
// keys in order; other files keep the order found.
const YamlLayout& LayoutOf(std::string_view file);

}  // namespace imr
