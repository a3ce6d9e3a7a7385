#include "features/document/program_run.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace imr {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kCannotExecute = 127;
constexpr std::string_view kDefaultPath = "/usr/local/bin:/usr/bin:/bin";

// A file descriptor and the duty to close it.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { Close(); }

  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  // Away from 0, 1 and 2, which the child replaces.
  bool MoveAboveStandard() {
    if (fd_ > STDERR_FILENO) return true;
    Descriptor moved(fcntl(fd_, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
    std::swap(fd_, moved.fd_);
    return fd_ > STDERR_FILENO;
  }

 private:
  int fd_ = -1;
};

struct Channel {
  Descriptor ours;
  Descriptor theirs;
};

// A socket rather than a pipe: sending to it can be told not to raise SIGPIPE, which leaves the
// process's signals alone.
std::optional<Channel> MakeChannel() {
  std::array<int, 2> fds{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0) return std::nullopt;
  Channel channel{Descriptor(fds[0]), Descriptor(fds[1])};
  if (!channel.ours.MoveAboveStandard() || !channel.theirs.MoveAboveStandard()) {
    return std::nullopt;
  }
  return channel;
}

std::string SearchPath() {
  const char* path = std::getenv("PATH");
  return path != nullptr && *path != '\0' ? path : std::string(kDefaultPath);
}

// The program's path, or "" when it is not installed.
std::string FindProgram(const std::string& name, const std::string& search_path) {
  std::size_t start = 0;
  while (start <= search_path.size()) {
    const std::size_t end = std::min(search_path.find(':', start), search_path.size());
    const std::string candidate = search_path.substr(start, end - start) + "/" + name;
    if (candidate.front() == '/' && candidate.size() > name.size() + 1 &&
        access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    start = end + 1;
  }
  return "";
}

void Limit(decltype(RLIMIT_CPU) resource, rlim_t value) {
  const rlimit limit{value, value};
  setrlimit(resource, &limit);
}

// What the child does between fork and exec. Only calls that are safe there: no memory is taken,
// and everything it needs was made before.
[[noreturn]] void BecomeProgram(int input, int output, int nothing, const ProgramLimits& limits,
                                const char* program, char* const* arguments,
                                char* const* environment) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sigaction by_default = {};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGPIPE, &by_default, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  Limit(RLIMIT_CPU, static_cast<rlim_t>(std::max(1, limits.cpu_seconds)));
  Limit(RLIMIT_AS, limits.memory_bytes);
  Limit(RLIMIT_CORE, 0);
  Limit(RLIMIT_FSIZE, 0);
  if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
      dup2(nothing, STDERR_FILENO) >= 0) {
    close_range(STDERR_FILENO + 1, ~0u, 0);
    execve(program, arguments, environment);
  }
  _exit(kCannotExecute);
}

// A child process that is reaped, and killed first if need be, when the object goes.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ > 0) Kill();
  }

  void Kill() {
    kill(pid_, SIGKILL);
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
  }

  // Its wait status, or nothing (and it is killed) when it still runs at the deadline.
  std::optional<int> Wait(Clock::time_point deadline) {
    timespec pause{0, 500'000};
    while (true) {
      int status = 0;
      const pid_t ended = waitpid(pid_, &status, WNOHANG);
      if (ended == pid_) {
        pid_ = -1;
        return status;
      }
      if ((ended < 0 && errno != EINTR) || Clock::now() >= deadline) {
        Kill();
        return std::nullopt;
      }
      nanosleep(&pause, nullptr);
      pause.tv_nsec = std::min(pause.tv_nsec * 2, 20'000'000L);
    }
  }

 private:
  pid_t pid_;
};

enum class Transfer { kDone, kTooLong, kTimeOut, kFailed };

// Feeds `input` to the child while reading what it says, so that neither waits for the other.
Transfer Exchange(std::string_view input, Descriptor to, Descriptor from, std::size_t most,
                  Clock::time_point deadline, std::string& output) {
  std::array<char, 65536> buffer{};
  while (from.open()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Transfer::kTimeOut;
    std::array<pollfd, 2> waiting{pollfd{from.get(), POLLIN, 0}, pollfd{to.get(), POLLOUT, 0}};
    const int ready = poll(waiting.data(), to.open() ? 2 : 1, static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return Transfer::kFailed;
    if (ready <= 0) continue;
    if (to.open() && waiting[1].revents != 0) {
      const ssize_t sent = send(to.get(), input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
      const bool gone = sent < 0 && errno != EAGAIN && errno != EINTR;
      if (gone || input.empty()) to.Close();
    }
    if (waiting[0].revents != 0) {
      const ssize_t got = read(from.get(), buffer.data(), buffer.size());
      if (got < 0 && errno != EAGAIN && errno != EINTR) return Transfer::kFailed;
      if (got == 0) from.Close();
      if (got > 0) output.append(buffer.data(), static_cast<std::size_t>(got));
      if (output.size() > most) return Transfer::kTooLong;
    }
  }
  return Transfer::kDone;
}

}  // namespace

ProgramRun RunProgramOn(std::vector<std::string> words, std::string_view input,
                        const ProgramLimits& limits) {
  using End = ProgramRun::End;
  const std::string search_path = SearchPath();
  const std::string program = FindProgram(words.at(0), search_path);
  if (program.empty()) return {End::kNotInstalled, 0, ""};
  auto to = MakeChannel();
  auto from = MakeChannel();
  Descriptor nothing(open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!to || !from || !nothing.open() || !nothing.MoveAboveStandard()) {
    return {End::kNotStarted, 0, ""};
  }

  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::string path_variable = "PATH=" + search_path;
  std::string locale_variable = "LC_ALL=C.UTF-8";
  std::string threads_variable = "OMP_THREAD_LIMIT=1";
  std::array<char*, 4> environment{path_variable.data(), locale_variable.data(),
                                   threads_variable.data(), nullptr};

  const pid_t pid = fork();
  if (pid < 0) return {End::kNotStarted, 0, ""};
  if (pid == 0) {
    BecomeProgram(to->theirs.get(), from->theirs.get(), nothing.get(), limits, program.c_str(),
                  arguments.data(), environment.data());
  }
  Child child(pid);
  to->theirs.Close();
  from->theirs.Close();

  ProgramRun run;
  switch (Exchange(input, std::move(to->ours), std::move(from->ours), limits.output_bytes,
                   limits.deadline, run.output)) {
    case Transfer::kTooLong:
      return {End::kTooMuchOutput, 0, ""};
    case Transfer::kFailed:
      return {End::kNotStarted, 0, ""};
    case Transfer::kTimeOut:
      return {End::kTooLate, 0, ""};
    case Transfer::kDone:
      break;
  }
  const std::optional<int> status = child.Wait(limits.deadline);
  if (!status) return {End::kTooLate, 0, ""};
  if (WIFEXITED(*status)) {
    run.end = WEXITSTATUS(*status) == kCannotExecute ? End::kNotStarted : End::kExited;
    run.status = WEXITSTATUS(*status);
    return run;
  }
  run.status = WIFSIGNALED(*status) ? WTERMSIG(*status) : 0;
  run.end = run.status == SIGXCPU || run.status == SIGKILL ? End::kTooMuchComputing : End::kSignal;
  return run;
}

}  // namespace imr
