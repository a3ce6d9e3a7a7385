#include "engine/prediction/rules_hash.h"

#include <fstream>
#include <sstream>

#include "features/document/reader.h"
#include "features/yaml/yaml_file.h"

namespace imr {

std::map<std::string, std::string> HashesOfRuleFiles(const std::filesystem::path& directory) {
  std::map<std::string, std::string> hashes;
  for (const auto& path : YamlFilesBelow(directory)) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    hashes[path.lexically_relative(directory).generic_string()] = Sha256Hex(bytes.str());
  }
  return hashes;
}

std::string HashOfRules(const std::map<std::string, std::string>& hashes) {
  std::string all;
  for (const auto& [name, hash] : hashes) all += name + '\0' + hash + '\n';
  return Sha256Hex(all);
}

}  // namespace imr
