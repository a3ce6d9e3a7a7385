// The description of the API names every route, and no other.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/history/review_history.h"
#include "apps/server/api_routes.h"
#include "apps/server/openapi_document.h"
#include "tests/server/desk_fixture.h"

namespace imr {
namespace {

std::set<std::string> RoutesOfTheServer() {
  Desk desk = test::ProjectDesk();
  std::string problem;
  desk.reviews = ReviewHistory::Open("", {}, problem);
  EXPECT_TRUE(desk.reviews) << problem;
  Metrics metrics;
  Router router;
  Workroom workroom(desk);
  AddApiRoutes(router, desk, metrics, workroom, {});
  std::set<std::string> routes;
  for (const auto& [method, pattern] : router.Routes()) {
    std::string path = pattern;
    if (const std::size_t dots = path.find("...}"); dots != std::string::npos) path.erase(dots, 3);
    EXPECT_TRUE(routes.insert(method + ' ' + path).second) << method << ' ' << path;
  }
  return routes;
}

std::set<std::string> RoutesOfTheDocument() {
  std::set<std::string> routes;
  const auto document = nlohmann::json::parse(OpenApiDocument());
  for (const auto& [path, operations] : document.at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) {
      std::string upper = method;
      std::transform(upper.begin(), upper.end(), upper.begin(),
                     [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      routes.insert(upper + ' ' + path);
    }
  }
  return routes;
}

std::vector<std::string> Without(const std::set<std::string>& all,
                                 const std::set<std::string>& taken) {
  std::vector<std::string> left;
  std::set_difference(all.begin(), all.end(), taken.begin(), taken.end(), std::back_inserter(left));
  return left;
}

TEST(OpenApi, DescribesEveryRouteAndNoOther) {
  const auto described = RoutesOfTheDocument();
  const auto served = RoutesOfTheServer();
  EXPECT_THAT(Without(served, described), testing::IsEmpty());
  EXPECT_THAT(Without(described, served), testing::IsEmpty());
}

// A handler can answer no other document than the one in the source tree.
TEST(OpenApi, IsTheFileOfTheProject) {
  EXPECT_TRUE(OpenApiDocument() == test::ReadFile(test::ProjectFile("apps/server/openapi.json")));
}

}  // namespace
}  // namespace imr
