// Tables of a page: head, rows, columns of numbers set right. Cells are escaped unless they come as
// HTML.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/explanation/html.h"

namespace imr {

class HtmlTable {
 public:
  // A column whose name starts with '#' is one of numbers; the sign is not shown.
  explicit HtmlTable(const std::vector<std::string>& columns) {
    html_ = "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>";
    for (const std::string& column : columns) {
      const bool number = column.starts_with('#');
      numbers_.push_back(number);
      html_ += number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">";
      html_ += EscapeHtml(column.substr(number ? 1 : 0)) + "</th>";
    }
    html_ += "</tr></thead>\n<tbody>\n";
  }

  // The first cell names the row. REQUIRES: as many cells as columns.
  void Add(const std::vector<std::string>& cells) {
    std::vector<std::string> escaped;
    escaped.reserve(cells.size());
    for (const std::string& cell : cells) escaped.push_back(EscapeHtml(cell));
    AddHtml(escaped);
  }
  void AddHtml(const std::vector<std::string>& cells) {
    html_ += "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string tag = i == 0 ? "th" : "td";
      html_ += "<" + tag + (i == 0 ? " scope=\"row\"" : "") +
               (numbers_[i] ? " class=\"number\">" : ">") + cells[i] + "</" + tag + ">";
    }
    html_ += "</tr>\n";
  }

  std::string Take() { return std::move(html_) + "</tbody>\n</table></div>\n"; }

 private:
  std::vector<bool> numbers_;
  std::string html_;
};

}  // namespace imr
