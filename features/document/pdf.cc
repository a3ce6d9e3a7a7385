#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "features/document/formats.h"

namespace imr {
namespace {

using Clock = std::chrono::steady_clock;

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
    std::string candidate = search_path.substr(start, end - start) + "/" + name;
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
[[noreturn]] void BecomeProgram(int input, int output, int nothing, const ReaderLimits& limits,
                                const char* program, char* const* arguments,
                                char* const* environment) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct sigaction by_default = {};
  by_default.sa_handler = SIG_DFL;
  sigaction(SIGPIPE, &by_default, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  Limit(RLIMIT_CPU, static_cast<rlim_t>(std::max(1, limits.pdf_cpu_seconds)));
  Limit(RLIMIT_AS, limits.pdf_memory_bytes);
  Limit(RLIMIT_CORE, 0);
  Limit(RLIMIT_FSIZE, 0);
  if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
      dup2(nothing, STDERR_FILENO) >= 0) {
    close_range(STDERR_FILENO + 1, ~0u, 0);
    execve(program, arguments, environment);
  }
  _exit(127);
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

// What to say of a program that did not end well; nothing when it did.
std::optional<std::string> Complaint(int status, const ReaderLimits& limits) {
  if (WIFEXITED(status)) {
    switch (WEXITSTATUS(status)) {
      case 0:
        return std::nullopt;
      case 1:
        return "the PDF cannot be opened: it is damaged or cut off; fetch it again or give its "
               "text";
      case 3:
        return "the PDF is protected; give a copy without a password, or its text";
      case 127:
        return "pdftotext could not be started; check the package poppler-utils";
      default:
        return "pdftotext failed with status " + std::to_string(WEXITSTATUS(status)) +
               "; give the text instead";
    }
  }
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGXCPU || signal == SIGKILL) {
    return "reading the PDF took more than " + std::to_string(limits.pdf_cpu_seconds) +
           " seconds of computing and was stopped; give its text instead";
  }
  return "pdftotext broke down on the PDF (signal " + std::to_string(signal) + ", limit " +
         std::to_string(limits.pdf_memory_bytes >> 20) + " MiB of memory); give its text instead";
}

}  // namespace

bool LooksLikePdf(std::string_view bytes) {
  return bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos;
}

std::variant<std::string, InputError> PdfText(std::string_view bytes,
                                              const ReaderContext& context) {
  const ReaderLimits& limits = context.limits;
  std::string search_path = SearchPath();
  const std::string program = FindProgram("pdftotext", search_path);
  if (program.empty()) {
    return context.Error(
        "a PDF, and pdftotext is not installed; install the package poppler-utils, or give the "
        "text");
  }
  auto input = MakeChannel();
  auto output = MakeChannel();
  Descriptor nothing(open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!input || !output || !nothing.open() || !nothing.MoveAboveStandard()) {
    return context.Error("too many open files to read a PDF; try again with fewer jobs");
  }

  std::array<std::string, 6> words{"pdftotext", "-layout", "-enc", "UTF-8", "-", "-"};
  std::array<char*, words.size() + 1> arguments{};
  std::transform(words.begin(), words.end(), arguments.begin(), [](auto& w) { return w.data(); });
  std::string path_variable = "PATH=" + search_path;
  std::string locale_variable = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment{path_variable.data(), locale_variable.data(), nullptr};

  const Clock::time_point deadline =
      Clock::now() + std::chrono::seconds(std::max(1, limits.pdf_wall_seconds));
  const pid_t pid = fork();
  if (pid < 0) return context.Error("no process could be started to read a PDF; try fewer jobs");
  if (pid == 0) {
    BecomeProgram(input->theirs.get(), output->theirs.get(), nothing.get(), limits, program.c_str(),
                  arguments.data(), environment.data());
  }
  Child child(pid);
  input->theirs.Close();
  output->theirs.Close();

  std::string text;
  const Transfer transfer = Exchange(bytes, std::move(input->ours), std::move(output->ours),
                                     limits.text_bytes, deadline, text);
  if (transfer == Transfer::kTooLong) {
    return context.Error("the PDF holds more than " + std::to_string(limits.text_bytes >> 20) +
                         " MiB of text; split it");
  }
  if (transfer == Transfer::kFailed) return context.Error("the connection to pdftotext broke");
  std::optional<int> status;
  if (transfer == Transfer::kDone) status = child.Wait(deadline);
  if (!status) {
    return context.Error("reading the PDF took more than " +
                         std::to_string(limits.pdf_wall_seconds) +
                         " seconds and was stopped; give its text instead");
  }
  if (auto complaint = Complaint(*status, limits)) return context.Error(std::move(*complaint));
  const bool blank = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) <= ' '; });
  if (blank) {
    return context.Error(
        "the PDF holds no text; it may be a scan: run text recognition on it first (for example "
        "ocrmypdf)");
  }
  return text;
}

}  // namespace imr
