// What the command line says, before and while it is checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/cli/options.h"

namespace imr {

// What CLI11 fills in, as text, before it is checked.
struct RawOptions {
  std::vector<std::string> inputs;
  std::string format = "text";
  std::string view;  // empty: not given
  std::string rules;
  std::string as_of;
  std::string output;
  std::vector<std::string> fail_under;
  std::string gold_facts;
  std::string show;
  int jobs = 0;
  bool quiet = false;
  bool ocr = false;
  bool no_color = false;
  bool citations = false;
  bool coverage = false;
  std::vector<std::string> on;
  int cross_validate = 0;
  int seeds = 1;
  std::string against;
  std::string split;
  bool learning_curve = false;
  std::string teacher;
  std::string model;
  std::string history;
  std::string history_output;
  std::vector<std::string> what_if;
  double teacher_weight = -1;
  bool watch = false;
  bool check_only = false;
  std::string new_file;
  std::string prior_scale = "auto";
  std::string delimiter = "auto";
  std::string date;
  TrainOptions train;
  ServeOptions serve;
};

// Fills in `options`; or says what is wrong. `program` is the path the program was started by.
std::optional<std::string> CheckOptions(const RawOptions& raw, const std::string& program,
                                        Options& options);

}  // namespace imr
