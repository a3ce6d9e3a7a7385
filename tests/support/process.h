// Runs a program as a user's shell would, and keeps all that can be seen of it from outside.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace imr::test {

struct ProcessOptions {
  // Written to the program's standard input, which is then closed. A program may stop reading
  // early.
  std::string input;
  // Where it runs; empty: here.
  std::filesystem::path directory;
  // Added to, or put in place of, what the environment holds.
  std::vector<std::pair<std::string, std::string>> environment;
  // The program is killed when it takes longer.
  std::chrono::seconds limit{60};
};

struct ProcessResult {
  // What the program returned; -1 when a signal ended it.
  int status = -1;
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
  // The most memory that it held at once.
  long max_resident_kib = 0;
};

// `command` is the program's path and its arguments; no shell is involved. Throws
// std::runtime_error when the program cannot be started.
ProcessResult RunProgram(const std::vector<std::string>& command,
                         const ProcessOptions& options = {});

}  // namespace imr::test
