#include "apps/server/page_routes.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "tests/support/paths.h"

namespace imr {
namespace {

using testing::HasSubstr;

class PageRoutes : public testing::Test {
 protected:
  PageRoutes() {
    pages_.Write("web/index.html", "<!doctype html><p>the page");
    pages_.Write("web/favicon.svg", "<svg/>");
    pages_.Write("web/assets/index-5f1c.js", "export {}");
    pages_.Write("web/assets/deep/index.css", "p {}");
    pages_.Write("secret.txt", "secret");
    std::filesystem::create_symlink(pages_.path() / "secret.txt", web() / "assets/link.txt");
    EXPECT_EQ(AddPageRoutes(router_, web()), "");
  }

  std::filesystem::path web() const { return pages_.path() / "web"; }

  HttpResponse Get(const std::string& path, const std::string& known_tag = "") const {
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    if (!known_tag.empty()) request.headers["if-none-match"] = known_tag;
    return router_.Answer(request);
  }

  static std::string Header(const HttpResponse& response, const std::string& name) {
    for (const auto& [there, value] : response.headers) {
      if (there == name) return value;
    }
    return "";
  }

  test::TemporaryDirectory pages_;
  Router router_;
};

TEST_F(PageRoutes, SendFilesByTheirKind) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"/", "text/html; charset=utf-8"},
      {"/index.html", "text/html; charset=utf-8"},
      {"/review", "text/html; charset=utf-8"},
      {"/worklist", "text/html; charset=utf-8"},
      {"/accuracy", "text/html; charset=utf-8"},
      {"/rules", "text/html; charset=utf-8"},
      {"/about", "text/html; charset=utf-8"},
      {"/favicon.svg", "image/svg+xml"},
      {"/assets/index-5f1c.js", "text/javascript; charset=utf-8"},
      {"/assets/deep/index.css", "text/css; charset=utf-8"},
  };
  for (const auto& [path, type] : table) {
    const HttpResponse response = Get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(response.content_type, type) << path;
    EXPECT_FALSE(response.body.empty()) << path;
  }
  EXPECT_EQ(Get("/review").body, Get("/").body);
}

TEST_F(PageRoutes, AreKeptByBrowsersAsLongAsTheyHold) {
  EXPECT_EQ(Header(Get("/"), "Cache-Control"), "no-cache");
  EXPECT_THAT(Header(Get("/assets/index-5f1c.js"), "Cache-Control"), HasSubstr("immutable"));
  const std::string tag = Header(Get("/"), "ETag");
  EXPECT_EQ(tag.size(), 34);
  const HttpResponse known = Get("/", "\"other\", " + tag);
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(Get("/", "\"other\"").status, 200);
}

TEST_F(PageRoutes, SendNothingElse) {
  for (const std::string path :
       {"/secret.txt", "/assets/link.txt", "/assets/../index.html", "/assets/../../secret.txt",
        "/assets/", "/assets", "/assets//etc/passwd", "/../secret.txt", "/index.html/", "/rules/x",
        "/web/index.html"}) {
    EXPECT_EQ(Get(path).status, 404) << path;
  }
}

TEST_F(PageRoutes, AreOfTheStart) {
  pages_.Write("web/index.html", "changed");
  pages_.Write("web/assets/new.js", "new");
  EXPECT_THAT(Get("/").body, HasSubstr("the page"));
  EXPECT_EQ(Get("/assets/new.js").status, 404);
}

TEST_F(PageRoutes, TellHowToComeByPagesThatAreNotBuilt) {
  for (const std::filesystem::path& none : {std::filesystem::path(), pages_.path() / "none",
                                            pages_.path(), pages_.path() / "secret.txt"}) {
    Router router;
    EXPECT_NE(AddPageRoutes(router, none), "") << none;
    HttpRequest request;
    request.method = "GET";
    request.path = "/";
    const HttpResponse response = router.Answer(request);
    EXPECT_EQ(response.status, 503);
    EXPECT_THAT(response.body, HasSubstr("--web"));
  }
}

}  // namespace
}  // namespace imr
