// The built program `imr`, run as a user runs it, with the project's own rules.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/paths.h"
#include "tests/support/process.h"

namespace imr::test {

inline ProcessResult Imr(std::vector<std::string> arguments, ProcessOptions options = {}) {
  arguments.insert(arguments.begin(), IMR_PROGRAM);
  return RunProgram(arguments, options);
}

inline ProcessResult Imr(std::vector<std::string> arguments, const std::string& input) {
  ProcessOptions options;
  options.input = input;
  return Imr(std::move(arguments), options);
}

// "predict", "facts" or "evaluate" with the project's rules, and then `arguments`.
inline std::vector<std::string> WithRules(const std::string& command,
                                          const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {command, "--rules", ProjectFile("rules")};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

inline ProcessResult Predict(const std::vector<std::string>& arguments,
                             const std::string& input = "") {
  return Imr(WithRules("predict", arguments), input);
}

// Output as JSON; a test failure and null when it is none.
inline nlohmann::json Json(const ProcessResult& result) {
  nlohmann::json json = nlohmann::json::parse(result.out, nullptr, false);
  if (json.is_discarded()) {
    ADD_FAILURE() << "no JSON on standard output, exit status " << result.status << ": "
                  << result.out.substr(0, 200) << "\nstandard error: " << result.err.substr(0, 500);
    return nullptr;
  }
  return json;
}

inline std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    start = end == std::string::npos ? text.size() : end + 1;
  }
  return lines;
}

inline std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

inline std::string Sample(const std::string& name) {
  return ReadFile(ProjectFile("data/samples/" + name));
}

// Ended by itself, with one of the exit statuses that the contract knows for inputs.
inline void ExpectAnswered(const ProcessResult& result) {
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.signal, 0) << result.err.substr(0, 2000);
  EXPECT_TRUE(result.status == 0 || result.status == 3)
      << "exit status " << result.status << ": " << result.err.substr(0, 2000);
}

}  // namespace imr::test
