// `imr serve` as a user starts it.
#include <charconv>
#include <csignal>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/background_process.h"
#include "tests/support/paths.h"
#include "tests/support/process.h"
#include "tests/support/raw_client.h"

namespace imr {
namespace {

using nlohmann::json;
using test::Ask;
using test::BackgroundProcess;
using test::ProjectFile;
using test::RawClient;
using test::RequestBytes;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> Serve(std::vector<std::string> arguments) {
  std::vector<std::string> command = {IMR_PROGRAM, "serve", "--port", "0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::uint16_t PortOf(BackgroundProcess& server) {
  const std::string address = server.FirstLine();
  std::uint16_t port = 0;
  const std::size_t colon = address.rfind(':');
  if (colon != std::string::npos) {
    std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  }
  EXPECT_GT(port, 0) << address << server.Err();
  return port;
}

std::string Letter() {
  return test::ReadFile(
      ProjectFile("data/samples/letters/physical-therapy-extension-lumbar-mri.txt"));
}

TEST(ServeCommand, ServesUntilItIsToldToStop) {
  for (const int signal : {SIGINT, SIGTERM}) {
    BackgroundProcess server(Serve({}));
    const std::uint16_t port = PortOf(server);
    EXPECT_THAT(server.FirstLine(), testing::MatchesRegex("http://127\\.0\\.0\\.1:[0-9]+/"));
    EXPECT_EQ(json::parse(Ask(port, "GET", "/api/v1/health").body)["status"], "ok");
    const auto answer = Ask(port, "POST", "/api/v1/predict", Letter());
    EXPECT_EQ(answer.status, 200);
    const json items = json::parse(answer.body).at(0).at("items");
    EXPECT_EQ(items.size(), 2);
    EXPECT_FALSE(items[0]["precedents"].empty());
    RawClient idle(port);
    server.Signal(signal);
    EXPECT_EQ(server.Wait(), 0);
    EXPECT_TRUE(idle.AwaitClose());
  }
}

// What is being read when the signal comes is still answered.
TEST(ServeCommand, AnswersWhatWasBegunBeforeItStops) {
  BackgroundProcess server(Serve({}));
  const std::uint16_t port = PortOf(server);
  RawClient client(port);
  const std::string request = RequestBytes("POST", "/api/v1/predict", Letter());
  client.Send(request.substr(0, request.size() / 2));
  // The answer to another request shows that the first half has been seen.
  Ask(port, "GET", "/api/v1/health");
  server.Signal(SIGTERM);
  client.Send(request.substr(request.size() / 2));
  EXPECT_EQ(client.Read().status, 200);
  EXPECT_EQ(server.Wait(), 0);
}

TEST(ServeCommand, TellsNothingOfCases) {
  BackgroundProcess server(Serve({"--log"}));
  const std::uint16_t port = PortOf(server);
  const std::string planted = "Plantedword";
  const auto holds_none = [&](const test::RawResponse& response) {
    EXPECT_THAT(response.head + response.body, Not(HasSubstr(planted))) << response.status;
  };
  std::string letter = Letter();
  letter.insert(letter.find("naproxen"), planted + " ");
  const auto answer = Ask(port, "POST", "/api/v1/predict", letter, "Imr-Source: a.txt\r\n");
  EXPECT_EQ(answer.status, 200);
  holds_none(Ask(port, "POST", "/api/v1/predict", planted + " of no known kind"));
  holds_none(Ask(port, "POST", "/api/v1/predict", "{\"" + planted + "\": "));
  holds_none(Ask(port, "POST", "/api/v1/predict", "{\"requests\": \"" + planted + "\"}"));
  holds_none(Ask(port, "POST", "/api/v1/predict", "case: x\nrequests:\n  - " + planted + ": {\n"));
  holds_none(Ask(port, "POST", "/api/v1/predict", "%PDF-1.4 " + planted));
  holds_none(Ask(port, "POST", "/api/v1/predict?view=" + planted, letter));
  holds_none(Ask(port, "POST", "/api/v1/predict?as_of=" + planted, letter));
  holds_none(Ask(port, "POST", "/api/v1/facts", "{\"resourceType\": \"" + planted + "\"}"));
  holds_none(Ask(port, "POST", "/api/v1/review", "{\"document\": \"" + planted + "\"}"));
  holds_none(Ask(port, "POST", "/api/v1/review",
                 R"({"document": {"text": "x"}, "corrections": [{"fact": ")" + planted + "\"}]}"));
  holds_none(Ask(port, "POST", "/api/v1/" + planted, planted));
  holds_none(Ask(port, "GET", "/" + planted + "?q=" + planted));
  holds_none(Ask(port, planted, "/api/v1/predict", planted));
  holds_none(Ask(port, "POST", "/api/v1/predict", planted, "Origin: https://" + planted + "\r\n"));
  holds_none(Ask(port, "POST", "/api/v1/predict", planted, "Content-Type: " + planted + "\r\n"));
  {
    RawClient damaged(port);
    damaged.Send("POST /api/v1/predict HTTP/1.1 " + planted + "\r\n" + planted + "\r\n\r\n");
    holds_none(damaged.Read());
  }
  const auto metrics = Ask(port, "GET", "/metrics");
  holds_none(metrics);
  EXPECT_THAT(metrics.body, HasSubstr("imr_predictions_total{outcome=\"unreadable\"}"));
  server.Signal(SIGTERM);
  EXPECT_EQ(server.Wait(), 0);
  EXPECT_THAT(server.Out() + server.Err(), Not(HasSubstr(planted)));
  EXPECT_THAT(server.Err(), HasSubstr("POST /api/v1/predict 200 "));
  EXPECT_THAT(server.Err(), HasSubstr("POST /api/v1/predict 422 "));
}

TEST(ServeCommand, ListensBeyondLoopbackWithATokenOnly) {
  const auto refused = test::RunProgram(Serve({"--address", "0.0.0.0"}));
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--token-file"));
  const test::TemporaryDirectory files;
  const auto token = [&](const std::string& name, const std::string& content) {
    const auto path = files.Write(name, content);
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
    return path.string();
  };
  const std::vector<std::string> unusable = {
      (files.path() / "none").string(), token("empty", ""), token("short", "0123456789\n"),
      token("spaces", "0123456789 0123456789\n"), token("bytes", "0123456789\x01\x80zzzzzzzz\n")};
  for (const std::string& file : unusable) {
    const auto result = test::RunProgram(Serve({"--address", "0.0.0.0", "--token-file", file}));
    EXPECT_EQ(result.status, 2) << file;
    EXPECT_THAT(result.err, HasSubstr("token")) << file;
    EXPECT_THAT(result.err, Not(HasSubstr("0123456789"))) << file;
  }
  BackgroundProcess server(
      Serve({"--address", "0.0.0.0", "--token-file", token("good", "0123456789abcdef\n"), "--host",
             "imr.example.org"}));
  const std::uint16_t port = PortOf(server);
  EXPECT_EQ(Ask(port, "GET", "/api/v1/health").status, 401);
  EXPECT_EQ(
      Ask(port, "GET", "/api/v1/health", "", "Authorization: Bearer 0123456789abcdef\r\n").status,
      200);
  RawClient named(port);
  named.Send("GET / HTTP/1.1\r\nHost: imr.example.org\r\n\r\n");
  EXPECT_NE(named.Read().status, 421);
  RawClient rebound(port);
  rebound.Send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(rebound.Read().status, 421);
}

TEST(ServeCommand, SaysWhatIsWrongWithItsOptions) {
  BackgroundProcess server(Serve({}));
  const std::string taken = std::to_string(PortOf(server));
  const std::vector<std::pair<std::vector<std::string>, std::string>> table = {
      {{"--port", "70000"}, "--port"},
      {{"--port", "x"}, "--port"},
      {{"--port", taken}, "--port"},
      {{"--address", "localhost"}, "--address"},
      {{"--address", "192.0.2.1", "--token-file", "/nonexistent"}, "token"},
      {{"--corpus", "/nonexistent"}, "--corpus"},
      {{"--threads", "0"}, "--threads"},
      {{"--rules", "/nonexistent"}, "rules"},
  };
  for (const auto& [arguments, told] : table) {
    std::vector<std::string> command = {IMR_PROGRAM, "serve"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto result = test::RunProgram(command);
    EXPECT_NE(result.status, 0) << told;
    EXPECT_FALSE(result.timed_out) << told;
    EXPECT_THAT(result.err, HasSubstr(told));
  }
}

}  // namespace
}  // namespace imr
