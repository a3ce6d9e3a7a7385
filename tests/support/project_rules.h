// The project's own vocabulary and lexicon, loaded once for all tests of a process.
#pragma once

#include <gtest/gtest.h>
#include <memory>

#include "features/extraction/extractor.h"
#include "tests/support/paths.h"

namespace imr::test {

struct LoadedRules {
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const Extractor> extractor;
};

// Errors in the rules fail the test that loads them.
inline const LoadedRules& ProjectRules() {
  static const LoadedRules loaded = [] {
    Diagnostics diagnostics;
    LoadedRules out;
    out.vocabulary =
        Vocabulary::Load(ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml", diagnostics);
    if (out.vocabulary) {
      out.extractor = Extractor::Load(ProjectFile("rules"), out.vocabulary, diagnostics);
    }
    for (const auto& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    return out;
  }();
  return loaded;
}

}  // namespace imr::test
