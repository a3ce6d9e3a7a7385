#include "apps/cli/corpus_run.h"

#include <map>
#include <ostream>

namespace imr {

std::vector<bool> CountedOnce(const std::vector<std::pair<std::string, bool>>& ids_and_is_pdf) {
  std::map<std::string, std::size_t> chosen;
  for (std::size_t i = 0; i < ids_and_is_pdf.size(); ++i) {
    const auto& [id, is_pdf] = ids_and_is_pdf[i];
    const auto [it, fresh] = chosen.emplace(id, i);
    if (!fresh && ids_and_is_pdf[it->second].second && !is_pdf) it->second = i;
  }
  std::vector<bool> counted(ids_and_is_pdf.size(), false);
  for (const auto& [id, index] : chosen) counted[index] = true;
  return counted;
}

void ReportDuplicates(const Options& options,
                      const std::vector<std::pair<std::string, std::string>>& duplicates,
                      std::ostream& err) {
  if (options.quiet) return;
  for (const auto& [source, id] : duplicates) {
    err << "imr: " << source << ": case " << id << " again; counted once\n";
  }
}

}  // namespace imr
