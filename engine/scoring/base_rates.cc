#include "engine/scoring/base_rates.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "engine/scoring/log_odds.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

struct Shrinkage {
  double family_from_all = 0;
  double treatment_from_family = 0;
  double published = 0;
  double items_per_independent_item = 1;
  double deviation_of_year = 0;
};

struct Figure {
  std::vector<std::string> treatments;  // codes or families; empty for all
  int year = 0;
  double overturned = 0;  // share
  double weight = 1;      // a half when approximate
};

struct Count {
  std::string treatment;  // code or family
  double items = 0;
  double overturned = 0;
};

struct Tables {
  Shrinkage shrinkage;
  std::vector<Figure> all;
  std::vector<Figure> published;
  std::vector<Count> counted;
};

constexpr double kWeightOfApproximate = 0.5;

// Reads the file's tables; what is wrong with them goes to the diagnostics.
class TableReader {
 public:
  TableReader(std::string name, const Vocabulary& vocabulary, Diagnostics& diagnostics)
      : name_(std::move(name)), diagnostics_(diagnostics), codes_(vocabulary.treatments()) {
    std::set<std::string> families;
    for (const std::string& code : vocabulary.treatments()) {
      families.insert(code.substr(0, code.find('.')) + ".*");
    }
    codes_.insert(codes_.end(), families.begin(), families.end());
  }

  Tables Read(const YAML::Node& root) {
    Tables tables;
    MapReader top(root, "the file of base rates", name_, diagnostics_);
    top.Number("version");
    if (const auto node = top.Required("shrinkage")) tables.shrinkage = ReadShrinkage(*node);
    ForEach(top, "all", [&](const YAML::Node& entry) { tables.all.push_back(ReadFigure(entry)); });
    if (tables.all.empty() && top.valid()) {
      top.Error(root, "'all' needs the figure of one year at least", "no-overall-rate");
    }
    ForEach(top, "published", [&](const YAML::Node& entry) {
      tables.published.push_back(ReadFigure(entry, /*of_treatments=*/true));
    });
    if (const auto node = top.Optional("counted")) {
      MapReader counted(*node, "'counted'", name_, diagnostics_);
      counted.RequiredString("note");
      ForEach(counted, "items",
              [&](const YAML::Node& entry) { tables.counted.push_back(ReadCount(entry)); });
      counted.Finish();
    }
    top.Finish();
    return tables;
  }

 private:
  template <typename Read>
  void ForEach(MapReader& reader, std::string_view key, Read read) {
    const auto list = reader.Optional(key);
    if (!list) return;
    if (!list->IsSequence()) {
      reader.Error(*list, "'" + std::string(key) + "' must be a list", "wrong-kind");
      return;
    }
    for (const auto& entry : *list) read(entry);
  }

  double Within(MapReader& reader, std::string_view key, double low, double high) {
    const auto node = reader.Required(key);
    if (!node) return low;
    const auto value = reader.Number(key);
    if (!value) return low;
    if (*value < low || *value > high) {
      reader.Error(*node,
                   "'" + std::string(key) + "' must lie between " +
                       DescribeValue(NumberRange::Exactly(low)) + " and " +
                       DescribeValue(NumberRange::Exactly(high)),
                   "out-of-range");
      return low;
    }
    return *value;
  }

  Shrinkage ReadShrinkage(const YAML::Node& node) {
    constexpr double kMost = 1e6;
    MapReader reader(node, "'shrinkage'", name_, diagnostics_);
    Shrinkage shrinkage;
    shrinkage.family_from_all = Within(reader, "family_from_all", 1, kMost);
    shrinkage.treatment_from_family = Within(reader, "treatment_from_family", 1, kMost);
    shrinkage.published = Within(reader, "published", 0, kMost);
    shrinkage.items_per_independent_item = Within(reader, "items_per_independent_item", 1, 1000);
    shrinkage.deviation_of_year = Within(reader, "deviation_of_year", 0, 5);
    reader.Finish();
    return shrinkage;
  }

  void CheckTreatment(const YAML::Node& at, const std::string& code) {
    if (std::find(codes_.begin(), codes_.end(), code) != codes_.end()) return;
    diagnostics_.Error(name_, at.Mark(),
                       "unknown treatment '" + code + "'" + Suggestion(code, codes_),
                       "unknown-treatment");
  }

  Figure ReadFigure(const YAML::Node& node, bool of_treatments = false) {
    MapReader reader(node, "a figure", name_, diagnostics_);
    Figure figure;
    figure.year = static_cast<int>(Within(reader, "year", 2013, 2100));
    figure.overturned = Within(reader, "overturned", 0.001, 0.999);
    if (reader.YesNo("approximate").value_or(false)) figure.weight = kWeightOfApproximate;
    reader.RequiredString("source");
    if (of_treatments) {
      if (const auto list = reader.Required("treatments")) {
        figure.treatments = reader.Strings("treatments");
        for (std::size_t i = 0; i < figure.treatments.size(); ++i) {
          CheckTreatment(list->IsSequence() ? (*list)[i] : *list, figure.treatments[i]);
        }
      }
    }
    reader.Finish();
    return figure;
  }

  Count ReadCount(const YAML::Node& node) {
    MapReader reader(node, "a count", name_, diagnostics_);
    Count count;
    if (const auto at = reader.Required("treatment")) {
      count.treatment = reader.String("treatment").value_or("");
      CheckTreatment(*at, count.treatment);
      if (!seen_.insert(count.treatment).second) {
        reader.Error(*at, "'" + count.treatment + "' is counted twice", "duplicate-treatment");
      }
    }
    count.items = Within(reader, "items", 1, 1e9);
    count.overturned = Within(reader, "overturned", 0, 1e9);
    if (count.overturned > count.items) {
      reader.Error(node, "more items are overturned than there are", "out-of-range");
    }
    reader.Finish();
    return count;
  }

  std::string name_;
  Diagnostics& diagnostics_;
  std::vector<std::string> codes_;  // treatments and families
  std::set<std::string> seen_;
};

// Weighted mean of log-odds of the figures of each year.
std::map<int, double> YearMeans(const std::vector<Figure>& figures) {
  std::map<int, std::pair<double, double>> sums;
  for (const Figure& figure : figures) {
    auto& [weight, sum] = sums[figure.year];
    weight += figure.weight;
    sum += figure.weight * LogOdds(figure.overturned);
  }
  std::map<int, double> means;
  for (const auto& [year, sum] : sums) means[year] = sum.second / sum.first;
  return means;
}

// Decided items and, among them, those overturned; both need not be whole.
struct Pool {
  double items = 0;
  double overturned = 0;

  void Add(double more, double rate) {
    items += more;
    overturned += more * rate;
  }
  double rate() const { return overturned / items; }
  double log_odds() const { return LogOdds(rate()); }
  double variance() const { return 1.0 / (items * rate() * (1.0 - rate())); }
};

// The two steps from the rate of all to that of one treatment. Years are already taken out.
class Shrinker {
 public:
  Shrinker(const Tables& tables, const std::map<int, double>& year_effects, double mean_log_odds)
      : tables_(tables), year_effects_(year_effects), all_rate_(Logistic(mean_log_odds)) {}

  Pool Treatment(const std::string& code) const {
    const std::string family = code.substr(0, code.find('.')) + ".*";
    Pool family_pool;
    family_pool.Add(tables_.shrinkage.family_from_all, all_rate_);
    AddPublished(family, family_pool);
    for (const Count& count : tables_.counted) {
      const bool inside = count.treatment == family || TreatmentMatches(count.treatment, family);
      if (inside && count.treatment != code) AddCount(count, family_pool);
    }
    Pool pool;
    pool.Add(tables_.shrinkage.treatment_from_family, family_pool.rate());
    AddPublished(code, pool);
    for (const Count& count : tables_.counted) {
      if (count.treatment == code) AddCount(count, pool);
    }
    return pool;
  }

 private:
  void AddPublished(const std::string& code_or_family, Pool& pool) const {
    for (const Figure& figure : tables_.published) {
      if (std::find(figure.treatments.begin(), figure.treatments.end(), code_or_family) ==
          figure.treatments.end()) {
        continue;
      }
      const auto year = year_effects_.find(figure.year);
      const double effect = year == year_effects_.end() ? 0.0 : year->second;
      pool.Add(tables_.shrinkage.published * figure.weight,
               Logistic(LogOdds(figure.overturned) - effect));
    }
  }

  void AddCount(const Count& count, Pool& pool) const {
    pool.Add(count.items / tables_.shrinkage.items_per_independent_item,
             count.overturned / count.items);
  }

  const Tables& tables_;
  const std::map<int, double>& year_effects_;
  double all_rate_;
};

double Square(double x) { return x * x; }

}  // namespace

double BaseRate::probability() const { return Logistic(log_odds); }

std::optional<BaseRates> BaseRates::Load(const std::filesystem::path& path, const std::string& name,
                                         const Vocabulary& vocabulary, Diagnostics& diagnostics) {
  Diagnostics found;
  const auto root = LoadYamlFile(path, name, found);
  Tables tables;
  if (root) tables = TableReader(name, vocabulary, found).Read(*root);
  for (const Diagnostic& diagnostic : found.all()) diagnostics.Add(diagnostic);
  if (found.has_errors()) return std::nullopt;

  BaseRates rates;
  rates.years_ = YearMeans(tables.all);
  double mean = 0;
  for (const auto& [year, log_odds] : rates.years_) mean += log_odds;
  const auto years = static_cast<double>(rates.years_.size());
  mean /= years;
  double spread = 0;
  for (auto& [year, log_odds] : rates.years_) {
    log_odds -= mean;
    spread += Square(log_odds) / std::max(1.0, years - 1.0);
  }
  rates.year_variance_ = Square(tables.shrinkage.deviation_of_year);
  rates.years_variance_ = rates.year_variance_ + spread;

  Pool all;
  all.Add(tables.shrinkage.family_from_all, Logistic(mean));
  rates.all_ = {.log_odds = mean, .variance = all.variance()};
  const Shrinker shrinker(tables, rates.years_, mean);
  for (const std::string& code : vocabulary.treatments()) {
    const Pool pool = shrinker.Treatment(code);
    rates.treatments_[code] = {.log_odds = pool.log_odds(), .variance = pool.variance()};
  }
  return rates;
}

BaseRate BaseRates::Offset(const std::string& treatment, std::optional<int> year) const {
  const auto known = treatments_.find(treatment);
  const Rate& rate = known == treatments_.end() ? all_ : known->second;
  const auto effect = year ? years_.find(*year) : years_.end();
  const bool year_known = effect != years_.end();
  return {.log_odds = rate.log_odds + (year_known ? effect->second : 0.0),
          .deviation = std::sqrt(rate.variance + (year_known ? year_variance_ : years_variance_)),
          .treatment = known == treatments_.end() ? std::string() : treatment};
}

}  // namespace imr
