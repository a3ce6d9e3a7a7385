// Long work that a client asks for and looks after: done one after the other in a thread of its
// own, bounded in number, told of as it goes, and cancelled on request.
//
//   Submit -> waiting -> running -> done | failed | cancelled
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include <nlohmann/json.hpp>

namespace imr {

// Why a job came to nothing, as a problem document tells it. Never holds text of a case.
struct JobProblem {
  int status = 500;
  std::string detail;
};

// What the work of a job has of it. Thread safe.
class JobProgress {
 public:
  // Thrown by Check, and let through by the work.
  struct Cancelled {};

  void Begin(std::int64_t total);  // of steps; counts anew
  void Step();                     // one more is done
  void Set(std::int64_t done, std::int64_t total);
  // Throws Cancelled once the job is to be given up.
  void Check() const;

 private:
  friend class JobQueue;
  std::atomic<std::int64_t> done_{0};
  std::atomic<std::int64_t> total_{-1};  // -1: not known
  std::atomic<bool> cancelled_{false};
};

enum class JobStatus { kWaiting, kRunning, kFinished, kFailed, kCancelled };

struct JobState {
  std::string id;
  std::string kind;  // "evaluation"
  JobStatus status = JobStatus::kWaiting;
  std::int64_t done = 0;
  std::optional<std::int64_t> total;
  std::shared_ptr<const nlohmann::ordered_json> result;  // when done
  std::optional<JobProblem> problem;                     // when failed
};

class JobQueue {
 public:
  using Result = std::variant<nlohmann::ordered_json, JobProblem>;
  using Work = std::function<Result(JobProgress&)>;
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  struct Limits {
    std::size_t waiting = 8;
    std::size_t kept = 20;  // that have ended, the latest
    std::chrono::seconds kept_for{3600};
  };

  JobQueue() : JobQueue(Limits{}) {}
  explicit JobQueue(Limits limits, Clock clock = std::chrono::steady_clock::now);
  // Cancels everything, and waits for what runs to give up.
  ~JobQueue();
  JobQueue(const JobQueue&) = delete;
  JobQueue& operator=(const JobQueue&) = delete;

  // The job's id, which cannot be guessed; nothing when too many wait or the queue is closed.
  std::optional<std::string> Submit(std::string kind, Work work);

  std::optional<JobState> Find(const std::string& id);

  // Gives up a job that waits or runs, forgets one that has ended. False when there is none.
  bool Remove(const std::string& id);

  // Returns when the job has ended, or is not known. For tests, and for shutting down.
  void Wait(const std::string& id);

  // Takes no more, drops what waits, and lets what runs end.
  void Close();

  std::size_t waiting() const;

 private:
  struct Job {
    std::string id, kind;
    Work work;
    JobProgress progress;
    JobStatus status = JobStatus::kWaiting;
    std::shared_ptr<const nlohmann::ordered_json> result;
    std::optional<JobProblem> problem;
    std::chrono::steady_clock::time_point ended;
  };

  void Run();
  void End(const std::shared_ptr<Job>& job, JobStatus status);
  void Forget();
  std::shared_ptr<Job> Named(const std::string& id) const;
  std::size_t CountWaiting() const;

  const Limits limits_;
  const Clock clock_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> jobs_;  // in the order of their coming
  bool closed_ = false;
  std::thread worker_;  // last: begins when all else stands
};

// {"id", "kind", "status", "progress": {"done", "total"}, "result", "problem"}.
nlohmann::ordered_json JobJson(const JobState& job);

}  // namespace imr
