// The inputs named on a command line, one after the other, in constant memory: files, directories
// (recursed, by path in byte order), "-" for standard input, and JSON lines (one case a line).
#pragma once

#include <filesystem>
#include <fstream>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "features/document/reader.h"

namespace imr {

// The bytes of one input, not yet read.
struct RawInput {
  std::string source;
  std::string file_stem;
  std::string bytes;
};

class InputStream {
 public:
  // `paths` as given; none means standard input. `standard_input` outlives the stream.
  InputStream(std::vector<std::string> paths, std::istream& standard_input,
              ReaderLimits limits = {});
  ~InputStream();

  // The next input, or the error of one that cannot be opened; nothing at the end. Not thread safe.
  std::optional<std::variant<RawInput, InputError>> Next();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace imr
