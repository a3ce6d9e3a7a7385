// A copy of the project's rules that a test may change.
#pragma once

#include <filesystem>
#include <string>

#include "tests/support/paths.h"

namespace imr::test {

class RulesCopy {
 public:
  RulesCopy() {
    std::filesystem::copy(ProjectFile("rules"), path(), std::filesystem::copy_options::recursive);
  }
  std::filesystem::path path() const { return directory_.path() / "rules"; }
  std::filesystem::path guideline(const std::string& id) const {
    return path() / "guidelines" / (id + ".yaml");
  }
  std::filesystem::path Write(const std::string& name, const std::string& content) const {
    return directory_.Write("rules/" + name, content);
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace imr::test
