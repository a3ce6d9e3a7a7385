// Features that no author weighs: the treatment itself, every yes/no fact each way, ranges of
// numbers, and both of these within a family of treatments. Their prior weight is zero, so they say
// nothing until a model has been fitted to rulings. How far they may move is said in
// rules/scoring.yaml under `learned`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/scoring/scoring_weights.h"
#include "features/facts/fact.h"
#include "features/facts/vocabulary.h"

namespace imr {

// One of them. `name` is stable, for models: "fact NAME yes in FAMILY".
struct LearnedFeature {
  std::string name;
  double deviation = 0;  // of the prior around zero
};

class LearnedFeatures {
 public:
  LearnedFeatures(const Vocabulary& vocabulary, const LearnedDeviations& deviations);

  // All there are; what Visit names are indices into it.
  const std::vector<LearnedFeature>& all() const { return all_; }

  // Calls `visit` with the index of every feature that is one for these facts, in a fixed order.
  // All others are zero. Allocates nothing.
  void Visit(const FactSheet& facts, const std::function<void(std::uint32_t)>& visit) const;

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  struct Range {
    double from = 0;
    double under = 0;
    std::uint32_t feature = kNone;
    std::uint32_t first_in_family = kNone;  // families follow one another
  };
  struct Number {
    FactId fact = 0;
    std::vector<Range> ranges;
  };

  std::uint32_t Add(std::string name, double deviation);
  std::uint32_t AddInFamilies(const std::string& name, double deviation);

  std::vector<LearnedFeature> all_;
  FactId treatment_fact_ = 0;
  std::uint32_t intercept_ = kNone;
  std::vector<std::string> families_;
  std::unordered_map<std::string, std::uint32_t> treatments_;  // code -> feature
  std::unordered_map<std::string, std::uint32_t> family_of_;   // code -> index into families_
  std::uint32_t first_family_ = kNone;
  std::vector<std::uint32_t> facts_;            // by FactId; the feature for yes, no follows; kNone
  std::vector<std::uint32_t> facts_in_family_;  // by FactId; yes of every family, then no of every
  std::vector<Number> numbers_;
};

}  // namespace imr
