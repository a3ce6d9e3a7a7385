// `imr train TABLE`, as a user runs it.
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "engine/scoring/model_file.h"
#include "tests/cli/program.h"

namespace imr {
namespace {

using test::Imr;
using test::ProcessResult;

// Rows whose outcome depends on Kind and Visits; Gender must not count though it tells all.
std::string SomeTable(int rows = 200) {
  std::mt19937_64 random(1);
  std::string table = "Letter;Kind;Visits;Patient Gender;Outcome\r\n";
  for (int i = 0; i < rows; ++i) {
    const bool film = random() % 2 == 0;
    const auto visits = random() % 12;
    const bool granted = random() % 10 < (film ? 7u : 2u) + (visits < 6 ? 1u : 0u);
    table += "L" + std::to_string(i / 3) + (film ? ";film, plain;" : ";\"visits; more\";") +
             std::to_string(visits) + (granted ? ";F;granted\r\n" : ";M;denied\r\n");
  }
  return table;
}

ProcessResult Train(const std::vector<std::string>& arguments, const std::string& input = "") {
  std::vector<std::string> all = {"--label", "Outcome", "--positive", "granted"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Imr(test::WithRules("train", all), input);
}

TEST(TrainTable, FitsReportsAndWritesAModel) {
  const test::TemporaryDirectory directory;
  const auto table = directory.Write("table.csv", SomeTable());
  const auto model_path = directory.path() / "model.yaml";
  const ProcessResult result =
      Train({table, "--group", "Letter", "--output", model_path, "--folds", "5"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.out.find("Fitted to 200 rows of 67 groups"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("skill_over_base_rate"), std::string::npos);
  EXPECT_EQ(result.err, "imr: column 'Patient Gender' may say who a person is and is left out\n");

  Diagnostics diagnostics;
  const auto model = LoadModel(model_path, "model.yaml", diagnostics);
  ASSERT_TRUE(model);
  EXPECT_EQ(model->kind, "table");
  EXPECT_EQ(model->items, 200);
  EXPECT_EQ(model->groups, 67);
  EXPECT_EQ(model->sha256.size(), 64u);
  std::vector<std::string> names;
  for (const ModelWeight& weight : model->weights) names.push_back(weight.name);
  EXPECT_EQ(names, (std::vector<std::string>{"intercept", "Kind = film, plain",
                                             "Kind = visits; more", "Visits"}));
  EXPECT_GT(model->weights[1].mean, model->weights[2].mean);
}

TEST(TrainTable, GivesTheSameBytesEachTimeAndFromStandardInput) {
  const test::TemporaryDirectory directory;
  const auto table = directory.Write("table.csv", SomeTable());
  std::vector<std::string> models;
  std::vector<std::string> reports;
  for (const char* name : {"a.yaml", "b.yaml"}) {
    const auto result = Train({table, "--model", directory.path() / name, "--format", "json"});
    EXPECT_EQ(result.status, 0) << result.err;
    models.push_back(test::ReadFile(directory.path() / name));
    reports.push_back(result.out);
  }
  const auto piped =
      Train({"-", "--model", directory.path() / "c.yaml", "--format", "json"}, SomeTable());
  models.push_back(test::ReadFile(directory.path() / "c.yaml"));
  EXPECT_EQ(models[0], models[1]);
  EXPECT_EQ(models[0], models[2]);
  EXPECT_EQ(reports[0], reports[1]);
  EXPECT_EQ(reports[0], piped.out);
  EXPECT_EQ(test::Json(piped)["items"], 200);

  const auto other = Train({table, "--seed", "2", "--format", "json"});
  EXPECT_NE(other.out, reports[0]);
}

TEST(TrainTable, HeldOutFiguresDoNotLeakTheForbiddenColumn) {
  const test::TemporaryDirectory directory;
  const auto table = directory.Write("table.csv", SomeTable());
  const auto result = Train({table, "--quiet", "--format", "json"});
  const auto json = test::Json(result);
  EXPECT_LT(json["metrics"]["auc"].get<double>(), 0.95);
  EXPECT_GT(json["metrics"]["auc"].get<double>(), 0.6);
  EXPECT_EQ(result.err, "");
}

TEST(TrainTable, RefusesWithAdvice) {
  const test::TemporaryDirectory directory;
  const auto good = directory.Write("good.csv", SomeTable());
  const auto few = directory.Write("few.csv", SomeTable(20));
  const auto broken = directory.Write("broken.csv", SomeTable() + "one field\r\n");
  const auto empty = directory.Write("empty.csv", "");
  struct Case {
    std::vector<std::string> arguments;
    int status;
    std::string said;
  };
  const std::vector<Case> cases = {
      {{few}, 1, "20 rows"},
      {{broken}, 3, "broken.csv:202: has 1 fields where the first line names 5 columns"},
      {{empty}, 3, "empty.csv: is empty"},
      {{directory.path() / "none.csv"}, 3, "none.csv: cannot be read"},
      {{good, few}, 2, "takes one table"},
      {{good, "--group", "Leter"}, 3, "did you mean 'Letter'?"},
      {{good, "--group", "Letter", "--folds", "100"}, 1, "67 groups cannot be split into 100"},
      {{good, "--prior-scale", "-1"}, 2, "--prior-scale: auto, or a number"},
      {{good, "--prior-scale", "nan"}, 2, "--prior-scale: auto, or a number"},
      {{good, "--delimiter", "ab"}, 2, "--delimiter: one character, tab, or auto"},
      {{good, "--date", "yesterday"}, 2, "--date: not a date"},
      {{good, "--folds", "1"}, 2, "--folds"},
      {{good, "--output", directory.path() / "no" / "such" / "model.yaml"}, 2, "cannot be written"},
      {{good, "--delimiter", "|"}, 3, "--label: there is no column 'Outcome'"},
  };
  for (const Case& c : cases) {
    const auto result = Train(c.arguments);
    EXPECT_EQ(result.status, c.status) << c.said << '\n' << result.err;
    EXPECT_NE(result.err.find(c.said), std::string::npos)
        << c.said << " but it says " << result.err;
  }
  EXPECT_EQ(Imr(test::WithRules("train", {good, "--label", "Outcome"})).status, 2);
}

TEST(TrainTable, LearnsFromPublishedRulings) {
  const auto table = test::SharedFile("data/dmhc-imr-2001-2016.csv");
  if (!table) GTEST_SKIP() << "no published rulings here";
  const auto result =
      Imr(test::WithRules("train", {*table, "--label", "Determination", "--positive",
                                    "Overturned Decision of Health Plan", "--prior-scale", "0.5",
                                    "--folds", "3", "--format", "json"}));
  EXPECT_EQ(result.status, 0) << result.err;
  const auto json = test::Json(result);
  EXPECT_EQ(json["items"], 19228);
  EXPECT_EQ(json["positives"], 8452);
  EXPECT_EQ(json["weights"], 630);
  EXPECT_EQ(json["converged"], true);
  EXPECT_GT(json["metrics"]["auc"].get<double>(), 0.68);
  EXPECT_GT(json["intervals"]["skill_over_base_rate"][0].get<double>(), 0.1);
  EXPECT_LT(json["intervals"]["calibration_slope"][0].get<double>(), 1);
  EXPECT_GT(json["intervals"]["calibration_slope"][1].get<double>(), 1);
  for (const char* column : {"Age Range", "Patient Gender", "Reference ID"}) {
    EXPECT_NE(result.err.find(column), std::string::npos) << column;
  }
}

TEST(TrainTable, TakesColumnsByValueLeavesOutAndHoldsTheScale) {
  const test::TemporaryDirectory directory;
  const auto table = directory.Write("table.csv", SomeTable());
  const auto path = directory.path() / "model.yaml";
  const auto result = Train({table, "--exclude", "Letter,Kind", "--categorical", "Visits",
                             "--prior-scale", "0.25", "--date", "2016-12-01", "--output", path});
  EXPECT_EQ(result.status, 0) << result.err;
  Diagnostics diagnostics;
  const auto model = LoadModel(path, "model.yaml", diagnostics);
  ASSERT_TRUE(model);
  EXPECT_EQ(model->weights.size(), 13u);
  EXPECT_EQ(model->prior_scale, 0.25);
  EXPECT_EQ(model->weights[1].prior_deviation, 0.25);
  EXPECT_EQ(model->date, ParseDate("2016-12-01"));
  EXPECT_NE(test::ReadFile(path).find("\ndate: 2016-12-01\n"), std::string::npos);
}

}  // namespace
}  // namespace imr
