// The processor seconds of one fit on a table, without reading it: the part that peers are compared
// with.
//
//   table_fit TABLE LABEL POSITIVE PRIOR_SCALE REPEAT [CATEGORICAL...]
//
// Prints {"seconds": median of REPEAT fits after one that warms up, "iterations", "rows",
// "weights"}.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/scoring/scoring_weights.h"
#include "engine/scoring/training/table.h"

namespace imr {
namespace {

int Run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 6) {
    std::cerr << "table_fit TABLE LABEL POSITIVE PRIOR_SCALE REPEAT [CATEGORICAL...]\n";
    return 2;
  }
  std::ifstream file(arguments[1], std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  TableOptions options;
  options.label = arguments[2];
  options.positive = arguments[3];
  options.categorical.assign(arguments.begin() + 6, arguments.end());
  const std::filesystem::path rules = std::filesystem::path(IMR_SOURCE_DIR) / "rules";
  Diagnostics diagnostics;
  const auto vocabulary =
      Vocabulary::Load(rules / "vocabulary.yaml", "vocabulary.yaml", diagnostics);
  if (!vocabulary) return 1;
  const auto weights =
      ScoringWeights::Load(rules / "scoring.yaml", "scoring.yaml", *vocabulary, diagnostics);
  if (!weights) return 1;
  options.never = weights->never;
  const auto read = ReadTrainingTable(bytes.str(), options);
  if (const auto* error = std::get_if<TableError>(&read)) {
    std::cerr << "table_fit: " << error->message << '\n';
    return 1;
  }
  const auto& table = std::get<TrainingTable>(read);
  const Prior prior = table.prior.Scaled(std::strtod(arguments[4].c_str(), nullptr));
  std::vector<double> seconds;
  int iterations = 0;
  const int repeat = std::max(1, std::atoi(arguments[5].c_str()));
  for (int i = 0; i <= repeat; ++i) {
    const std::clock_t start = std::clock();
    const FitResult result = FitLogistic(table.design(), table.outcomes, prior);
    const double taken = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    if (const auto* error = std::get_if<FitError>(&result)) {
      std::cerr << "table_fit: " << error->message << '\n';
      return 1;
    }
    iterations = std::get<LogisticFit>(result).iterations;
    if (i > 0) seconds.push_back(taken);
  }
  std::sort(seconds.begin(), seconds.end());
  std::cout << "{\"seconds\": " << seconds[seconds.size() / 2] << ", \"iterations\": " << iterations
            << ", \"rows\": " << table.outcomes.targets.size()
            << ", \"weights\": " << table.names.size() << "}\n";
  return 0;
}

}  // namespace
}  // namespace imr

int main(int argc, char** argv) { return imr::Run(std::vector<std::string>(argv, argv + argc)); }
