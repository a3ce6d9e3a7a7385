#include "engine/evaluation/table.h"

#include <algorithm>

#include "engine/explanation/layout.h"

namespace imr {

std::string Table::Text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], CodePoints(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line = "  " + PadRight(row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) line += "  " + PadLeft(row[i], widths[i]);
    out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return out;
}

}  // namespace imr
