#pragma once

#include <string>
#include <utility>
#include <vector>

namespace imr {

// Columns of text, the first set left and the others right; two spaces between them.
class Table {
 public:
  explicit Table(std::vector<std::string> head) { rows_.push_back(std::move(head)); }

  // REQUIRES: as many cells as the head has.
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  // Each row a line, indented by two spaces.
  std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace imr
