#include "apps/cli/input_run.h"

#include <ostream>

namespace imr {

void ReportInputError(const InputError& error, std::ostream& err) {
  err << "imr: " << error.source;
  if (error.line > 0) err << ':' << error.line;
  err << ": " << error.message << '\n';
}

bool IsPdf(std::string_view bytes) {
  constexpr std::size_t kHeadBytes = 1024;
  return bytes.substr(0, kHeadBytes).find("%PDF") != std::string_view::npos;
}

}  // namespace imr
