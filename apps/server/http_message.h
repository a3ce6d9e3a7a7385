// A request and its answer, apart from the network: what handlers take and give.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace imr {

struct HttpRequest {
  std::string method;  // as sent, upper case
  // Decoded, without the query. Begins with '/'; the server lets none through that holds "..",
  // an empty part, a backslash or a control character.
  std::string path;
  std::map<std::string, std::string> query;    // decoded; of a repeated name the last value
  std::map<std::string, std::string> headers;  // names in lower case; repeated ones joined by ", "
  std::string body;
  std::map<std::string, std::string> parts;  // of the path, by the names in the route's pattern

  // The value of a header or of the query; "" when it was not sent.
  std::string Header(const std::string& name) const;
  std::string Query(const std::string& name) const;
  // The media type of the body, in lower case and without parameters.
  std::string ContentType() const;
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;  // beside those every answer has
  std::string body;
};

HttpResponse JsonResponse(const nlohmann::ordered_json& json, int status = 200);

// A problem document (RFC 9457): {"type", "title", "status", "detail"} and what `more` holds.
// `detail` says what is wrong and what to do, and never quotes a body.
HttpResponse ProblemResponse(int status, std::string_view detail,
                             const nlohmann::ordered_json& more = {});

// The reason phrase of a status, "Not Found".
std::string_view StatusTitle(int status);

}  // namespace imr
