#include "apps/server/page_routes.h"

#include <array>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "features/document/reader.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 2000;
constexpr std::uintmax_t kMostBytes = 64u << 20;

struct File {
  std::string bytes;
  std::string type;
  std::string tag;  // ETag, in its quotes
  bool for_ever = false;
};

// By path from the directory: "index.html", "assets/index-5f1c.js".
using Files = std::map<std::string, File>;

std::string TypeOf(const fs::path& path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kTypes = {{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".ico", "image/vnd.microsoft.icon"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".txt", "text/plain; charset=utf-8"},
      {".yaml", "application/yaml"},
      {".webmanifest", "application/manifest+json"},
  }};
  const std::string ending = path.extension().string();
  for (const auto& [known, type] : kTypes) {
    if (ending == known) return std::string(type);
  }
  return "application/octet-stream";
}

std::optional<Files> ReadFiles(const fs::path& directory, std::string& problem) {
  Files files;
  std::uintmax_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator it(directory, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (!it->is_regular_file() || it->is_symlink()) continue;
    const std::string name = it->path().lexically_relative(directory).generic_string();
    std::ifstream in(it->path(), std::ios::binary);
    std::ostringstream content;
    content << in.rdbuf();
    File file{.bytes = content.str(),
              .type = TypeOf(it->path()),
              .tag = {},
              // Names of what the build puts there change with the content.
              .for_ever = name.starts_with("assets/")};
    file.tag = '"' + Sha256Hex(file.bytes).substr(0, 32) + '"';
    bytes += file.bytes.size();
    if (!in || files.size() >= kMostFiles || bytes > kMostBytes) {
      problem = directory.string() + ": cannot be read, or is no directory of built pages";
      return std::nullopt;
    }
    files.emplace(name, std::move(file));
  }
  if (error || !files.contains("index.html")) {
    problem = directory.string() + ": holds no built pages (index.html)";
    return std::nullopt;
  }
  return files;
}

HttpResponse Send(const File& file, const HttpRequest& request) {
  HttpResponse response{
      .status = 200, .content_type = file.type, .headers = {{"ETag", file.tag}}, .body = {}};
  response.headers.emplace_back("Cache-Control",
                                file.for_ever ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.Header("if-none-match").find(file.tag) != std::string::npos) {
    response.status = 304;
  } else {
    response.body = file.bytes;
  }
  return response;
}

HttpResponse NoPages() {
  return {.status = 503,
          .content_type = "text/plain; charset=utf-8",
          .headers = {},
          .body =
              "The pages are not built. Run scripts/serve.sh, or name their directory with "
              "--web DIR.\nThe API is at /api/v1/ and works.\n"};
}

}  // namespace

std::string AddPageRoutes(Router& router, const fs::path& directory) {
  // Addresses that the pages themselves tell apart.
  static constexpr std::array<const char*, 6> kPages = {"/",         "/review", "/worklist",
                                                        "/accuracy", "/rules",  "/about"};
  std::string problem;
  auto read = directory.empty() ? std::nullopt : ReadFiles(directory, problem);
  if (!read) {
    if (directory.empty()) problem = "there are no built pages beside the program";
    for (const char* page : kPages) {
      router.Add("GET", page, [](const HttpRequest&) { return NoPages(); });
    }
    return problem;
  }
  const auto files = std::make_shared<const Files>(std::move(*read));
  std::set<std::string> folders;
  for (const auto& [name, file] : *files) {
    if (const std::size_t slash = name.find('/'); slash != std::string::npos) {
      folders.insert(name.substr(0, slash));
    } else {
      router.Add("GET", "/" + name, [files, name](const HttpRequest& request) {
        return Send(files->at(name), request);
      });
    }
  }
  for (const std::string& folder : folders) {
    router.Add("GET", "/" + folder + "/{file...}", [files, folder](const HttpRequest& request) {
      const auto file = files->find(folder + "/" + request.parts.at("file"));
      if (file == files->end()) return ProblemResponse(404, "There is no such file.");
      return Send(file->second, request);
    });
  }
  for (const char* page : kPages) {
    router.Add("GET", page, [files](const HttpRequest& request) {
      return Send(files->at("index.html"), request);
    });
  }
  return "";
}

}  // namespace imr
