// A program that runs beside a test, such as a server.
#pragma once

#include <chrono>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/support/paths.h"

namespace imr::test {

class BackgroundProcess {
 public:
  // `command` is the program's path and its arguments. Throws std::runtime_error when it cannot be
  // started.
  explicit BackgroundProcess(std::vector<std::string> command);
  // Kills it when it still runs.
  ~BackgroundProcess();
  BackgroundProcess(const BackgroundProcess&) = delete;
  BackgroundProcess& operator=(const BackgroundProcess&) = delete;

  pid_t id() const { return id_; }
  // What it has written so far.
  std::string Out() const;
  std::string Err() const;
  // The first whole line of its output; "" when it ends, or the time does, without one.
  std::string FirstLine(std::chrono::seconds limit = std::chrono::seconds(120));
  void Signal(int signal) const;
  // What it returned; -1 when a signal ended it, -2 when it did not end within the limit.
  int Wait(std::chrono::seconds limit = std::chrono::seconds(60));

 private:
  bool Ended();

  TemporaryDirectory files_;
  pid_t id_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace imr::test
