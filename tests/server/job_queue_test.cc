#include "apps/server/job_queue.h"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

#include "apps/server/job_routes.h"

namespace imr {
namespace {

using nlohmann::ordered_json;

JobQueue::Work Gives(int answer) {
  return [answer](JobProgress&) -> JobQueue::Result { return ordered_json{{"answer", answer}}; };
}

// Work that goes on only once it is let, and then gives up when it was cancelled.
class Gate {
 public:
  JobQueue::Work Work() {
    return [this](JobProgress& progress) -> JobQueue::Result {
      progress.Begin(10);
      progress.Step();
      begun_.set_value();
      open_.get_future().wait();
      progress.Check();
      return ordered_json("through");
    };
  }
  void WaitUntilBegun() { begun_.get_future().wait(); }
  void Open() { open_.set_value(); }

 private:
  std::promise<void> begun_, open_;
};

JobState Ended(JobQueue& jobs, const std::string& id) {
  jobs.Wait(id);
  return jobs.Find(id).value_or(JobState{});
}

TEST(JobQueue, DoesWorkAndKeepsWhatCameOfIt) {
  JobQueue jobs;
  const auto id = jobs.Submit("evaluation", Gives(42));
  ASSERT_TRUE(id);
  const JobState job = Ended(jobs, *id);
  EXPECT_EQ(job.status, JobStatus::kFinished);
  EXPECT_EQ(job.kind, "evaluation");
  ASSERT_TRUE(job.result);
  EXPECT_EQ((*job.result)["answer"], 42);
  EXPECT_FALSE(jobs.Find("0123456789abcdef0123456789abcdef"));
}

TEST(JobQueue, TellsProgressWhileItRuns) {
  Gate gate;
  JobQueue jobs;
  const auto first = jobs.Submit("a", gate.Work());
  const auto second = jobs.Submit("b", Gives(2));
  gate.WaitUntilBegun();
  EXPECT_EQ(JobJson(*jobs.Find(*first))["progress"], (ordered_json{{"done", 1}, {"total", 10}}));
  EXPECT_EQ(JobJson(*jobs.Find(*first))["status"], "running");
  const ordered_json waiting = JobJson(*jobs.Find(*second));
  EXPECT_EQ(waiting["status"], "waiting");
  EXPECT_TRUE(waiting["progress"]["total"].is_null());
  EXPECT_TRUE(waiting["result"].is_null());
  gate.Open();
  EXPECT_EQ(Ended(jobs, *second).status, JobStatus::kFinished);
  EXPECT_EQ(Ended(jobs, *first).status, JobStatus::kFinished);
}

TEST(JobQueue, TakesNoMoreThanItsBound) {
  Gate gate;
  JobQueue jobs({.waiting = 2, .kept = 20, .kept_for = std::chrono::hours(1)});
  ASSERT_TRUE(jobs.Submit("runs", gate.Work()));
  gate.WaitUntilBegun();
  ASSERT_TRUE(jobs.Submit("waits", Gives(1)));
  const auto last = jobs.Submit("waits", Gives(2));
  ASSERT_TRUE(last);
  EXPECT_FALSE(jobs.Submit("too many", Gives(3)));
  const HttpResponse full = Submitted(jobs, "too many", Gives(4));
  EXPECT_EQ(full.status, 429);
  EXPECT_THAT(full.headers, testing::Contains(testing::Pair("Retry-After", "5")));
  EXPECT_TRUE(jobs.Remove(*last));
  EXPECT_TRUE(jobs.Submit("fits again", Gives(5)));
  gate.Open();
}

TEST(JobQueue, CancelsWhatRunsAndWhatWaits) {
  Gate gate;
  JobQueue jobs;
  const auto running = jobs.Submit("runs", gate.Work());
  const auto waiting = jobs.Submit("waits", Gives(1));
  gate.WaitUntilBegun();
  EXPECT_TRUE(jobs.Remove(*waiting));
  EXPECT_EQ(jobs.Find(*waiting)->status, JobStatus::kCancelled);
  EXPECT_TRUE(jobs.Remove(*running));
  gate.Open();
  const JobState job = Ended(jobs, *running);
  EXPECT_EQ(job.status, JobStatus::kCancelled);
  EXPECT_FALSE(job.result);
  EXPECT_TRUE(jobs.Remove(*running));  // forgets it
  EXPECT_FALSE(jobs.Find(*running));
  EXPECT_FALSE(jobs.Remove(*running));
}

TEST(JobQueue, TellsNothingOfWhatAnExceptionSays) {
  JobQueue jobs;
  const auto thrown = jobs.Submit("throws", [](JobProgress&) -> JobQueue::Result {
    throw std::runtime_error("words of a case");
  });
  const auto refused = jobs.Submit("refuses", [](JobProgress&) -> JobQueue::Result {
    return JobProblem{422, "No input holds a ruling."};
  });
  const JobState job = Ended(jobs, *thrown);
  EXPECT_EQ(job.status, JobStatus::kFailed);
  EXPECT_THAT(JobJson(job).dump(), testing::Not(testing::HasSubstr("words of a case")));
  EXPECT_EQ(JobJson(job)["problem"]["status"], 500);
  const ordered_json problem = JobJson(Ended(jobs, *refused))["problem"];
  EXPECT_EQ(problem["detail"], "No input holds a ruling.");
  EXPECT_EQ(problem["title"], "Unprocessable Content");
}

TEST(JobQueue, ForgetsWhatIsOldOrTooMuch) {
  std::atomic<int> minutes = 0;
  JobQueue jobs({.waiting = 8, .kept = 3, .kept_for = std::chrono::hours(1)}, [&] {
    return std::chrono::steady_clock::time_point(std::chrono::minutes(minutes));
  });
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(*jobs.Submit("one", Gives(i)));
    jobs.Wait(ids.back());
    ++minutes;
  }
  EXPECT_FALSE(jobs.Find(ids[0]));
  EXPECT_FALSE(jobs.Find(ids[1]));
  for (int i = 2; i < 5; ++i) EXPECT_TRUE(jobs.Find(ids[static_cast<std::size_t>(i)])) << i;
  minutes += 59;
  EXPECT_FALSE(jobs.Find(ids[2]));
  EXPECT_TRUE(jobs.Find(ids[4]));
}

TEST(JobQueue, ClosesAfterWhatRuns) {
  Gate gate;
  JobQueue jobs;
  const auto running = jobs.Submit("runs", gate.Work());
  const auto waiting = jobs.Submit("waits", Gives(1));
  gate.WaitUntilBegun();
  auto closing = std::async(std::launch::async, [&] { jobs.Close(); });
  jobs.Wait(*waiting);
  gate.Open();
  closing.get();
  EXPECT_EQ(jobs.Find(*running)->status, JobStatus::kFinished);
  EXPECT_EQ(jobs.Find(*waiting)->status, JobStatus::kCancelled);
  EXPECT_FALSE(jobs.Submit("late", Gives(2)));
}

TEST(JobQueue, EndsWithWorkToDo) {
  Gate gate;
  auto jobs = std::make_unique<JobQueue>();
  const auto running = jobs->Submit("runs", gate.Work());
  for (int i = 0; i < 5; ++i) jobs->Submit("waits", Gives(i));
  gate.WaitUntilBegun();
  gate.Open();
  jobs.reset();  // returns
  SUCCEED();
}

TEST(JobQueue, NamesCannotBeGuessed) {
  JobQueue jobs({.waiting = 100, .kept = 100, .kept_for = std::chrono::hours(1)});
  std::set<std::string> ids;
  for (int i = 0; i < 50; ++i) ids.insert(*jobs.Submit("one", Gives(i)));
  EXPECT_EQ(ids.size(), 50u);
  EXPECT_EQ(ids.begin()->size(), 32u);
}

TEST(JobRoutes, AnswerByTheJobsId) {
  JobQueue jobs;
  Router router;
  AddJobRoutes(router, jobs);
  const HttpResponse accepted = Submitted(jobs, "evaluation", Gives(7));
  EXPECT_EQ(accepted.status, 202);
  const std::string id = ordered_json::parse(accepted.body)["id"];
  const std::string address = "/api/v1/jobs/" + id;
  EXPECT_THAT(accepted.headers, testing::Contains(testing::Pair("Location", address)));
  jobs.Wait(id);
  HttpRequest request{
      .method = "GET", .path = address, .query = {}, .headers = {}, .body = {}, .parts = {}};
  const HttpResponse done = router.Answer(request);
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(ordered_json::parse(done.body)["result"]["answer"], 7);
  request.method = "DELETE";
  EXPECT_EQ(router.Answer(request).status, 204);
  EXPECT_EQ(router.Answer(request).status, 404);
  request.method = "GET";
  EXPECT_EQ(router.Answer(request).content_type, "application/problem+json");
}

}  // namespace
}  // namespace imr
