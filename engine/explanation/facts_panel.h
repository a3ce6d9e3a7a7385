// The facts of one item as a list of links to the words that prove them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "engine/explanation/section_marks.h"

namespace imr {

// Every fact of the item's sheet, in groups: what is asked for, what the record says, what was
// computed from these.
std::string PanelHtml(const MarkedCase& marked, std::size_t item,
                      const std::function<std::string(std::uint32_t)>& places);

}  // namespace imr
