// The desk of `imr serve` with the project's rules and models, loaded once for all tests of a
// process.
#pragma once

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <string>

#include "apps/cli/predict_command.h"
#include "apps/server/desk.h"
#include "tests/support/paths.h"

namespace imr::test {

inline const Desk& ProjectDesk() {
  static const Desk desk = [] {
    Desk out;
    out.started = std::chrono::steady_clock::now();
    out.options.rules = ProjectFile("rules");
    out.options.data = ProjectFile("data");
    out.options.quiet = true;
    std::ostringstream err;
    const auto rules = LoadPredictor(out.options, err, WithModel::kNo);
    for (const View view : {View::kPrescreen, View::kRecord}) {
      Options own = out.options;
      own.view = view;
      const auto model = ProjectFile("data/models/" + std::string(ViewName(view)) + ".yaml");
      (view == View::kPrescreen ? out.prescreen : out.record) =
          WithModelFile(rules, model, own, err);
    }
    EXPECT_EQ(err.str(), "");
    return out;
  }();
  return desk;
}

}  // namespace imr::test
