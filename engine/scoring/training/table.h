// A table of historical outcomes made into features: what `imr train TABLE.csv` fits.
//
// The first line names the columns. White space at the ends of names and values is dropped. A
// column of numbers is one feature, (x - mean) / deviation over the rows; an empty cell is 0 there,
// and a column with empty cells has a second feature that is 1 where it is empty. Any other column
// has a feature for each of its values, in byte order, an empty cell being a value too; none is
// left out as a reference, since the prior holds them all (their common part goes to the
// intercept). Features follow the order of the columns, behind the intercept.
//
// Left out: the columns of outcome and group, those asked for, those named by what says who a
// person is, and those that tell rows apart but nothing else (one value, or text with more distinct
// values than half of the rows).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/scoring/training/logistic_fit.h"

namespace imr {

// The largest table read, in bytes.
inline constexpr std::size_t kLargestTable = 1u << 30;

struct TableOptions {
  std::string label;                     // the column of outcomes
  std::string positive;                  // its value that counts as positive
  std::string group;                     // rows with the same value share a fate; empty: none do
  std::optional<char> delimiter;         // nothing: guessed from the first line
  std::vector<std::string> exclude;      // columns to leave out
  std::vector<std::string> categorical;  // columns of numbers to take by their values
  std::vector<std::string> never;        // words of column names that are never weighed
};

// A training set. All priors are normal around 0 with deviation 1, but for the free intercept.
struct TrainingTable {
  std::vector<std::string> names;            // of the features: "intercept", "Column = value", ...
  std::variant<DenseRows, SparseRows> rows;  // sparse when less than a quarter is filled
  Outcomes outcomes;                         // targets 0 and 1
  std::vector<int> groups;
  Prior prior;
  int unlabelled = 0;                 // rows without an outcome, left out
  std::vector<std::string> warnings;  // columns that were left out, and why

  DesignMatrix design() const;
};

struct TableError {
  int line = 0;  // from 1; 0: the whole table
  std::string message;
};

// `bytes` in any encoding that ToUtf8 takes.
std::variant<TrainingTable, TableError> ReadTrainingTable(std::string_view bytes,
                                                          const TableOptions& options);

// Is a word of `column` ("Patient Gender", "zip_code", "AgeRange") in `never`?
bool IsNeverWeighed(std::string_view column, const std::vector<std::string>& never);

}  // namespace imr
