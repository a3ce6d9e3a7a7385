// Threads that work off a short queue: what does not fit is refused, not kept.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace imr {

class WorkerPool {
 public:
  // REQUIRES: threads >= 1.
  WorkerPool(int threads, std::size_t most_waiting);
  // Works off what waits, then ends.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // False when as many wait as may. `task` does not throw. Thread safe.
  bool TryPost(std::function<void()> task);

 private:
  void Work();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable some_waits_;
  std::deque<std::function<void()>> waiting_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace imr
