// What is wrong with a file that a person wrote, said so that the person can mend it: file, line,
// column, the problem, a short stable code, and where a name was misspelt what was probably meant.
//
// Messages quote names and keys of rule files. They never quote the text of a case.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

namespace imr {

enum class Severity { kError, kWarning };

struct Diagnostic {
  std::string file;
  int line = 0;    // from 1; 0 when the whole file is meant
  int column = 0;  // from 1; 0 when the whole line or file is meant
  Severity severity = Severity::kError;
  std::string message;
  std::string code;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

// "file:line:column: error: message [code]", the form that editors jump to.
std::string FormatDiagnostic(const Diagnostic& diagnostic);

// Collects everything that is wrong in one run, so that nothing hides behind the first error.
class Diagnostics {
 public:
  void Error(std::string_view file, const YAML::Mark& mark, std::string message, std::string code);
  void Warning(std::string_view file, const YAML::Mark& mark, std::string message,
               std::string code);
  void Add(Diagnostic diagnostic);

  bool has_errors() const;
  const std::vector<Diagnostic>& all() const { return all_; }
  // By file, line, column; stable.
  void Sort();

 private:
  std::vector<Diagnostic> all_;
};

// "; did you mean 'name'?" for the candidate nearest to `name`, or "" when none is near (more than
// a third of the letters differ, Damerau-Levenshtein with transpositions of neighbours).
std::string Suggestion(std::string_view name, std::span<const std::string> candidates);

}  // namespace imr
