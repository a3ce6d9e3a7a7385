#include "engine/scoring/model_file.h"

#include <Eigen/LU>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "features/text/base64.h"
#include "tests/engine/training_tables.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using test::Normal;
using test::RandomRows;

Model SomeModel(std::uint64_t seed, int weights = 7) {
  std::mt19937_64 random(seed);
  Model model;
  model.kind = "letters";
  model.date = ParseDate("2016-12-01");
  model.about = {{"view", "prescreen"}, {"why: not", "a \"quote\", a\nbreak, \t tab, \xC3\xA9"}};
  model.items = 439;
  model.groups = 194;
  model.positives = 49;
  model.sha256 = std::string(32, 'a') + std::string(32, '7');
  model.prior_scale = 0.1 + 0.2;
  model.metrics = {{"auc", 0.75, std::pair(0.7, 0.8)}, {"slope", -1e-17, std::nullopt}};
  model.bands = {{"elevated", 0.2, 0.2, 88, 1.0 / 3.0}, {"high", 0.31, 0.1, 44, 0.5}};
  for (int i = 0; i < weights; ++i) {
    ModelWeight weight;
    weight.name = "guideline/criterion-" + std::to_string(i) + " unmet, \"quoted\": {x} #1";
    weight.prior_mean = Normal(random);
    weight.prior_deviation = i == 0 ? std::numeric_limits<double>::infinity() : 0.5;
    weight.mean = Normal(random) * std::pow(10.0, i - 3);
    weight.count = i % 3 == 2 ? 0 : i + 1;
    weight.deviation = 0.5;
    model.weights.push_back(weight);
  }
  std::vector<std::size_t> seen;
  for (std::size_t i = 0; i < model.weights.size(); ++i) {
    if (model.weights[i].count > 0) seen.push_back(i);
  }
  const auto n = static_cast<Eigen::Index>(seen.size());
  const DenseRows x = RandomRows(random, 3 * n, n);
  model.covariance = (x.transpose() * x).inverse();
  for (Eigen::Index i = 0; i < n; ++i) {
    model.weights[seen[static_cast<std::size_t>(i)]].deviation = std::sqrt(model.covariance(i, i));
    for (Eigen::Index j = 0; j < i; ++j) model.covariance(j, i) = model.covariance(i, j);
  }
  return model;
}

std::string Wrong(const std::string& text) {
  Diagnostics diagnostics;
  if (ReadModel(text, "model.yaml", diagnostics)) return "read";
  if (diagnostics.all().empty()) return "nothing said";
  std::string all;
  for (const Diagnostic& diagnostic : diagnostics.all()) all += FormatDiagnostic(diagnostic) + '\n';
  return all;
}

std::string With(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(ModelFile, IsReadBackToTheLastBit) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Model written = SomeModel(seed);
    Diagnostics diagnostics;
    const auto read = ReadModel(ModelText(written), "model.yaml", diagnostics);
    for (const auto& d : diagnostics.all()) ADD_FAILURE() << FormatDiagnostic(d);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, written.kind);
    EXPECT_EQ(read->date, written.date);
    EXPECT_EQ(read->about, written.about);
    EXPECT_EQ(read->items, written.items);
    EXPECT_EQ(read->groups, written.groups);
    EXPECT_EQ(read->positives, written.positives);
    EXPECT_EQ(read->sha256, written.sha256);
    EXPECT_EQ(read->prior_scale, written.prior_scale);
    ASSERT_EQ(read->weights.size(), written.weights.size());
    for (std::size_t i = 0; i < written.weights.size(); ++i) {
      EXPECT_EQ(read->weights[i].name, written.weights[i].name);
      EXPECT_EQ(read->weights[i].prior_mean, written.weights[i].prior_mean);
      EXPECT_EQ(read->weights[i].prior_deviation, written.weights[i].prior_deviation);
      EXPECT_EQ(read->weights[i].mean, written.weights[i].mean);
      EXPECT_EQ(read->weights[i].deviation, written.weights[i].deviation);
      EXPECT_EQ(read->weights[i].count, written.weights[i].count);
    }
    ASSERT_EQ(read->metrics.size(), 2u);
    EXPECT_EQ(read->metrics[0].interval, written.metrics[0].interval);
    EXPECT_EQ(read->metrics[1].value, written.metrics[1].value);
    ASSERT_EQ(read->bands.size(), 2u);
    EXPECT_EQ(read->bands[0].observed, written.bands[0].observed);
    EXPECT_EQ(read->covariance, written.covariance);
    EXPECT_EQ(ModelText(*read), ModelText(written));
  }
}

TEST(ModelFile, APersonReadsTheWeightsFirst) {
  const std::string text = ModelText(SomeModel(4));
  EXPECT_NE(text.find("\n  \"auc\": {value: 0.75, low: 0.7, high: 0.8}\n"), std::string::npos);
  EXPECT_NE(text.find("prior_deviation: free"), std::string::npos);
  EXPECT_LT(text.find("\nweights:\n"), text.find("\ncovariance: |\n"));
  Model empty;
  empty.kind = "table";
  Diagnostics diagnostics;
  EXPECT_TRUE(ReadModel(ModelText(empty), "model.yaml", diagnostics));
}

TEST(ModelFile, IsReadFromDisk) {
  const test::TemporaryDirectory directory;
  const auto path = directory.Write("model.yaml", ModelText(SomeModel(5)));
  Diagnostics diagnostics;
  EXPECT_TRUE(LoadModel(path, "model.yaml", diagnostics));
  EXPECT_FALSE(LoadModel(directory.path() / "none.yaml", "none.yaml", diagnostics));
  EXPECT_EQ(FormatDiagnostic(diagnostics.all().back()),
            "none.yaml: error: cannot be read [unreadable]");
}

TEST(ModelFile, MistakesAreToldAtTheirPlace) {
  const std::string good = ModelText(SomeModel(6));
  struct Case {
    std::string from, to, said;
  };
  const std::vector<Case> cases = {
      {"version: 1", "version: 2", "model.yaml:3:10: error: only version 1 is read"},
      {"version: 1\n", "", "needs 'version'"},
      {"kind: letters", "kind: leters", "did you mean 'letters'"},
      {"date: 2016-12-01", "date: 2016-13-01", "model.yaml:5:7: error: 'date' must be a date"},
      {"items: 439", "items: 4.5", "'items' must be a whole number"},
      {"items: 439", "items: -3", "'items' is out of range"},
      {"items: 439", "items: 9e99", "'items' is out of range"},
      {"positives: 49", "positives: 5000", "cannot be more groups or positives"},
      {"sha256: \"aaaa", "sha256: \"Aaaa", "64 hexadecimal digits"},
      {"prior_scale: ", "prior_scale: .nan #", "'prior_scale' must be a number"},
      {"value: 0.75", "value: many", "'value' must be a number"},
      {"low: 0.7, ", "", "needs 'low'"},
      {"from: 0.2", "from: 2", "'from' is out of range"},
      {"prior_deviation: free", "prior_deviation: 0", "'prior_deviation' is out of range"},
      {"prior_deviation: free", "prior_deviaton: 1", "did you mean 'prior_deviation'"},
      {"criterion-1 ", "criterion-0 ", "two weights are called"},
      {"criterion-1 ", "criterion-1" + std::string(5000, ' '), "longer than 4096"},
      {"count: 1}", "count: 0}", "a triangle of 4 rows"},
      {"weights:\n", "weights: x\nothers:\n", "'weights' must be a list"},
      {"covariance: |\n  ", "covariance: |\n  ?", "must be base64"},
      {"covariance: |\n  ", "covariance: |\n  AAAA", "a triangle of 5 rows"},
      {"weights:\n", "surplus: 1\nweights:\n", "has no 'surplus'"},
  };
  for (const Case& c : cases) {
    EXPECT_NE(Wrong(With(good, c.from, c.to)).find(c.said), std::string::npos)
        << c.to << " gives " << Wrong(With(good, c.from, c.to));
  }
}

TEST(ModelFile, ACovarianceThatIsNoneIsRefused) {
  const auto spoil = [](auto change) {
    Model model = SomeModel(7);
    change(model.covariance);
    return Wrong(ModelText(model));
  };
  const std::string said = "does not go with the deviations";
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NE(spoil([](auto& s) { s(0, 0) = -s(0, 0); }).find(said), std::string::npos);
  EXPECT_NE(spoil([](auto& s) { s(1, 1) *= 1.01; }).find(said), std::string::npos);
  EXPECT_NE(spoil([](auto& s) { s(1, 0) = 100; }).find(said), std::string::npos);
  EXPECT_NE(spoil([](auto& s) { s(1, 0) = kNaN; }).find(said), std::string::npos);
  EXPECT_EQ(spoil([](auto&) {}), "read");
}

// Whatever is cut off, turned or doubled in a file: an answer, and no model with numbers that are
// none.
TEST(ModelFile, SurvivesDamage) {
  const std::string good = ModelText(SomeModel(8, 4));
  std::mt19937_64 random(8);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    std::string text = good;
    for (std::uint64_t change = 0; change <= random() % 3; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text.resize(at + 1);
          break;
        case 1:
          text[at] = static_cast<char>(random() % 256);
          break;
        case 2:
          text.insert(at, text.substr(at, random() % 40));
          break;
        default:
          text.erase(at, random() % 40);
          if (text.empty()) text = "-";
      }
    }
    Diagnostics diagnostics;
    const auto model = ReadModel(text, "model.yaml", diagnostics);
    EXPECT_EQ(model.has_value(), !diagnostics.has_errors());
    if (!model) continue;
    EXPECT_TRUE(model->covariance.allFinite());
    for (const ModelWeight& weight : model->weights) {
      EXPECT_TRUE(std::isfinite(weight.mean) && std::isfinite(weight.deviation));
      EXPECT_GT(weight.prior_deviation, 0);
    }
  }
}

TEST(Base64, IsReadBackWhateverTheBytes) {
  std::mt19937_64 random(10);
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("f"), "Zg==");  // RFC 4648, section 10
  EXPECT_EQ(EncodeBase64("fo"), "Zm8=");
  EXPECT_EQ(EncodeBase64("foobar"), "Zm9vYmFy");
  for (std::size_t length = 0; length < 100; ++length) {
    std::string bytes(length, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 256);
    EXPECT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
  }
}

}  // namespace
}  // namespace imr
