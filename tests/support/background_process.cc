#include "tests/support/background_process.h"

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace imr::test {
namespace {

constexpr std::chrono::milliseconds kLook{20};

}  // namespace

BackgroundProcess::BackgroundProcess(std::vector<std::string> command) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  const std::string out = (files_.path() / "out").string();
  const std::string err = (files_.path() / "err").string();
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), kFlags, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), kFlags, 0600);
  std::vector<char*> arguments;
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  const int error =
      posix_spawnp(&id_, command.front().c_str(), &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw std::runtime_error("cannot start " + command.front());
}

BackgroundProcess::~BackgroundProcess() {
  if (Ended()) return;
  kill(id_, SIGKILL);
  waitpid(id_, nullptr, 0);
}

std::string BackgroundProcess::Out() const { return ReadFile(files_.path() / "out"); }
std::string BackgroundProcess::Err() const { return ReadFile(files_.path() / "err"); }

bool BackgroundProcess::Ended() {
  if (!ended_) ended_ = waitpid(id_, &status_, WNOHANG) == id_;
  return ended_;
}

std::string BackgroundProcess::FirstLine(std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < deadline) {
    const bool ended = Ended();
    const std::string out = Out();
    if (const std::size_t end = out.find('\n'); end != std::string::npos) {
      return out.substr(0, end);
    }
    if (ended) break;
    std::this_thread::sleep_for(kLook);
  }
  return "";
}

void BackgroundProcess::Signal(int signal) const {
  if (!ended_) kill(id_, signal);
}

int BackgroundProcess::Wait(std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!Ended()) {
    if (std::chrono::steady_clock::now() > deadline) return -2;
    std::this_thread::sleep_for(kLook);
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

}  // namespace imr::test
