#include "features/yaml/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace imr {
namespace {

// Optimal string alignment distance: insertions, deletions, substitutions, neighbour swaps.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, substituted});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

Diagnostic Make(std::string_view file, const YAML::Mark& mark, Severity severity,
                std::string message, std::string code) {
  return {.file = std::string(file),
          .line = mark.is_null() ? 0 : mark.line + 1,
          .column = mark.is_null() ? 0 : mark.column + 1,
          .severity = severity,
          .message = std::move(message),
          .code = std::move(code)};
}

}  // namespace

std::string FormatDiagnostic(const Diagnostic& diagnostic) {
  std::string out = diagnostic.file;
  if (diagnostic.line > 0) {
    out += ':' + std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column);
  }
  out += diagnostic.severity == Severity::kError ? ": error: " : ": warning: ";
  out += diagnostic.message + " [" + diagnostic.code + ']';
  return out;
}

void Diagnostics::Error(std::string_view file, const YAML::Mark& mark, std::string message,
                        std::string code) {
  all_.push_back(Make(file, mark, Severity::kError, std::move(message), std::move(code)));
}

void Diagnostics::Warning(std::string_view file, const YAML::Mark& mark, std::string message,
                          std::string code) {
  all_.push_back(Make(file, mark, Severity::kWarning, std::move(message), std::move(code)));
}

void Diagnostics::Add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }

bool Diagnostics::has_errors() const {
  return std::any_of(all_.begin(), all_.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

void Diagnostics::Sort() {
  std::stable_sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
}

std::string Suggestion(std::string_view name, std::span<const std::string> candidates) {
  constexpr std::size_t kLongestName = 80;  // bounds the work on hostile input
  if (name.size() > kLongestName) return "";
  const std::string* best = nullptr;
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestName) continue;
    const std::size_t distance = EditDistance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = &candidate;
    }
  }
  return best == nullptr ? "" : "; did you mean '" + *best + "'?";
}

}  // namespace imr
