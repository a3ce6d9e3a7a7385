// What the command line says, checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/document/case.h"
#include "features/document/date.h"

namespace imr {

enum class Format { kText, kJson, kJsonLines, kHtml, kCsv };

// Of `imr train`.
struct TrainOptions {
  std::string model;  // the file that the model is written to; empty: none
  int folds = 10;
  std::uint64_t seed = 1;
  std::optional<double> prior_scale;  // nothing: chosen on held-out groups
  bool one_standard_error = false;
  std::optional<Date> date;  // to stand in the model
  // Of a table: names of columns.
  std::string label, positive, group;
  std::optional<char> delimiter;  // nothing: guessed
  std::vector<std::string> exclude, categorical;
};

struct Options {
  std::vector<std::string> inputs;
  Format format = Format::kText;
  View view = View::kPrescreen;
  bool view_given = false;
  std::filesystem::path rules;
  std::optional<Date> as_of;
  int jobs = 1;
  std::string output;  // a file; standard output when empty
  bool quiet = false;
  bool ocr = false;       // recognise the text of scanned PDFs
  bool progress = false;  // standard error is a terminal and takes progress
  bool color = false;
  std::map<std::string, double> fail_under;  // evaluate: metric -> least value
  std::string gold_facts;                    // evaluate: file of annotated facts
  std::string show;                          // evaluate: the fact whose errors are listed
  bool coverage = false;                     // rules test
  TrainOptions train;
};

// Where results, messages and input come from and go to.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

}  // namespace imr
