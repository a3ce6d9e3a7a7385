#include "engine/scoring/training/table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <system_error>
#include <utility>

#include "features/text/csv.h"
#include "features/text/text.h"
#include "features/yaml/diagnostic.h"

namespace imr {
namespace {

constexpr double kSparse = 0.25;
constexpr std::size_t kMostRows = 20'000'000;
constexpr std::size_t kMostValuesListed = 10;
constexpr std::size_t kLongestValueListed = 60;

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// A number as people write them in tables: 12, -3.5, +1e6.
std::optional<double> ToNumber(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

std::string InQuotes(std::string_view name) { return "'" + std::string(name) + "'"; }

enum class Role { kFeature, kLabel, kGroup, kLeftOut };

struct Column {
  std::string name;
  Role role = Role::kFeature;
  bool numeric = true;
  bool has_empty = false;
  std::vector<double> numbers{};  // of a numeric column; NaN: empty
  std::vector<int> codes{};       // of another: number of the value in order of arrival
  std::map<std::string, int, std::less<>> values{};

  int CodeOf(std::string_view value) {
    const auto found = values.find(value);
    if (found != values.end()) return found->second;
    return values.emplace(value, static_cast<int>(values.size())).first->second;
  }
};

class TableReader {
 public:
  TableReader(std::string_view text, const TableOptions& options)
      : text_(text),
        options_(options),
        delimiter_(options.delimiter ? *options.delimiter : GuessDelimiter(text)) {}

  std::variant<TrainingTable, TableError> Run() {
    if (!ReadHead() || !FindKinds() || !Store() || !ReadOutcomes() || !DropUseless()) {
      return *error_;
    }
    if (!Describe()) return *error_;
    Fill();
    return std::move(table_);
  }

 private:
  bool Fail(int line, std::string message) {
    error_ = TableError{line, std::move(message)};
    return false;
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const Column& column : columns_) names.push_back(column.name);
    return names;
  }

  // The column that an option names.
  Column* Find(const std::string& name, const std::string& option) {
    for (Column& column : columns_) {
      if (column.name == name) return &column;
    }
    Fail(1, option + ": there is no column " + InQuotes(name) + Suggestion(name, Names()));
    return nullptr;
  }

  bool ReadHead() {
    CsvReader reader(text_, delimiter_);
    const auto record = reader.Next();
    if (!record) return Fail(0, "is empty; the first line must name the columns");
    if (const auto* error = std::get_if<CsvError>(&*record))
      return Fail(error->line, error->message);
    std::set<std::string> seen;
    for (const std::string_view field : std::get<CsvRecord>(*record)) {
      std::string name(Trimmed(field));
      if (name.empty()) return Fail(reader.line(), "a column has no name");
      if (!seen.insert(name).second) {
        return Fail(reader.line(), "two columns are called " + InQuotes(name));
      }
      columns_.push_back({.name = std::move(name)});
    }
    return AssignRoles();
  }

  bool AssignRoles() {
    for (Column& column : columns_) {
      if (!IsNeverWeighed(column.name, options_.never)) continue;
      column.role = Role::kLeftOut;
      if (column.name != options_.label) {
        table_.warnings.push_back("column " + InQuotes(column.name) +
                                  " may say who a person is and is left out");
      }
    }
    for (const std::string& name : options_.exclude) {
      Column* column = Find(name, "--exclude");
      if (column == nullptr) return false;
      column->role = Role::kLeftOut;
    }
    for (const std::string& name : options_.categorical) {
      Column* column = Find(name, "--categorical");
      if (column == nullptr) return false;
      column->numeric = false;
    }
    if (!options_.group.empty()) {
      Column* column = Find(options_.group, "--group");
      if (column == nullptr) return false;
      column->role = Role::kGroup;
      column->numeric = false;
    }
    Column* label = Find(options_.label, "--label");
    if (label == nullptr) return false;
    if (label->role == Role::kGroup) return Fail(1, "one column cannot be both label and group");
    label->role = Role::kLabel;
    label->numeric = false;
    return true;
  }

  // Calls use(record, line) for each line below the head.
  template <typename Use>
  bool ForEachRecord(Use use) {
    CsvReader reader(text_, delimiter_);
    reader.Next();
    while (const auto record = reader.Next()) {
      if (const auto* error = std::get_if<CsvError>(&*record)) {
        return Fail(error->line, error->message);
      }
      const auto& fields = std::get<CsvRecord>(*record);
      if (fields.size() != columns_.size()) {
        return Fail(reader.line(), "has " + std::to_string(fields.size()) +
                                       " fields where the first line names " +
                                       std::to_string(columns_.size()) + " columns");
      }
      use(fields);
    }
    return true;
  }

  bool FindKinds() {
    return ForEachRecord([&](const CsvRecord& fields) {
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        Column& column = columns_[c];
        const std::string_view value = Trimmed(fields[c]);
        if (column.numeric && !value.empty() && !ToNumber(value)) column.numeric = false;
      }
    });
  }

  bool Store() {
    std::size_t label = 0;
    while (columns_[label].role != Role::kLabel) ++label;
    std::size_t rows = 0;
    const bool read = ForEachRecord([&](const CsvRecord& fields) {
      if (Trimmed(fields[label]).empty()) {
        ++table_.unlabelled;
        return;
      }
      if (++rows > kMostRows) return;
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        Column& column = columns_[c];
        if (column.role == Role::kLeftOut) continue;
        const std::string_view value = Trimmed(fields[c]);
        column.has_empty = column.has_empty || value.empty();
        if (column.numeric) {
          column.numbers.push_back(
              ToNumber(value).value_or(std::numeric_limits<double>::quiet_NaN()));
        } else {
          column.codes.push_back(column.CodeOf(value));
        }
      }
    });
    if (read && rows == 0) return Fail(0, "has no row with an outcome");
    if (read && rows > kMostRows) return Fail(0, "has more than 20 million rows");
    rows_ = static_cast<Eigen::Index>(rows);
    return read;
  }

  bool ReadOutcomes() {
    const auto is = [this](Role role) {
      return std::find_if(columns_.begin(), columns_.end(),
                          [role](const Column& column) { return column.role == role; });
    };
    const Column& label = *is(Role::kLabel);
    const auto positive = label.values.find(std::string(Trimmed(options_.positive)));
    if (positive == label.values.end()) {
      return Fail(0, "no row has the value " + InQuotes(options_.positive) + " in column " +
                         InQuotes(label.name) + Listed(label));
    }
    table_.outcomes.targets.resize(rows_);
    for (Eigen::Index i = 0; i < rows_; ++i) {
      table_.outcomes.targets[i] =
          label.codes[static_cast<std::size_t>(i)] == positive->second ? 1 : 0;
    }
    const auto group = is(Role::kGroup);
    if (group != columns_.end()) {
      table_.groups = group->codes;
    } else {
      for (Eigen::Index i = 0; i < rows_; ++i) table_.groups.push_back(static_cast<int>(i));
    }
    return true;
  }

  // "; it has 'a' and 'b'" where that says more than it gives away.
  static std::string Listed(const Column& label) {
    if (label.values.size() > kMostValuesListed) return "";
    std::string list;
    for (const auto& [value, code] : label.values) {
      if (value.size() > kLongestValueListed) return "";
      list += (list.empty() ? "; it has " : ", ") + InQuotes(value);
    }
    return list;
  }

  bool DropUseless() {
    bool any = false;
    for (Column& column : columns_) {
      if (column.role != Role::kFeature) continue;
      std::string why;
      if (!column.numeric && column.values.size() < 2) {
        why = " is the same in every row";
      } else if (!column.numeric && 2 * column.values.size() > column.codes.size()) {
        why = " has more values than half of the rows";
      } else if (column.numeric && !Varies(column.numbers)) {
        why = " is the same in every row";
      }
      if (why.empty()) {
        any = true;
        continue;
      }
      table_.warnings.push_back("column " + InQuotes(column.name) + why + " and is left out");
      column.role = Role::kLeftOut;
    }
    return any || Fail(0, "has no column to learn from");
  }

  static bool Varies(const std::vector<double>& numbers) {
    const auto known = std::find_if(numbers.begin(), numbers.end(),
                                    [](double number) { return !std::isnan(number); });
    return std::any_of(known, numbers.end(), [&](double number) {
      return std::isnan(number) != std::isnan(*known) || (!std::isnan(number) && number != *known);
    });
  }

  // Names the features and numbers them.
  bool Describe() {
    table_.names = {"intercept"};
    for (Column& column : columns_) {
      first_.push_back(static_cast<Eigen::Index>(table_.names.size()));
      if (column.role != Role::kFeature) continue;
      if (column.numeric) {
        table_.names.push_back(column.name);
        if (column.has_empty) table_.names.push_back(column.name + " is empty");
        filled_ += static_cast<double>(rows_);
      } else {
        int place = 0;
        std::vector<int> places(column.values.size());
        for (const auto& [value, code] : column.values) {
          places[static_cast<std::size_t>(code)] = place++;
          table_.names.push_back(column.name + " = " + (value.empty() ? "(empty)" : value));
        }
        for (int& code : column.codes) code = places[static_cast<std::size_t>(code)];
        filled_ += static_cast<double>(rows_);
      }
    }
    const auto features = static_cast<Eigen::Index>(table_.names.size());
    if (features > kMostWeights) return FailTooMany(features);
    table_.prior = {Eigen::VectorXd::Zero(features), Eigen::VectorXd::Ones(features)};
    table_.prior.deviation[0] = std::numeric_limits<double>::infinity();
    return true;
  }

  bool FailTooMany(Eigen::Index features) {
    const auto widest =
        std::max_element(columns_.begin(), columns_.end(), [](const Column& a, const Column& b) {
          const auto size = [](const Column& c) {
            return c.role == Role::kFeature && !c.numeric ? c.values.size() : 0;
          };
          return size(a) < size(b);
        });
    return Fail(0, "makes " + std::to_string(features) + " features, more than " +
                       std::to_string(kMostWeights) + "; leave columns out with --exclude, first " +
                       InQuotes(widest->name));
  }

  // Calls visit(row, feature, value) row by row, features in order.
  template <typename Visit>
  void ForEachFeature(Visit visit) const {
    std::vector<std::pair<double, double>> scales;  // mean, 1 / deviation
    for (const Column& column : columns_) scales.push_back(Scale(column));
    for (Eigen::Index i = 0; i < rows_; ++i) {
      visit(i, Eigen::Index{0}, 1.0);
      const auto row = static_cast<std::size_t>(i);
      for (std::size_t c = 0; c < columns_.size(); ++c) {
        const Column& column = columns_[c];
        if (column.role != Role::kFeature) continue;
        if (!column.numeric) {
          visit(i, first_[c] + column.codes[row], 1.0);
        } else if (std::isnan(column.numbers[row])) {
          visit(i, first_[c] + 1, 1.0);
        } else {
          visit(i, first_[c], (column.numbers[row] - scales[c].first) * scales[c].second);
        }
      }
    }
  }

  static std::pair<double, double> Scale(const Column& column) {
    double count = 0;
    double mean = 0;
    double squares = 0;
    for (const double number : column.numbers) {  // Welford 1962
      if (std::isnan(number)) continue;
      count += 1;
      const double change = number - mean;
      mean += change / count;
      squares += change * (number - mean);
    }
    return {mean, squares > 0 ? 1 / std::sqrt(squares / count) : 1.0};
  }

  void Fill() {
    const auto features = static_cast<Eigen::Index>(table_.names.size());
    const double cells = static_cast<double>(rows_) * static_cast<double>(features);
    if (filled_ + static_cast<double>(rows_) >= kSparse * cells) {
      auto& rows = table_.rows.emplace<DenseRows>(DenseRows::Zero(rows_, features));
      ForEachFeature([&](Eigen::Index i, Eigen::Index j, double value) { rows(i, j) = value; });
      return;
    }
    auto& rows = table_.rows.emplace<SparseRows>(rows_, features);
    rows.reserve(static_cast<Eigen::Index>(filled_) + rows_);
    Eigen::Index row = -1;
    ForEachFeature([&](Eigen::Index i, Eigen::Index j, double value) {
      for (; row < i; ++row) rows.startVec(row + 1);
      rows.insertBack(i, j) = value;
    });
    rows.finalize();
  }

  const std::string_view text_;
  const TableOptions& options_;
  const char delimiter_;
  std::vector<Column> columns_;
  std::vector<Eigen::Index> first_;  // feature of each column
  Eigen::Index rows_ = 0;
  double filled_ = 0;  // cells that are not 0, without the intercept
  TrainingTable table_;
  std::optional<TableError> error_;
};

// "PatientGender", "zip_code" -> {"patient", "gender"}, {"zip", "code"}.
std::vector<std::string> WordsOf(std::string_view name) {
  std::vector<std::string> words;
  bool inside = false;
  bool after_small = false;
  for (const char c : name) {
    const bool large = c >= 'A' && c <= 'Z';
    const bool small = (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (!large && !small) {
      inside = false;
      after_small = false;
      continue;
    }
    if (!inside || (large && after_small)) words.emplace_back();
    words.back().push_back(large ? static_cast<char>(c - 'A' + 'a') : c);
    inside = true;
    after_small = small;
  }
  return words;
}

}  // namespace

DesignMatrix TrainingTable::design() const {
  if (const auto* dense = std::get_if<DenseRows>(&rows)) return DesignMatrix(*dense);
  return DesignMatrix(std::get<SparseRows>(rows));
}

std::variant<TrainingTable, TableError> ReadTrainingTable(std::string_view bytes,
                                                          const TableOptions& options) {
  if (bytes.size() > kLargestTable) {
    return TableError{0, "is larger than 1 GiB; train on a part of it"};
  }
  const std::string text = ToUtf8(bytes);
  return TableReader(text, options).Run();
}

bool IsNeverWeighed(std::string_view column, const std::vector<std::string>& never) {
  const auto words = WordsOf(column);
  return std::any_of(never.begin(), never.end(), [&](const std::string& entry) {
    const auto sought = WordsOf(entry);
    return !sought.empty() &&
           std::search(words.begin(), words.end(), sought.begin(), sought.end()) != words.end();
  });
}

}  // namespace imr
