// What the command line says, checked.
#pragma once

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
  bool watch = false;                        // rules test: again on every change
  bool check_only = false;                   // rules format: only say what would change
  std::string new_file;                      // rules new, rules schema: where to write
};

// Where results, messages and input come from and go to.
struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
};

}  // namespace imr
