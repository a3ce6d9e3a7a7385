// Jobs over HTTP: GET and DELETE /api/v1/jobs/{id}, and what answers a request that begins one.
#pragma once

#include "apps/server/job_queue.h"
#include "apps/server/router.h"

namespace imr {

// `jobs` outlives the router.
void AddJobRoutes(Router& router, JobQueue& jobs);

// 202 with the address of the job, or 429 when too many wait.
HttpResponse Submitted(JobQueue& jobs, std::string kind, JobQueue::Work work);

}  // namespace imr
