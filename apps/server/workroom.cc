#include "apps/server/workroom.h"

#include <system_error>

#include "apps/server/corpus_routes.h"
#include "apps/server/evaluation_routes.h"
#include "apps/server/job_routes.h"
#include "apps/server/rule_routes.h"

namespace imr {
std::vector<Corpus> SampleCorpora(const std::filesystem::path& data) {
  std::error_code error;
  if (data.empty() || !std::filesystem::is_directory(data / "samples", error)) return {};
  return {{.name = "samples", .path = data / "samples"}};
}

Workroom::Workroom(const Desk& desk)
    : desk_(desk),
      rule_files_(desk.options.rules),
      rule_drafts_(rule_files_, desk.prescreen),
      corpora_(desk.corpora, desk.options) {}

void Workroom::AddRoutes(Router& router) {
  AddRuleRoutes(router, desk_, rule_files_, rule_drafts_);
  AddComparisonRoutes(router, desk_, corpora_, rule_drafts_, baseline_, jobs_);
  AddCorpusRoutes(router, desk_, corpora_);
  AddEvaluationRoutes(router, desk_, corpora_, jobs_);
  AddJobRoutes(router, jobs_);
}

}  // namespace imr
