// What a teacher thought of items before their decision: JSON lines, one item a line.
//
//   {"case": "CM14-0000001", "item": 0, "p": 0.12}   p: probability of being overturned
//
// Other keys are passed over.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imr {

struct TeacherProblem {
  int line = 0;
  std::string message;
};

struct Teacher {
  std::map<std::pair<std::string, std::size_t>, double> probability;  // (case, item from 0)
  std::vector<TeacherProblem> problems;  // lines of which nothing is used
};

// Reads all lines; empty ones are passed over.
Teacher ReadTeacher(std::string_view text);

}  // namespace imr
