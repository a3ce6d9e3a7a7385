// The hash that names a state of the rules in provenance.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace imr {

// Of each rule file, by its path below the rules directory: lower-case hexadecimal SHA-256 of its
// bytes.
std::map<std::string, std::string> HashesOfRuleFiles(const std::filesystem::path& directory);

// SHA-256 over names and hashes, in byte order of the names.
std::string HashOfRules(const std::map<std::string, std::string>& hashes);

}  // namespace imr
