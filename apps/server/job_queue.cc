#include "apps/server/job_queue.h"

#include <algorithm>
#include <exception>
#include <new>
#include <sys/resource.h>
#include <utility>

#include "apps/server/http_message.h"
#include "apps/server/random_id.h"

namespace imr {
namespace {

bool HasEnded(JobStatus status) {
  return status != JobStatus::kWaiting && status != JobStatus::kRunning;
}

std::string_view NameOf(JobStatus status) {
  switch (status) {
    case JobStatus::kWaiting:
      return "waiting";
    case JobStatus::kRunning:
      return "running";
    case JobStatus::kFinished:
      return "done";
    case JobStatus::kFailed:
      return "failed";
    case JobStatus::kCancelled:
      break;
  }
  return "cancelled";
}

// What an exception says may be of a case: it is not told.
JobProblem UnexpectedProblem() {
  return {500, "The work ended unexpectedly; nothing came of it. Try again with less."};
}

}  // namespace

void JobProgress::Begin(std::int64_t total) { Set(0, total); }

void JobProgress::Step() { ++done_; }

void JobProgress::Set(std::int64_t done, std::int64_t total) {
  total_ = total;
  done_ = done;
}

void JobProgress::Check() const {
  if (cancelled_) throw Cancelled{};
}

JobQueue::JobQueue(Limits limits, Clock clock)
    : limits_(limits), clock_(std::move(clock)), worker_([this] { Run(); }) {}

JobQueue::~JobQueue() {
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& job : jobs_) job->progress.cancelled_ = true;
  }
  Close();
}

void JobQueue::Close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    for (const auto& job : std::deque(jobs_)) {
      if (job->status == JobStatus::kWaiting) End(job, JobStatus::kCancelled);
    }
  }
  changed_.notify_all();
  if (worker_.joinable()) worker_.join();
}

std::optional<std::string> JobQueue::Submit(std::string kind, Work work) {
  auto job = std::make_shared<Job>();
  job->id = RandomId();
  job->kind = std::move(kind);
  job->work = std::move(work);
  {
    const std::scoped_lock lock(mutex_);
    Forget();
    if (closed_ || CountWaiting() >= limits_.waiting) return std::nullopt;
    jobs_.push_back(job);
  }
  changed_.notify_all();
  return job->id;
}

std::optional<JobState> JobQueue::Find(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  Forget();
  const auto job = Named(id);
  if (!job) return std::nullopt;
  const std::int64_t total = job->progress.total_;
  return JobState{.id = job->id,
                  .kind = job->kind,
                  .status = job->status,
                  .done = job->progress.done_,
                  .total = total < 0 ? std::nullopt : std::optional(total),
                  .result = job->result,
                  .problem = job->problem};
}

bool JobQueue::Remove(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  Forget();
  const auto job = Named(id);
  if (!job) return false;
  job->progress.cancelled_ = true;
  if (job->status == JobStatus::kWaiting) {
    End(job, JobStatus::kCancelled);
  } else if (HasEnded(job->status)) {
    std::erase(jobs_, job);
  }
  return true;
}

void JobQueue::Wait(const std::string& id) {
  std::unique_lock lock(mutex_);
  const auto job = Named(id);
  if (job) changed_.wait(lock, [&] { return HasEnded(job->status); });
}

std::size_t JobQueue::waiting() const {
  const std::scoped_lock lock(mutex_);
  return CountWaiting();
}

void JobQueue::Run() {
  // Of this thread and those it starts: answers that someone waits for come first.
  constexpr int kPolite = 10;
  setpriority(PRIO_PROCESS, 0, kPolite);
  std::unique_lock lock(mutex_);
  for (;;) {
    std::shared_ptr<Job> job;
    changed_.wait(lock, [&] {
      const auto it = std::find_if(jobs_.begin(), jobs_.end(), [](const auto& one) {
        return one->status == JobStatus::kWaiting;
      });
      job = it == jobs_.end() ? nullptr : *it;
      return job != nullptr || closed_;
    });
    if (!job) return;
    job->status = JobStatus::kRunning;
    lock.unlock();
    JobStatus status = JobStatus::kFailed;
    std::shared_ptr<const nlohmann::ordered_json> result;
    std::optional<JobProblem> problem;
    try {
      Result out = job->work(job->progress);
      if (auto* failed = std::get_if<JobProblem>(&out)) {
        problem = std::move(*failed);
      } else {
        result = std::make_shared<const nlohmann::ordered_json>(
            std::get<nlohmann::ordered_json>(std::move(out)));
        status = JobStatus::kFinished;
      }
    } catch (const JobProgress::Cancelled&) {
      status = JobStatus::kCancelled;
    } catch (const std::bad_alloc&) {
      problem = JobProblem{500, "There was not enough memory for this work. Try with less."};
    } catch (const std::exception&) {
      problem = UnexpectedProblem();
    }
    Work done_with;  // what it holds goes outside of the lock
    lock.lock();
    done_with.swap(job->work);
    if (job->progress.cancelled_) {
      End(job, JobStatus::kCancelled);
    } else {
      job->result = std::move(result);
      job->problem = std::move(problem);
      End(job, status);
    }
    lock.unlock();
    done_with = nullptr;
    changed_.notify_all();
    lock.lock();
  }
}

// REQUIRES: the lock is held.
void JobQueue::End(const std::shared_ptr<Job>& job, JobStatus status) {
  job->status = status;
  job->ended = clock_();
  Forget();
}

// Of those that have ended, what is too old or too many. REQUIRES: the lock is held.
void JobQueue::Forget() {
  const auto now = clock_();
  std::erase_if(jobs_, [&](const auto& job) {
    return HasEnded(job->status) && now - job->ended > limits_.kept_for;
  });
  auto ended = static_cast<std::size_t>(std::count_if(
      jobs_.begin(), jobs_.end(), [](const auto& job) { return HasEnded(job->status); }));
  while (ended > limits_.kept) {
    const auto oldest =
        std::min_element(jobs_.begin(), jobs_.end(), [](const auto& a, const auto& b) {
          if (HasEnded(a->status) != HasEnded(b->status)) return HasEnded(a->status);
          return HasEnded(a->status) && a->ended < b->ended;
        });
    jobs_.erase(oldest);
    --ended;
  }
}

// REQUIRES: the lock is held.
std::shared_ptr<JobQueue::Job> JobQueue::Named(const std::string& id) const {
  const auto it =
      std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& job) { return job->id == id; });
  return it == jobs_.end() ? nullptr : *it;
}

// REQUIRES: the lock is held.
std::size_t JobQueue::CountWaiting() const {
  return static_cast<std::size_t>(std::count_if(jobs_.begin(), jobs_.end(), [](const auto& job) {
    return job->status == JobStatus::kWaiting;
  }));
}

nlohmann::ordered_json JobJson(const JobState& job) {
  nlohmann::ordered_json problem;
  if (job.problem) {
    problem = {{"type", "about:blank"},
               {"title", StatusTitle(job.problem->status)},
               {"status", job.problem->status},
               {"detail", job.problem->detail}};
  }
  return {{"id", job.id},
          {"kind", job.kind},
          {"status", NameOf(job.status)},
          {"progress",
           {{"done", job.done},
            {"total", job.total ? nlohmann::ordered_json(*job.total) : nlohmann::ordered_json()}}},
          {"result", job.result ? *job.result : nlohmann::ordered_json()},
          {"problem", std::move(problem)}};
}

}  // namespace imr
