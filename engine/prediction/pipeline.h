// Work on many inputs with several threads, results in the order of the inputs, memory bounded by a
// window: what a command line and a batch service both need.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace imr {

// Calls `next` (one thread at a time) until it returns nothing, `work` on each task in any of
// `jobs` threads, and `emit` (one thread at a time) on each result in the order of the tasks. At
// most 4 x jobs tasks are held at once. The first exception stops the run and is thrown again.
// REQUIRES: jobs >= 1.
template <typename Task, typename Result>
void ProcessInOrder(int jobs, const std::function<std::optional<Task>()>& next,
                    const std::function<Result(Task)>& work,
                    const std::function<void(Result)>& emit) {
  const std::size_t window = static_cast<std::size_t>(jobs) * 4;
  std::mutex mutex;
  std::condition_variable room;
  std::size_t taken = 0;
  std::size_t emitted = 0;
  bool finished = false;
  std::exception_ptr failure;
  std::map<std::size_t, Result> waiting;

  auto worker = [&] {
    for (;;) {
      std::optional<Task> task;
      std::size_t index = 0;
      {
        std::unique_lock lock(mutex);
        room.wait(lock, [&] { return finished || taken - emitted < window; });
        if (finished) return;
        try {
          task = next();
        } catch (...) {
          failure = std::current_exception();
        }
        if (!task) {
          finished = true;
          room.notify_all();
          return;
        }
        index = taken++;
      }
      try {
        Result result = work(std::move(*task));
        const std::lock_guard lock(mutex);
        waiting.emplace(index, std::move(result));
        while (!waiting.empty() && waiting.begin()->first == emitted && !failure) {
          emit(std::move(waiting.begin()->second));
          waiting.erase(waiting.begin());
          ++emitted;
        }
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        finished = true;
      }
      room.notify_all();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < jobs; ++i) threads.emplace_back(worker);
  worker();
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace imr
