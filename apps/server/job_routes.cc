#include "apps/server/job_routes.h"

#include <utility>

namespace imr {
namespace {

constexpr const char* kJobs = "/api/v1/jobs/";

HttpResponse NoSuchJob() {
  return ProblemResponse(404,
                         "There is no such job. What a job came to is kept for an hour; ask for "
                         "it again.");
}

}  // namespace

void AddJobRoutes(Router& router, JobQueue& jobs) {
  router.Add("GET", "/api/v1/jobs/{id}", [&jobs](const HttpRequest& request) {
    const auto job = jobs.Find(request.parts.at("id"));
    return job ? JsonResponse(JobJson(*job)) : NoSuchJob();
  });
  router.Add("DELETE", "/api/v1/jobs/{id}", [&jobs](const HttpRequest& request) {
    if (!jobs.Remove(request.parts.at("id"))) return NoSuchJob();
    return HttpResponse{.status = 204, .content_type = "", .headers = {}, .body = ""};
  });
}

HttpResponse Submitted(JobQueue& jobs, std::string kind, JobQueue::Work work) {
  const auto id = jobs.Submit(std::move(kind), std::move(work));
  if (!id) {
    HttpResponse full = ProblemResponse(
        429, "Too many jobs wait already. Try again when one has ended, or DELETE one.");
    full.headers.emplace_back("Retry-After", "5");
    return full;
  }
  const auto job = jobs.Find(*id);
  HttpResponse response = job ? JsonResponse(JobJson(*job), 202) : JsonResponse({{"id", *id}}, 202);
  response.headers.emplace_back("Location", kJobs + *id);
  return response;
}

}  // namespace imr
