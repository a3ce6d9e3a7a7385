#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <vector>

#include "engine/scoring/training/table.h"

namespace imr {
namespace {

TableOptions Asked(std::string label = "Outcome", std::string positive = "granted") {
  TableOptions options;
  options.label = std::move(label);
  options.positive = std::move(positive);
  options.never = {"sex", "gender", "age", "zip_code", "name"};
  return options;
}

TrainingTable Read(std::string_view text, const TableOptions& options = Asked()) {
  auto result = ReadTrainingTable(text, options);
  if (const auto* error = std::get_if<TableError>(&result)) {
    throw std::runtime_error(std::to_string(error->line) + ": " + error->message);
  }
  return std::get<TrainingTable>(std::move(result));
}

std::string Wrong(std::string_view text, const TableOptions& options = Asked()) {
  const auto result = ReadTrainingTable(text, options);
  if (const auto* error = std::get_if<TableError>(&result)) {
    return std::to_string(error->line) + ": " + error->message;
  }
  return "read";
}

DenseRows Dense(const TrainingTable& table) {
  if (const auto* dense = std::get_if<DenseRows>(&table.rows)) return *dense;
  return DenseRows(std::get<SparseRows>(table.rows));
}

TEST(TrainingTable, MakesAFeatureOfEachValueAndOneOfEachNumber) {
  const std::string rows =
      "scan;granted;2\r\n"
      "\"a;b\";denied; 4 \r\n"
      ";granted;6\r\n"
      " scan ;denied;\r\n"
      "scan;;9\r\n";
  const TrainingTable table = Read("\xEF\xBB\xBFKind;Outcome;Visits\r\n" + rows + rows);
  EXPECT_EQ(table.names, (std::vector<std::string>{"intercept", "Kind = (empty)", "Kind = a;b",
                                                   "Kind = scan", "Visits", "Visits is empty"}));
  const double far = 2 / std::sqrt(8.0 / 3.0);  // from 4, the mean of 2, 4 and 6
  DenseRows expected(4, 6);
  expected << 1, 0, 0, 1, -far, 0,  //
      1, 0, 1, 0, 0, 0,             //
      1, 1, 0, 0, far, 0,           //
      1, 0, 0, 1, 0, 1;
  EXPECT_LT((Dense(table) - expected.replicate(2, 1)).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_EQ(table.outcomes.targets, (Eigen::VectorXd(8) << 1, 0, 1, 0, 1, 0, 1, 0).finished());
  EXPECT_EQ(table.unlabelled, 2);
  EXPECT_EQ(table.groups, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_TRUE(std::isinf(table.prior.deviation[0]));
  EXPECT_EQ(table.prior.deviation.tail(5), Eigen::VectorXd::Ones(5));
  EXPECT_EQ(table.prior.mean, Eigen::VectorXd::Zero(6));
}

TEST(TrainingTable, TakesNumbersByTheirValuesWhereAsked) {
  TableOptions options = Asked();
  options.categorical = {"Year"};
  const TrainingTable table =
      Read("Year,Outcome\n2014,granted\n2015,denied\n2014,denied\n2015,granted\n", options);
  EXPECT_EQ(table.names, (std::vector<std::string>{"intercept", "Year = 2014", "Year = 2015"}));
}

TEST(TrainingTable, GroupsRowsByTheColumnNamed) {
  TableOptions options = Asked();
  options.group = "Letter";
  const TrainingTable table = Read(
      "Letter,Outcome,X\nb,granted,1\na,denied,2\nb,denied,3\na,granted,4\nb,denied,5\n", options);
  EXPECT_EQ(table.groups, (std::vector<int>{0, 1, 0, 1, 0}));
  EXPECT_EQ(table.names, (std::vector<std::string>{"intercept", "X"}));
}

// However dense, design() gives the same rows.
TEST(TrainingTable, IsSparseWhereMostIsZero) {
  std::string text = "Kind,Outcome\n";
  for (int i = 0; i < 90; ++i) {
    text += "v" + std::to_string(i % 30) + (i % 2 == 0 ? ",granted\n" : ",denied\n");
  }
  const TrainingTable table = Read(text);
  ASSERT_TRUE(std::holds_alternative<SparseRows>(table.rows));
  const DenseRows x = Dense(table);
  EXPECT_EQ(x.rowwise().sum(), Eigen::VectorXd::Constant(90, 2));
  EXPECT_EQ(table.design().Times(Eigen::VectorXd::Ones(31)), Eigen::VectorXd::Constant(90, 2));
  EXPECT_TRUE(std::holds_alternative<DenseRows>(Read("X,Outcome\n1,granted\n2,denied\n").rows));
}

TEST(TrainingTable, LeavesOutWhoAPersonIsAndSaysSo) {
  const TrainingTable table = Read(
      "Patient Gender,AgeRange,X,Outcome,zip code,ID\n"
      "a,1,1,granted,1,q1\nb,2,2,denied,2,q2\na,3,3,denied,3,q3\n");
  EXPECT_EQ(table.names, (std::vector<std::string>{"intercept", "X"}));
  ASSERT_EQ(table.warnings.size(), 4u);
  EXPECT_EQ(table.warnings[0], "column 'Patient Gender' may say who a person is and is left out");
  EXPECT_EQ(table.warnings[3], "column 'ID' has more values than half of the rows and is left out");
}

TEST(IsNeverWeighed, GoesByWholeWords) {
  const std::vector<std::string> never = {"sex", "age", "zip_code", "marital_status"};
  for (const char* name : {"Age", "AGE", "age_range", "PatientAge", "Age Range", "patientSex",
                           "Zip Code", "zipCode", "ZIP-CODE", "Marital Status", "age2"}) {
    EXPECT_TRUE(IsNeverWeighed(name, never)) << name;
  }
  for (const char* name :
       {"Dosage", "Agency", "Stage", "Zip", "Code", "Status", "Unisex", "pages", "", "12"}) {
    EXPECT_FALSE(IsNeverWeighed(name, never)) << name;
  }
}

TEST(TrainingTable, TellsWhatIsWrongAndWhere) {
  TableOptions both = Asked();
  both.group = "Outcome";
  TableOptions excluded = Asked();
  excluded.exclude = {"Kinds"};
  TableOptions grouped = Asked();
  grouped.group = "Leter";
  TableOptions positive = Asked("Outcome", "Granted");
  struct Case {
    std::string text;
    TableOptions options;
    std::string said;
  };
  const std::vector<Case> cases = {
      {"", Asked(), "0: is empty"},
      {"X,Outcome\n1,granted\n1,2,3\n", Asked(), "3: has 3 fields where the first line names 2"},
      {"X,Outcome\n1,granted\n\"1\n2\",denied\n7\n", Asked(), "5: has 1 fields"},
      {"X,Outcome\n1,\"granted\n", Asked(), "2: opens a quote that never closes"},
      {"X,X,Outcome\n", Asked(), "1: two columns are called 'X'"},
      {"X,,Outcome\n", Asked(), "1: a column has no name"},
      {"X,Outcom\n1,granted\n", Asked(),
       "1: --label: there is no column 'Outcome'; did you mean "
       "'Outcom'?"},
      {"Kind,Outcome\n", excluded,
       "1: --exclude: there is no column 'Kinds'; did you mean 'Kind'?"},
      {"Letter,Outcome\n", grouped, "did you mean 'Letter'?"},
      {"X,Outcome\n", both, "1: one column cannot be both label and group"},
      {"X,Outcome\n", Asked(), "0: has no row with an outcome"},
      {"X,Outcome\n1,\n", Asked(), "0: has no row with an outcome"},
      {"X,Outcome\n1,granted\n2,denied\n", positive,
       "0: no row has the value 'Granted' in column 'Outcome'; it has 'denied', 'granted'"},
      {"Outcome\ngranted\n", Asked(), "0: has no column to learn from"},
      {"X,Y,Outcome\n1,a,granted\n1,a,denied\n", Asked(), "0: has no column to learn from"},
  };
  for (const Case& c : cases) {
    EXPECT_NE(Wrong(c.text, c.options).find(c.said), std::string::npos)
        << c.said << " but it says " << Wrong(c.text, c.options);
  }
  // Values of a column that is no outcome are not spilled.
  std::string many = "X,Outcome\n";
  for (int i = 0; i < 40; ++i) many += "1,secret" + std::to_string(i) + "\n";
  EXPECT_EQ(Wrong(many).find("secret"), std::string::npos);
}

TEST(TrainingTable, RefusesMoreFeaturesThanCanBeFitted) {
  std::string text = "Kind,Other,Outcome\n";
  for (int i = 0; i < 10000; ++i) {
    text += "v" + std::to_string(i / 2) + "," + std::to_string(i) + ",granted\n";
  }
  const std::string said = Wrong(text);
  EXPECT_NE(said.find("makes 5002 features, more than 4096"), std::string::npos) << said;
  EXPECT_NE(said.find("first 'Kind'"), std::string::npos) << said;
}

}  // namespace
}  // namespace imr
