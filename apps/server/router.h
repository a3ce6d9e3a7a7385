// Which handler answers a request. Filled once at start, then only read: one router serves all
// threads.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/server/http_message.h"

namespace imr {

// Called in any thread, by several at once. May throw std::exception: the server then answers 500
// without telling why to the client.
using Handler = std::function<HttpResponse(const HttpRequest&)>;

class Router {
 public:
  // `pattern` is a path whose parts may be names in braces, "/api/v1/history/{id}"; a last part
  // "{name...}" takes the rest of the path, slashes and all. Earlier routes win.
  void Add(std::string method, std::string_view pattern, Handler handler);

  // 404 for a path that no route has; 405 with Allow for a method that its routes have not. HEAD is
  // answered as GET is: the server leaves the body out.
  HttpResponse Answer(HttpRequest request) const;

  // The pattern of the route that would answer, for metrics; "" when there is none.
  std::string PatternOf(const std::string& method, const std::string& path) const;

  // Method and pattern of every route, in order.
  std::vector<std::pair<std::string, std::string>> Routes() const;

 private:
  struct Route {
    std::string method;
    std::string pattern;
    std::vector<std::string> parts;  // of the pattern
    Handler handler;
  };

  std::vector<Route> routes_;
};

}  // namespace imr
