#include "apps/server/http_server.h"

#include <array>
#include <atomic>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/running_server.h"
#include "tests/support/raw_client.h"

namespace imr {
namespace {

using std::chrono::milliseconds;
using test::Ask;
using test::RawClient;
using test::RawResponse;
using test::RequestBytes;
using test::RunningServer;
using testing::HasSubstr;
using testing::Not;

// Handlers that wait until they are let go.
class Door {
 public:
  void Open() { open_.set_value(); }
  void Pass() {
    ++waiting_;
    opened_.wait();
  }
  void AwaitWaiting(int n) const {
    while (waiting_ < n) std::this_thread::yield();
  }

 private:
  std::promise<void> open_;
  std::shared_future<void> opened_ = open_.get_future().share();
  std::atomic<int> waiting_ = 0;
};

struct Example {
  Example() {
    router.Add("POST", "/echo", [](const HttpRequest& request) {
      return HttpResponse{
          .status = 200, .content_type = "text/plain", .headers = {}, .body = request.body};
    });
    router.Add("GET", "/hello/{name}", [](const HttpRequest& request) {
      return JsonResponse({{"name", request.parts.at("name")}, {"q", request.Query("q")}});
    });
    router.Add("DELETE", "/hello/{name}", [](const HttpRequest&) {
      return HttpResponse{.status = 204, .content_type = "", .headers = {}, .body = ""};
    });
    router.Add("GET", "/throws", [](const HttpRequest&) -> HttpResponse {
      throw std::runtime_error("planted-secret");
    });
    router.Add("GET", "/page", [](const HttpRequest&) {
      return HttpResponse{
          .status = 200, .content_type = "text/html", .headers = {}, .body = "<p>page"};
    });
    router.Add("GET", "/headers", [](const HttpRequest& request) {
      return HttpResponse{.status = 200,
                          .content_type = "text/plain",
                          .headers = {{"X-Echo", request.Query("value") + "\r\nX-Planted: 1"}},
                          .body = ""};
    });
    router.Add("GET", "/wait", [this](const HttpRequest&) {
      door.Pass();
      return JsonResponse({{"waited", true}});
    });
    router.Add("POST", "/cds-services/x", [](const HttpRequest&) {
      return JsonResponse({{"cards", nullptr}});
    });
    router.Add("GET", "/api/v1/health", [](const HttpRequest&) { return JsonResponse({}); });
  }

  Router router;
  Door door;
};

ServerOptions With(ServerLimits limits, int threads = 2) {
  ServerOptions options;
  options.limits = limits;
  options.threads = threads;
  return options;
}

TEST(HttpServer, AnswersAndKeepsTheConnection) {
  Example example;
  RunningServer server(example.router);
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.Send(RequestBytes("POST", "/echo", "body " + std::to_string(i)));
    const RawResponse response = client.Read();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "body " + std::to_string(i));
    EXPECT_EQ(response.headers.at("connection"), "keep-alive");
    EXPECT_THAT(response.headers.at("date"), HasSubstr(" GMT"));
  }
  client.Send(RequestBytes("GET", "/hello/a%20b?q=x+y", "", "Connection: close\r\n"));
  const RawResponse last = client.Read();
  EXPECT_EQ(last.body, "{\"name\":\"a b\",\"q\":\"x y\"}\n");
  EXPECT_EQ(last.headers.at("connection"), "close");
  EXPECT_TRUE(client.AwaitClose());
}

TEST(HttpServer, AnswersHeadWithoutBodyAndPipelinedRequestsInOrder) {
  Example example;
  RunningServer server(example.router);
  RawClient client(server.port());
  client.Send(RequestBytes("HEAD", "/hello/x") + RequestBytes("POST", "/echo", "one") +
              RequestBytes("DELETE", "/hello/x") + RequestBytes("POST", "/echo", "two"));
  const RawResponse head = client.Read(/*bare=*/true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(sizeof R"({"name":"x","q":""})"));
  EXPECT_EQ(client.Read().body, "one");
  const RawResponse removed = client.Read();
  EXPECT_EQ(removed.status, 204);
  EXPECT_FALSE(removed.headers.contains("content-length"));
  EXPECT_EQ(client.Read().body, "two");
}

TEST(HttpServer, TakesChunkedBodiesAndInvitesThoseThatAskFirst) {
  Example example;
  RunningServer server(example.router);
  RawClient client(server.port());
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "4\r\nover\r\n6;name=value\r\nturned\r\n0\r\nTrailer: x\r\n\r\n");
  EXPECT_EQ(client.Read().body, "overturned");
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: "
      "100-continue\r\n\r\n");
  EXPECT_EQ(client.Read(/*bare=*/true).status, 100);
  client.Send("body");
  EXPECT_EQ(client.Read().body, "body");
}

TEST(HttpServer, SpeaksHttp10) {
  Example example;
  RunningServer server(example.router);
  RawClient client(server.port());
  client.Send("GET /hello/x HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read().status, 200);
  EXPECT_TRUE(client.AwaitClose());
}

// A client that asks before it sends is told of the refusal instead.
TEST(HttpServer, RefusesBeforeTheBodyIsSent) {
  Example example;
  RunningServer server(example.router);
  RawClient client(server.port());
  client.Send(
      "POST /echo HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 4\r\n"
      "Expect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 421);
  EXPECT_TRUE(client.AwaitClose());
}

struct Malformed {
  std::string bytes;
  int status;  // 0: closed without an answer
};

TEST(HttpServer, AnswersMalformedRequestsByAProblem) {
  Example example;
  ServerLimits limits;
  limits.body_bytes = 1000;
  RunningServer server(example.router, With(limits));
  const std::string host = "Host: localhost\r\n";
  const std::vector<Malformed> table = {
      {"\r\n\r\n\r\n", 400},
      {"GET\r\n\r\n", 400},
      {"GET /hello/x\r\n\r\n", 400},
      {"GET  /hello/x HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET /hello/x HTTP/9.9\r\n" + host + "\r\n", 400},
      {"GET /hello/x HTTP/2.0\r\n\r\n", 400},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"G\x01T /hello/x HTTP/1.1\r\n" + host + "\r\n", 400},
      {"\x16\x03\x01\x02\x01\x01\xfc\x03\x03\r\n\r\n", 400},
      {"GET /hello/x HTTP/1.1\r\n\r\n", 400},
      {"GET /hello/x HTTP/1.1\r\n" + host + host + "\r\n", 400},
      {"GET /hello/x HTTP/1.1\r\nHost : localhost\r\n\r\n", 400},
      {"GET /hello/x HTTP/1.1\r\nHost\r\n\r\n", 400},
      {"GET /hello/x HTTP/1.1\r\n" + host + "X: a\x01z\r\n\r\n", 400},
      {"GET http://localhost/hello/x HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET /hello/../x HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET /%2e%2e/etc/passwd HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET //hello HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET /a%00 HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET /a\\b HTTP/1.1\r\n" + host + "\r\n", 400},
      {"OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 400},
      {"CONNECT localhost:22 HTTP/1.1\r\n" + host + "\r\n", 400},
      {"TRACE /hello/x HTTP/1.1\r\n" + host + "\r\n", 405},
      {"POST /echo HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\n" + host + "Content-Length: x\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999999\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
       400},
      {"POST /echo HTTP/1.1\r\n" + host +
           "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"POST /echo HTTP/1.1\r\n" + host +
           "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
       400},
      {"POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\nabcd", 400},
      {"POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"POST /echo HTTP/1.1\r\n" + host +
           "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
       400},
      {"POST /echo HTTP/1.1\r\n" + host + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na",
       415},
      {"POST /echo HTTP/1.1\r\n" + host + "Expect: cake\r\nContent-Length: 1\r\n\r\na", 417},
      {"POST /echo HTTP/1.1\r\n" + host + "Content-Length: 1001\r\n\r\n", 413},
      {"POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n" + "3e9\r\n" +
           std::string(1001, 'a') + "\r\n0\r\n\r\n",
       413},
      {"GET /" + std::string(9000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
      {"GET /" + std::string(20000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 431},
      {"GET /hello/x HTTP/1.1\r\n" + host + "X: " + std::string(20000, 'a') + "\r\n\r\n", 431},
      {"GET /hello/x HTTP/1.1\r\n" + host + std::string(200000, 'a'), 431},
  };
  for (const Malformed& malformed : table) {
    SCOPED_TRACE(malformed.bytes.substr(0, 100));
    RawClient client(server.port());
    client.Send(malformed.bytes);
    const RawResponse response = client.Read();
    EXPECT_EQ(response.status, malformed.status);
    EXPECT_EQ(response.headers.at("content-type"), "application/problem+json");
    EXPECT_THAT(response.body, HasSubstr("\"detail\""));
  }
  EXPECT_EQ(Ask(server.port(), "GET", "/hello/x").status, 200);
}

// Whatever is cut off or changed of a good request, the server lives and answers the next one.
TEST(HttpServer, SurvivesDamagedRequests) {
  Example example;
  RunningServer server(example.router);
  const std::string good = RequestBytes("POST", "/echo", "body", "Accept: */*\r\n");
  std::uint32_t random = 12345;
  const auto next = [&random](std::size_t n) {
    random = random * 1664525 + 1013904223;
    return (random >> 8) % n;
  };
  for (int i = 0; i < 300; ++i) {
    std::string bytes = good;
    for (std::size_t changes = next(3); changes > 0; --changes) {
      bytes[next(bytes.size())] = static_cast<char>(next(256));
    }
    bytes.resize(next(bytes.size()) + 1);
    RawClient client(server.port());
    client.Send(bytes);
    client.EndSending();
    const int status = client.Read().status;
    EXPECT_TRUE(status == 0 || (status >= 200 && status < 500)) << status;
  }
  EXPECT_EQ(Ask(server.port(), "POST", "/echo", "still").body, "still");
}

TEST(HttpServer, GivesUpSlowClients) {
  Example example;
  ServerLimits limits;
  limits.idle = milliseconds(150);
  limits.header = milliseconds(300);
  limits.body = milliseconds(300);
  RunningServer server(example.router, With(limits));

  RawClient idle(server.port());
  RawClient slow_head(server.port());
  RawClient slow_body(server.port());
  slow_body.Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");
  // A byte every now and then does not help: the time is that of the whole.
  const auto begun = std::chrono::steady_clock::now();
  std::thread dripping([&] {
    for (int i = 0; i < 40; ++i) {
      slow_head.Send("G");
      slow_body.Send("x");
      std::this_thread::sleep_for(milliseconds(20));
    }
  });
  EXPECT_TRUE(idle.AwaitClose());
  EXPECT_EQ(slow_head.Read().status, 408);
  EXPECT_EQ(slow_body.Read().status, 408);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, milliseconds(5000));
  dripping.join();
}

TEST(HttpServer, RefusesWorkBeyondWhatMayWait) {
  Example example;
  ServerLimits limits;
  limits.waiting = 1;
  RunningServer server(example.router, With(limits, 1));
  RawClient working(server.port());
  working.Send(RequestBytes("GET", "/wait"));
  example.door.AwaitWaiting(1);
  RawClient waiting(server.port());
  waiting.Send(RequestBytes("GET", "/hello/x"));
  // One of the two is in the queue, the other one is told to come again.
  RawClient refused(server.port());
  refused.Send(RequestBytes("GET", "/hello/x"));
  const RawResponse busy = refused.Read(false, milliseconds(1000));
  const RawResponse other = busy.status == 0 ? waiting.Read() : busy;
  EXPECT_EQ(other.status, 503);
  EXPECT_EQ(other.headers.at("retry-after"), "1");
  example.door.Open();
  EXPECT_EQ(working.Read().status, 200);
}

TEST(HttpServer, GivesUpWorkThatTakesTooLong) {
  Example example;
  ServerLimits limits;
  limits.answer = milliseconds(150);
  RunningServer server(example.router, With(limits, 1));
  RawClient working(server.port());
  working.Send(RequestBytes("GET", "/wait"));
  example.door.AwaitWaiting(1);
  RawClient waiting(server.port());
  waiting.Send(RequestBytes("GET", "/hello/x"));
  EXPECT_EQ(working.Read().status, 504);
  EXPECT_EQ(waiting.Read().status, 503);
  example.door.Open();
  EXPECT_EQ(Ask(server.port(), "GET", "/hello/x").status, 200);
}

TEST(HttpServer, BoundsConnectionsAndBodiesAtOnce) {
  Example example;
  ServerLimits limits;
  limits.connections = 3;
  limits.all_bodies_bytes = 1000;
  limits.body_bytes = 900;
  RunningServer server(example.router, With(limits));
  std::optional<RawClient> large(std::in_place, server.port());
  large->Send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nx");
  RawClient second(server.port());
  // Until the head of the first has been read both may go through.
  RawResponse busy;
  for (int i = 0; i < 100 && busy.status != 503; ++i) {
    second.Send(RequestBytes("POST", "/echo", std::string(900, 'y')));
    busy = second.Read();
    if (busy.status == 200) std::this_thread::yield();
  }
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.headers.at("retry-after"), "1");
  large->Send(std::string(899, 'x'));
  EXPECT_EQ(large->Read().body, std::string(900, 'x'));
}

TEST(HttpServer, RefusesConnectionsBeyondTheirNumber) {
  Example example;
  ServerLimits limits;
  limits.connections = 2;
  RunningServer server(example.router, With(limits));
  RawClient first(server.port());
  RawClient second(server.port());
  for (RawClient* client : {&first, &second}) {
    client->Send(RequestBytes("GET", "/hello/x"));
    EXPECT_EQ(client->Read().status, 200);
  }
  RawClient third(server.port());
  EXPECT_EQ(third.Read().status, 503);
  EXPECT_TRUE(third.AwaitClose());
  EXPECT_THAT(server.metrics().Text(), HasSubstr("imr_connections_refused_total 1\n"));
}

TEST(HttpServer, FinishesWhatRunsBeforeItEnds) {
  Example example;
  std::optional<RunningServer> server(std::in_place, example.router);
  const std::uint16_t port = server->port();
  RawClient idle(port);
  RawClient working(port);
  RawClient reading(port);
  const std::string request = RequestBytes("POST", "/echo", "to the end");
  reading.Send(request.substr(0, 30));
  working.Send(RequestBytes("GET", "/wait"));
  example.door.AwaitWaiting(1);
  server->Stop();
  EXPECT_TRUE(idle.AwaitClose());
  std::thread ending([&] { server.reset(); });
  EXPECT_THROW(
      {
        for (int i = 0; i < 1000; ++i) RawClient late(port);
      },
      std::runtime_error);
  example.door.Open();
  const RawResponse worked = working.Read();
  EXPECT_EQ(worked.status, 200);
  EXPECT_EQ(worked.headers.at("connection"), "close");
  reading.Send(request.substr(30));
  EXPECT_EQ(reading.Read().body, "to the end");
  ending.join();
}

TEST(HttpServer, TellsNothingOfExceptions) {
  Example example;
  std::ostringstream log;
  ServerOptions options;
  options.log = &log;
  RunningServer server(example.router, options);
  const RawResponse response = Ask(server.port(), "GET", "/throws");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.head + response.body, Not(HasSubstr("planted")));
  server.End();
  EXPECT_THAT(log.str(), testing::MatchesRegex("GET /throws 500 [0-9]+ ms\n"));
}

TEST(HttpServer, LogsAndCountsByRouteAlone) {
  Example example;
  std::ostringstream log;
  ServerOptions options;
  options.log = &log;
  RunningServer server(example.router, options);
  const std::string planted = "planted-word";
  Ask(server.port(), "GET", "/hello/" + planted + "?q=" + planted, "",
      "X-Name: " + planted + "\r\nReferer: http://localhost/" + planted + "\r\n");
  Ask(server.port(), "POST", "/echo", planted);
  Ask(server.port(), "GET", "/" + planted);
  Ask(server.port(), planted, "/hello/x");
  Ask(server.port(), "GET", "/hello/" + planted + "/..");
  Ask(server.port(), "POST", "/echo", planted, "Origin: http://" + planted + "\r\n");
  server.End();
  const std::string metrics = server.metrics().Text();
  EXPECT_THAT(log.str() + metrics, Not(HasSubstr(planted)));
  EXPECT_THAT(log.str(), HasSubstr("GET /hello/{name} 200 "));
  EXPECT_THAT(log.str(), HasSubstr("POST /echo 403 "));
  EXPECT_THAT(log.str(), HasSubstr("- - 404 "));
  EXPECT_THAT(metrics, HasSubstr("imr_http_requests_total{method=\"GET\",route=\"/hello/{name}\","
                                 "status=\"200\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("imr_http_requests_total{method=\"other\",route=\"none\","
                                 "status=\"404\"} 1\n"));
  EXPECT_THAT(metrics, HasSubstr("imr_http_request_duration_seconds_count{method=\"POST\","
                                 "route=\"/echo\"} 2\n"));
  EXPECT_THAT(metrics, HasSubstr("imr_http_received_bytes_total 12\n"));
  EXPECT_THAT(metrics, HasSubstr("imr_requests_in_flight 0\n"));
}

TEST(HttpServer, SendsHeadersThatKeepBrowsersStrict) {
  Example example;
  RunningServer server(example.router);
  const RawResponse page = Ask(server.port(), "GET", "/page");
  EXPECT_EQ(page.headers.at("content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; "
            "frame-ancestors 'none'");
  for (const std::string path : {"/page", "/hello/x", "/nothing", "/throws", "/a//b"}) {
    SCOPED_TRACE(path);
    const RawResponse response = Ask(server.port(), "GET", path);
    EXPECT_THAT(response.headers.at("content-security-policy"), HasSubstr("default-src 'none'"));
    EXPECT_THAT(response.headers.at("content-security-policy"),
                HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(response.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(response.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(response.headers.at("cross-origin-resource-policy"), "same-origin");
    EXPECT_EQ(response.headers.at("cache-control"), "no-store");
    EXPECT_FALSE(response.headers.contains("access-control-allow-origin"));
    EXPECT_FALSE(response.headers.contains("server"));
  }
  EXPECT_EQ(
      Ask(server.port(), "POST", "/cds-services/x", "{}").headers.at("access-control-allow-origin"),
      "*");
}

TEST(HttpServer, LetsNoHeaderBePlanted) {
  Example example;
  RunningServer server(example.router);
  const RawResponse response = Ask(server.port(), "GET", "/headers?value=a");
  EXPECT_EQ(response.headers.at("x-echo"), "aX-Planted: 1");
  EXPECT_FALSE(response.headers.contains("x-planted"));
}

TEST(HttpServer, SaysWhenTheAddressIsTaken) {
  Example example;
  RunningServer server(example.router);
  ServerOptions options;
  options.port = server.port();
  Metrics metrics;
  EXPECT_THROW(HttpServer(example.router, options, metrics), std::system_error);
}

}  // namespace
}  // namespace imr
