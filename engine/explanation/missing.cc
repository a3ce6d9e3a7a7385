#include "engine/explanation/missing.h"

#include <algorithm>
#include <set>

namespace imr {
namespace {

// A fact that is not on the sheet, or a number that is only bounded.
bool IsUnknown(const FactSheet& facts, FactId id) {
  if (facts.Find(id) == nullptr) return true;
  const auto number = facts.Number(id);
  return number && !number->exact();
}

std::string QuestionOf(const FactDefinition& definition) {
  if (!definition.ask.empty()) return definition.ask;
  if (!definition.meaning.empty()) {
    return definition.meaning.substr(0, definition.meaning.find_first_of(";:"));
  }
  std::string name = definition.name;
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

class Questions {
 public:
  Questions(const FactSheet& facts, const Vocabulary& vocabulary)
      : facts_(facts), vocabulary_(vocabulary) {}

  // Asks for what `criterion` misses among the facts `concerned`; `perhaps` when nobody knows
  // whether it applies.
  void Ask(const Criterion& criterion, const std::vector<FactId>& concerned, bool perhaps) {
    std::vector<FactId> unknown;
    for (const FactId id : concerned) {
      if (IsUnknown(facts_, id)) unknown.push_back(id);
    }
    const bool all_asked =
        !unknown.empty() && std::all_of(unknown.begin(), unknown.end(),
                                        [&](FactId id) { return asked_about_.contains(id); });
    if (all_asked) return;
    if (!criterion.ask.empty()) {
      Add(criterion.ask, perhaps);
      asked_about_.insert(unknown.begin(), unknown.end());
      return;
    }
    for (const FactId id : unknown) {
      if (asked_about_.insert(id).second) Add(QuestionOf(vocabulary_.Definition(id)), false);
    }
  }

  std::vector<std::string> Take() {
    if (questions_.size() > kMostQuestions) questions_.resize(kMostQuestions);
    return std::move(questions_);
  }

 private:
  void Add(const std::string& question, bool perhaps) {
    if (!seen_.insert(question).second) return;
    questions_.push_back(perhaps ? "if it applies: " + question : question);
  }

  const FactSheet& facts_;
  const Vocabulary& vocabulary_;
  std::set<FactId> asked_about_;
  std::set<std::string> seen_;
  std::vector<std::string> questions_;
};

}  // namespace

std::vector<std::string> MissingDocumentation(const MatchResult& match, const FactSheet& facts,
                                              const Vocabulary& vocabulary) {
  Questions questions(facts, vocabulary);
  auto ask_undocumented = [&](Strength strength) {
    for (const CriterionOutcome& outcome : match.outcomes) {
      if (outcome.status == Status::kUndocumented && outcome.criterion->strength == strength) {
        questions.Ask(*outcome.criterion, outcome.facts, false);
      }
    }
  };
  auto ask_perhaps = [&](Strength strength) {
    for (const Criterion* criterion : match.perhaps) {
      if (criterion->strength != strength) continue;
      std::vector<FactId> concerned;
      if (criterion->when) concerned = FactsOf(*criterion->when);
      questions.Ask(*criterion, concerned, true);
    }
  };
  ask_undocumented(Strength::kRequired);
  ask_perhaps(Strength::kRequired);
  ask_perhaps(Strength::kSupporting);
  ask_undocumented(Strength::kSupporting);
  return questions.Take();
}

}  // namespace imr
