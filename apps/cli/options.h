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

enum class Format { kText, kJson, kJsonLines, kHtml, kCsv, kMarkdown };

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

// Of `imr serve`.
struct ServeOptions {
  std::string address = "127.0.0.1";  // in figures
  std::uint16_t port = 8642;          // 0: one that is free
  std::vector<std::string> hosts;     // names beside loopback that requests may be sent to
  std::string token_file;             // empty: no token is asked for
  std::vector<std::string> corpora;   // files or directories
  std::string database;               // of the history of reviews; empty: in memory
  bool store_text = false;
  bool edit_rules = false;
  std::filesystem::path web;  // built pages; empty: none
  int threads = 0;            // that answer; 0: as many as options.jobs
  bool open = false;          // in the person's browser
  bool log = false;           // a line for each answer on standard error
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
  bool citations = false;                    // evaluate: deciding guidelines against cited ones
  bool coverage = false;                     // rules test
  int cross_validate = 0;  // evaluate: folds by case; 0: predict with the model at hand
  int seeds = 1;           // evaluate: how often the folds are drawn
  // evaluate: the model to compare with; empty: the weights of the rules. Nothing: no comparison.
  std::optional<std::filesystem::path> against;
  std::optional<Date> split;    // evaluate: train on decisions before this day, predict the others
  bool learning_curve = false;  // evaluate: train on growing shares of the cases
  std::string teacher;          // evaluate, train: file of a teacher's probabilities
  std::filesystem::path model;  // empty: weights as written in the rules
  std::filesystem::path history;         // predict: where precedents come from; empty: none
  std::string history_output;            // train: file to write the cases to as facts
  std::vector<std::string> what_if;      // predict: FACT=VALUE
  std::optional<double> teacher_weight;  // evaluate, train: instead of choosing it
  std::vector<std::string> on;           // rules show, coverage, compare: the corpus
  bool watch = false;                    // rules test: again on every change
  bool check_only = false;               // rules format: only say what would change
  std::string new_file;                  // rules new, rules schema: where to write
  std::filesystem::path data;            // models and history that come with the program; or empty
  TrainOptions train;
  ServeOptions serve;
};

// Where results, messages and input come from and go to.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

}  // namespace imr
