#include "apps/server/gate.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

namespace imr {
namespace {

HttpRequest Head(const std::string& method, const std::string& path,
                 std::map<std::string, std::string> headers) {
  HttpRequest request;
  request.method = method;
  request.path = path;
  request.headers = std::move(headers);
  return request;
}

int StatusOf(const Gate& gate, const HttpRequest& request) {
  const auto refusal = gate.Refusal(request);
  return refusal ? refusal->status : 200;
}

TEST(Gate, KnowsItsOwnNames) {
  const std::map<std::string, int> table = {
      {"localhost", 200},
      {"localhost:8642", 200},
      {"LOCALHOST:1", 200},
      {"127.0.0.1:8642", 200},
      {"127.1.2.3", 200},
      {"[::1]:8642", 200},
      {"[::1]", 200},
      {"imr.example.org", 200},
      {"IMR.example.ORG:443", 200},
      {"evil.example", 421},
      {"evil.example:8642", 421},
      {"localhost.evil.example", 421},
      {"127.0.0.1.nip.io", 421},
      {"10.0.0.7:8642", 421},
      {"", 421},
      {"localhost:", 421},
      {"localhost:80x", 421},
      {"localhost:123456", 421},
      {"[::1", 421},
      {"[::1]x", 421},
      {"::1", 421},
      {"0.0.0.0", 421},
      {"[fe80::1]", 421},
      {"evil@localhost", 421},
      {"localhost/", 421},
      {"2130706433", 421},
      {"localhost, localhost", 421},
  };
  const Gate gate({.hosts = {"imr.example.org"}, .beyond_loopback = false, .token = ""});
  for (const auto& [host, status] : table) {
    EXPECT_EQ(StatusOf(gate, Head("GET", "/", {{"host", host}})), status) << host;
  }
  // A name that an attacker's DNS answers for is needed for rebinding; figures are none.
  const Gate beyond({.hosts = {}, .beyond_loopback = true, .token = ""});
  EXPECT_EQ(StatusOf(beyond, Head("GET", "/", {{"host", "10.0.0.7:8642"}})), 200);
  EXPECT_EQ(StatusOf(beyond, Head("GET", "/", {{"host", "[fe80::1]"}})), 200);
  EXPECT_EQ(StatusOf(beyond, Head("GET", "/", {{"host", "evil.example"}})), 421);
}

struct Sent {
  std::string method, path;
  std::map<std::string, std::string> headers;
  int status;
};

TEST(Gate, TakesChangesFromItsOwnPagesAlone) {
  const std::string path = "/api/v1/predict";
  const std::string host = "localhost:8642";
  const std::vector<Sent> table = {
      {"POST", path, {}, 200},
      {"POST", path, {{"origin", "http://localhost:8642"}}, 200},
      {"POST", path, {{"origin", "https://localhost:8642"}}, 200},
      {"POST", path, {{"origin", "http://LOCALHOST:8642"}}, 200},
      {"POST", path, {{"sec-fetch-site", "same-origin"}}, 200},
      {"POST", path, {{"sec-fetch-site", "none"}}, 200},
      {"POST", path, {{"origin", "null"}}, 403},
      {"POST", path, {{"origin", "https://evil.example"}}, 403},
      {"POST", path, {{"origin", "http://localhost:3000"}}, 403},
      {"POST", path, {{"origin", "http://localhost"}}, 403},
      {"POST", path, {{"origin", "http://127.0.0.1:8642"}}, 403},
      {"POST", path, {{"origin", "http://localhost:8642.evil.example"}}, 403},
      {"POST", path, {{"sec-fetch-site", "cross-site"}}, 403},
      {"POST", path, {{"sec-fetch-site", "same-site"}}, 403},
      {"POST", path, {{"sec-fetch-site", "cross-site"}, {"origin", "http://localhost:8642"}}, 403},
      {"PUT", path, {{"origin", "https://evil.example"}}, 403},
      {"PATCH", path, {{"origin", "https://evil.example"}}, 403},
      {"DELETE", path, {{"origin", "https://evil.example"}}, 403},
      {"ANYTHING", path, {{"origin", "https://evil.example"}}, 403},
      {"GET", path, {{"origin", "https://evil.example"}}, 200},
      {"POST", "/cds-services/x", {{"origin", "https://ehr.example"}}, 200},
      {"POST", "/cds-services/x", {{"sec-fetch-site", "cross-site"}}, 200},
      {"POST", "/cds-servicesx", {{"origin", "https://ehr.example"}}, 403},
  };
  const Gate gate({.hosts = {}, .beyond_loopback = false, .token = ""});
  for (const Sent& sent : table) {
    auto headers = sent.headers;
    headers["host"] = host;
    EXPECT_EQ(StatusOf(gate, Head(sent.method, sent.path, headers)), sent.status)
        << sent.method << ' ' << sent.path << ' ' << testing::PrintToString(sent.headers);
  }
}

TEST(Gate, AsksForTheToken) {
  const std::string right = "Bearer 0123456789abcdef";
  const std::vector<Sent> table = {
      {"GET", "/api/v1/health", {}, 401},
      {"POST", "/api/v1/predict", {}, 401},
      {"GET", "/metrics", {}, 401},
      {"GET", "/cds-services", {}, 401},
      {"POST", "/cds-services/x", {}, 401},
      {"OPTIONS", "/cds-services/x", {}, 200},
      {"GET", "/", {}, 200},
      {"GET", "/assets/index.js", {}, 200},
      {"GET", "/api/v1/health", {{"authorization", right}}, 200},
      {"GET", "/api/v1/health", {{"authorization", "bearer 0123456789abcdef"}}, 200},
      {"GET", "/cds-services", {{"authorization", right}}, 200},
      {"GET", "/api/v1/health", {{"authorization", right + "0"}}, 401},
      {"GET", "/api/v1/health", {{"authorization", "Bearer 0123456789abcdeF"}}, 401},
      {"GET", "/api/v1/health", {{"authorization", "Bearer "}}, 401},
      {"GET", "/api/v1/health", {{"authorization", "Bearer"}}, 401},
      {"GET", "/api/v1/health", {{"authorization", "0123456789abcdef"}}, 401},
      {"GET", "/api/v1/health", {{"authorization", "Basic 0123456789abcdef"}}, 401},
      {"GET", "/api/v1/health", {{"authorization", right + ", " + right}}, 401},
  };
  const Gate gate({.hosts = {}, .beyond_loopback = true, .token = "0123456789abcdef"});
  for (const Sent& sent : table) {
    auto headers = sent.headers;
    headers["host"] = "localhost";
    EXPECT_EQ(StatusOf(gate, Head(sent.method, sent.path, headers)), sent.status)
        << sent.method << ' ' << sent.path << ' ' << testing::PrintToString(sent.headers);
  }
  const auto refusal = gate.Refusal(Head("GET", "/api/v1/health", {{"host", "localhost"}}));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->headers.front(),
            (std::pair<std::string, std::string>("WWW-Authenticate", "Bearer")));
}

TEST(Gate, TellsLoopbackAddresses) {
  for (const char* address : {"127.0.0.1", "127.255.0.3", "::1"}) {
    EXPECT_TRUE(IsLoopbackAddress(address)) << address;
  }
  for (const char* address : {"0.0.0.0", "128.0.0.1", "::", "fe80::1", "localhost", "", "127.1"}) {
    EXPECT_FALSE(IsLoopbackAddress(address)) << address;
  }
}

}  // namespace
}  // namespace imr
