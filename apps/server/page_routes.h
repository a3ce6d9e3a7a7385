// The pages: files of one directory, read at start and then only from memory. What a client asks
// for is looked up among their names and never becomes a path.
#pragma once

#include <filesystem>
#include <string>

#include "apps/server/router.h"

namespace imr {

// Adds a route for each file of `directory` (those below its folders by "/FOLDER/{file...}") and
// answers the addresses of the pages by index.html. Nothing on success; else what is wrong with the
// directory, and then "/" tells how to come by the pages. Add after all other routes.
std::string AddPageRoutes(Router& router, const std::filesystem::path& directory);

}  // namespace imr
