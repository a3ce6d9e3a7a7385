// The description of the HTTP API, built into the program.
#pragma once

#include <string_view>

namespace imr {

// openapi.json: an OpenAPI 3.1 document as JSON.
std::string_view OpenApiDocument();

}  // namespace imr
