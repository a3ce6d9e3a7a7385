#include "apps/server/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imr {
namespace {

Handler Says(const std::string& word) {
  return [word](const HttpRequest& request) {
    nlohmann::ordered_json json = {{"answer", word}};
    for (const auto& [name, value] : request.parts) json[name] = value;
    return JsonResponse(json);
  };
}

Router Example() {
  Router router;
  router.Add("GET", "/api/v1/rules", Says("rules"));
  router.Add("GET", "/api/v1/rules/{id}", Says("rule"));
  router.Add("DELETE", "/api/v1/rules/{id}", Says("gone"));
  router.Add("GET", "/files/{path...}", Says("file"));
  router.Add("GET", "/", Says("page"));
  return router;
}

HttpResponse Ask(const std::string& method, const std::string& path) {
  HttpRequest request;
  request.method = method;
  request.path = path;
  return Example().Answer(request);
}

struct Asked {
  std::string method, path;
  int status;
  std::string body;  // that the answer contains
};

TEST(Router, AnswersByPathAndMethod) {
  const std::vector<Asked> table = {
      {"GET", "/api/v1/rules", 200, R"("answer":"rules")"},
      {"GET", "/api/v1/rules/a-b", 200, R"("answer":"rule","id":"a-b")"},
      {"HEAD", "/api/v1/rules/a-b", 200, R"("answer":"rule")"},
      {"DELETE", "/api/v1/rules/x", 200, R"("answer":"gone","id":"x")"},
      {"GET", "/files/a/b.yaml", 200, R"("path":"a/b.yaml")"},
      {"GET", "/", 200, R"("answer":"page")"},
      {"GET", "/api/v1/rules/", 404, R"("status":404)"},
      {"GET", "/api/v1/rules/a/b", 404, R"("title":"Not Found")"},
      {"GET", "/api", 404, R"("status":404)"},
      {"POST", "/api/v1/rules/x", 405, R"("title":"Method Not Allowed")"},
  };
  for (const Asked& asked : table) {
    SCOPED_TRACE(asked.method + " " + asked.path);
    const HttpResponse response = Ask(asked.method, asked.path);
    EXPECT_EQ(response.status, asked.status);
    EXPECT_THAT(response.body, testing::HasSubstr(asked.body));
  }
}

TEST(Router, TellsWhichMethodsAnAddressTakes) {
  const HttpResponse response = Ask("PATCH", "/api/v1/rules/x");
  EXPECT_THAT(response.headers, testing::Contains(testing::Pair("Allow", "GET, DELETE")));
  EXPECT_EQ(response.content_type, "application/problem+json");
}

TEST(Router, NamesTheRouteForMetrics) {
  EXPECT_EQ(Example().PatternOf("GET", "/api/v1/rules/secret"), "/api/v1/rules/{id}");
  EXPECT_EQ(Example().PatternOf("GET", "/nowhere"), "");
}

TEST(HttpRequest, ReadsTheMediaTypeWithoutParameters) {
  HttpRequest request;
  request.headers["content-type"] = "Application/JSON ; charset=utf-8";
  EXPECT_EQ(request.ContentType(), "application/json");
}

}  // namespace
}  // namespace imr
