#include "tests/support/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <string_view>
#include <sys/resource.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace imr::test {
namespace {

using Clock = std::chrono::steady_clock;

void Check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

// One end of a pipe, closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { Close(); }

  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void Close() {
    if (open()) close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

struct Pipe {
  Descriptor read, write;
};

Pipe MakePipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) Check(errno, "pipe");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void DoNotBlock(const Descriptor& end) {
  if (fcntl(end.get(), F_SETFL, O_NONBLOCK) != 0) Check(errno, "fcntl");
}

// Writing to a program that no longer reads must be an error, not the end of the tests.
class IgnoreBrokenPipes {
 public:
  IgnoreBrokenPipes() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &before_);
  }
  ~IgnoreBrokenPipes() { sigaction(SIGPIPE, &before_, nullptr); }
  IgnoreBrokenPipes(const IgnoreBrokenPipes&) = delete;
  IgnoreBrokenPipes& operator=(const IgnoreBrokenPipes&) = delete;

 private:
  struct sigaction before_ = {};
};

std::vector<std::string> Environment(
    const std::vector<std::pair<std::string, std::string>>& changes) {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const std::string_view name = variable.substr(0, variable.find('='));
    const bool changed =
        std::any_of(changes.begin(), changes.end(), [&](const auto& c) { return c.first == name; });
    if (!changed) variables.emplace_back(variable);
  }
  for (const auto& [name, value] : changes) variables.push_back(name + "=" + value);
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& s : strings) pointers.push_back(s.data());
  pointers.push_back(nullptr);
  return pointers;
}

pid_t Start(std::vector<std::string> command, const ProcessOptions& options, const Pipe& in,
            const Pipe& out, const Pipe& err) {
  posix_spawn_file_actions_t actions;
  Check(posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init");
  posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write.get(), STDERR_FILENO);
  if (!options.directory.empty()) {
    posix_spawn_file_actions_addchdir_np(&actions, options.directory.c_str());
  }
  posix_spawnattr_t attributes;
  Check(posix_spawnattr_init(&attributes), "posix_spawnattr_init");
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> environment = Environment(options.environment);
  pid_t child = -1;
  const int error = posix_spawn(&child, command.at(0).c_str(), &actions, &attributes,
                                Pointers(command).data(), Pointers(environment).data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  Check(error, "posix_spawn");
  return child;
}

// Reads what is there into `text`; closes `end` at its end.
void Take(Descriptor& end, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t count = read(end.get(), buffer.data(), buffer.size());
  if (count > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    end.Close();
  }
}

// Writes what `end` takes of `rest`; closes it when all is written or nobody reads.
void Give(Descriptor& end, std::string_view& rest) {
  const ssize_t count = write(end.get(), rest.data(), rest.size());
  if (count >= 0) {
    rest.remove_prefix(static_cast<std::size_t>(count));
  } else if (errno != EAGAIN && errno != EINTR) {
    rest = {};
  }
  if (rest.empty()) end.Close();
}

// Feeds and listens until the program closed both outputs. False when the time is up before.
bool Converse(Descriptor& in, Descriptor& out, Descriptor& err, std::string_view input,
              Clock::time_point deadline, ProcessResult& result) {
  if (input.empty()) in.Close();
  while (out.open() || err.open()) {
    // poll() leaves out descriptors that are negative, as closed ones are.
    std::array<pollfd, 3> ends = {pollfd{in.get(), POLLOUT, 0}, pollfd{out.get(), POLLIN, 0},
                                  pollfd{err.get(), POLLIN, 0}};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    if (poll(ends.data(), ends.size(), static_cast<int>(left)) < 0 && errno != EINTR) {
      Check(errno, "poll");
    }
    if (ends[0].revents != 0) Give(in, input);
    if (ends[1].revents != 0) Take(out, result.out);
    if (ends[2].revents != 0) Take(err, result.err);
  }
  return true;
}

}  // namespace

ProcessResult RunProgram(const std::vector<std::string>& command, const ProcessOptions& options) {
  const IgnoreBrokenPipes ignore_broken_pipes;
  const Clock::time_point deadline = Clock::now() + options.limit;
  Pipe in = MakePipe(), out = MakePipe(), err = MakePipe();
  const pid_t child = Start(command, options, in, out, err);
  in.read.Close();
  out.write.Close();
  err.write.Close();
  DoNotBlock(in.write);
  DoNotBlock(out.read);
  DoNotBlock(err.read);

  ProcessResult result;
  result.timed_out = !Converse(in.write, out.read, err.read, options.input, deadline, result);
  if (result.timed_out) kill(child, SIGKILL);

  int status = 0;
  rusage usage = {};
  while (wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) Check(errno, "wait4");
  }
  result.max_resident_kib = usage.ru_maxrss;
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  return result;
}

}  // namespace imr::test
