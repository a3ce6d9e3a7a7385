// Runs a program of the system on bytes, as a process of its own: no shell, no temporary files, an
// environment of its own, and limits on time, memory and output.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace imr {

struct ProgramLimits {
  int cpu_seconds = 20;
  std::size_t memory_bytes = std::size_t{1} << 30;
  std::size_t output_bytes = std::size_t{16} << 20;
  std::chrono::steady_clock::time_point deadline;  // it is killed when it still runs then
};

struct ProgramRun {
  enum class End {
    kExited,        // `status` is its exit status, `output` all that it wrote
    kNotInstalled,  // not on the PATH
    kNotStarted,    // too few processes or open files, or the connection broke
    kTooMuchOutput,
    kTooLate,           // the deadline passed
    kTooMuchComputing,  // stopped by the limit on computing time
    kSignal,            // `status` is the signal, such as that of a failed allocation
  };

  End end = End::kNotStarted;
  int status = 0;
  std::string output;
};

// Runs words[0], looked up on the PATH, with `input` as its standard input. What it writes to
// standard error is dropped. It can write no file, dies with this process, and has one thread of
// OpenMP. Thread safe. REQUIRES: `words` is not empty.
ProgramRun RunProgramOn(std::vector<std::string> words, std::string_view input,
                        const ProgramLimits& limits);

}  // namespace imr
