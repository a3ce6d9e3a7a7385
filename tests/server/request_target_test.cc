#include "apps/server/request_target.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

namespace imr {
namespace {

TEST(RequestTarget, DecodesPathAndQuery) {
  const auto target =
      ParseTarget("/api/v1/rules/caf%C3%A9%2Fx?treatment=a%26b&q=one+two%2B&empty=&alone&q=last");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/rules/caf\xC3\xA9/x");
  EXPECT_EQ(target->query, (std::map<std::string, std::string>{
                               {"treatment", "a&b"}, {"q", "last"}, {"empty", ""}, {"alone", ""}}));
  EXPECT_EQ(ParseTarget("/?q=one+two%2B")->query.at("q"), "one two+");
  EXPECT_EQ(ParseTarget("/a+b")->path, "/a+b");
  EXPECT_EQ(ParseTarget("/")->path, "/");
  EXPECT_EQ(ParseTarget("/rules/")->path, "/rules/");
  EXPECT_EQ(ParseTarget("/.well-known/x")->path, "/.well-known/x");
  EXPECT_EQ(ParseTarget("/a..b/..c")->path, "/a..b/..c");
}

TEST(RequestTarget, RefusesWhatReachesPastTheRoutes) {
  const std::vector<std::string> table = {
      "",
      "*",
      "x",
      "http://localhost/",
      "//",
      "//etc/passwd",
      "/a//b",
      "/..",
      "/../etc/passwd",
      "/assets/../../etc/passwd",
      "/assets/%2e%2e/%2E%2E/etc/passwd",
      "/assets/..%2f..%2fetc/passwd",
      "/assets/%2fetc/passwd",
      "/./a",
      "/a/.",
      "/a%00b",
      "/a%0d%0aSet-Cookie:x",
      "/a%7f",
      "/a\\b",
      "/a%5cb",
      "/a\x01",
      "/%",
      "/%4",
      "/%zz",
      "/a#b",
      "/%ff%fe",
      "/caf\xE9",
      "/%c0%ae%c0%ae/etc/passwd",
      "/a?x=%zz",
      "/a?x=%00",
      "/a?%ff=1",
  };
  for (const std::string& target : table) {
    EXPECT_FALSE(ParseTarget(target)) << target;
  }
}

}  // namespace
}  // namespace imr
