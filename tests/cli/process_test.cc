// The runner that the tests of the command line rely on.
#include "tests/support/process.h"

#include <chrono>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdexcept>
#include <string>

namespace imr::test {
namespace {

ProcessResult Shell(const std::string& script, const ProcessOptions& options = {}) {
  return RunProgram({"/bin/sh", "-c", script}, options);
}

TEST(Process, KeepsBothStreamsAndTheStatus) {
  ProcessOptions options;
  options.input = std::string(3'000'000, 'x');
  const ProcessResult result = Shell("cat; echo note >&2; exit 5", options);
  EXPECT_EQ(result.status, 5);
  EXPECT_EQ(result.out, options.input);
  EXPECT_EQ(result.err, "note\n");
}

TEST(Process, MayStopReadingEarly) {
  ProcessOptions options;
  options.input = std::string(3'000'000, 'x');
  EXPECT_EQ(Shell("exit 0", options).status, 0);
}

TEST(Process, TellsASignalFromAStatus) {
  const ProcessResult result = Shell("kill -KILL $$");
  EXPECT_EQ(result.status, -1);
  EXPECT_EQ(result.signal, SIGKILL);
}

TEST(Process, IsEndedWhenItsTimeIsUp) {
  ProcessOptions options;
  options.limit = std::chrono::seconds(1);
  const ProcessResult result = RunProgram({"/bin/sleep", "600"}, options);
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.signal, SIGKILL);
}

TEST(Process, RunsWhereAndWithWhatIsAsked) {
  ProcessOptions options;
  options.directory = "/usr";
  options.environment = {{"IMR_TEST_VALUE", "a b"}};
  EXPECT_EQ(Shell("pwd; echo \"$IMR_TEST_VALUE\"", options).out, "/usr\na b\n");
}

TEST(Process, ThatDoesNotExistIsAnError) {
  EXPECT_THROW(RunProgram({"/no/such/program"}), std::runtime_error);
}

}  // namespace
}  // namespace imr::test
