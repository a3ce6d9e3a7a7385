#include "engine/rulebook/rule_lint.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "engine/rulebook/precedence.h"
#include "engine/rulebook/satisfiability.h"

namespace imr {
namespace {

using Context = std::vector<const Condition*>;

Context With(Context context, const Condition& condition) {
  context.push_back(&condition);
  return context;
}

std::string LocalId(const Guideline& guideline, const Criterion& criterion) {
  return criterion.id.substr(guideline.id.size() + 1);
}

// One guideline by itself.
class Lint {
 public:
  Lint(const Guideline& guideline, const Vocabulary& vocabulary, Diagnostics& diagnostics)
      : guideline_(guideline),
        vocabulary_(vocabulary),
        diagnostics_(diagnostics),
        treatments_{
            FactAmong{.fact = vocabulary.computed().treatment, .values = guideline.treatments}} {}

  void Run() {
    Context scope = {&treatments_};
    if (guideline_.governs) {
      scope.push_back(&*guideline_.governs);
      if (!CanHold(scope)) {
        Warn(*guideline_.governs, "'governs' can never hold for the treatments of the guideline",
             "never-governs");
        scope.pop_back();
      } else {
        CheckBranches(*guideline_.governs, {&treatments_});
      }
    }
    for (const Criterion& criterion : guideline_.criteria) CheckCriterion(criterion, scope);
    CheckAgreement(scope);
    CheckExamples();
  }

 private:
  bool CanHold(const Context& context) const { return CanHoldTogether(context, vocabulary_); }

  void CheckCriterion(const Criterion& criterion, const Context& scope) {
    Context context = scope;
    if (criterion.when) {
      if (!CanHold(With(scope, *criterion.when))) {
        Warn(*criterion.when,
             "'when' can never hold for the requests that the guideline governs: the criterion "
             "never applies",
             "never-applies");
        return;
      }
      CheckBranches(*criterion.when, scope);
      context.push_back(&*criterion.when);
    }
    if (!CanHold(With(context, criterion.require))) {
      // Where 'when' alone is to blame, loading has said so.
      if (!criterion.when || CanHold({&*criterion.when, &criterion.require})) {
        Warn(criterion.require,
             "'require' can never hold for the requests that the guideline governs", "never-met");
      }
      return;
    }
    const Condition fails = Opposite(criterion.require);
    if (!CanHold(With(context, fails))) {
      Warn(criterion.require,
           "'require' can never fail where the criterion applies: nothing is asked for",
           "never-unmet");
    }
    CheckBranches(criterion.require, context);
  }

  // Every alternative must be possible beside what holds around it.
  void CheckBranches(const Condition& condition, const Context& context) {
    if (const auto* all = std::get_if<AllOf>(&condition.test)) {
      for (const Condition& part : all->parts) {
        Context around = context;
        for (const Condition& other : all->parts) {
          if (&other != &part) around.push_back(&other);
        }
        CheckBranches(part, around);
      }
    } else if (const auto* any = std::get_if<AnyOf>(&condition.test)) {
      CheckAlternatives(any->parts, condition, context);
    } else if (const auto* some = std::get_if<AtLeastOf>(&condition.test)) {
      CheckAlternatives(some->parts, condition, context);
    }
  }

  void CheckAlternatives(const std::vector<Condition>& parts, const Condition& whole,
                         const Context& context) {
    for (const Condition& part : parts) {
      if (CanHold(With(context, part))) {
        CheckBranches(part, context);
      } else {
        Warn(part.line > 0 ? part : whole,
             "this alternative can never hold beside what else is required here",
             "unreachable-branch");
      }
    }
  }

  // Two required criteria that apply together must be able to be met together.
  void CheckAgreement(const Context& scope) {
    const auto& criteria = guideline_.criteria;
    for (std::size_t i = 0; i < criteria.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!Disagree(criteria[j], criteria[i], scope, vocabulary_)) continue;
        Warn(criteria[i].require,
             "no request can meet both this and '" + LocalId(guideline_, criteria[j]) + "' (line " +
                 std::to_string(criteria[j].line) + "), which applies along with it",
             "criteria-disagree");
      }
    }
  }

  void CheckExamples() {
    std::set<std::string> expected;
    for (const Example& example : guideline_.examples) {
      for (const auto& expectation : example.criteria) {
        const bool applies = expectation.status != "not_applicable";
        if (applies) expected.insert(expectation.criterion);
        const bool own = expectation.criterion.starts_with(guideline_.id + "/");
        if (!own || !applies || !example.review || guideline_.in_force.Includes(*example.review)) {
          continue;
        }
        Add(example.line, example.column,
            "the guideline is not in force on the day of review of this example, so its criteria "
            "do not apply",
            "example-not-in-force");
        break;
      }
    }
    for (const Criterion& criterion : guideline_.criteria) {
      if (expected.contains(criterion.id)) continue;
      Add(criterion.line, criterion.column,
          "no example of this guideline expects anything of '" + LocalId(guideline_, criterion) +
              "'; add one that meets it and one that does not",
          "untested-criterion");
    }
  }

 public:
  // Required criteria that may apply together, could each be met, but never both.
  static bool Disagree(const Criterion& a, const Criterion& b, const Context& scope,
                       const Vocabulary& vocabulary) {
    if (a.strength != Strength::kRequired || b.strength != Strength::kRequired) return false;
    if (!ShareAFact(a.require, b.require)) return false;
    Context both = scope;
    if (a.when) both.push_back(&*a.when);
    if (b.when) both.push_back(&*b.when);
    if (CanHoldTogether(With(With(both, a.require), b.require), vocabulary)) return false;
    return CanHoldTogether(With(both, a.require), vocabulary) &&
           CanHoldTogether(With(both, b.require), vocabulary);
  }

 private:
  static bool ShareAFact(const Condition& a, const Condition& b) {
    const std::vector<FactId> of_b = FactsOf(b);
    const std::vector<FactId> of_a = FactsOf(a);
    return std::any_of(of_a.begin(), of_a.end(), [&](FactId fact) {
      return std::find(of_b.begin(), of_b.end(), fact) != of_b.end();
    });
  }

  void Warn(const Condition& at, std::string message, std::string code) {
    Add(at.line, at.column, std::move(message), std::move(code));
  }

  void Add(int line, int column, std::string message, std::string code) {
    diagnostics_.Add({.file = guideline_.file,
                      .line = line,
                      .column = column,
                      .severity = Severity::kWarning,
                      .message = std::move(message),
                      .code = std::move(code)});
  }

  const Guideline& guideline_;
  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  const Condition treatments_;
};

bool Names(const Guideline& guideline, const Guideline& other) {
  return std::find(guideline.supplements.begin(), guideline.supplements.end(), other.id) !=
         guideline.supplements.end();
}

// May both speak on one request?
bool SpeakTogether(const Guideline& a, const Guideline& b) {
  if (!Overlap(a.in_force, b.in_force)) return false;
  const bool together = SourceRank(a.source) == SourceRank(b.source) || SupplementsAll(a) ||
                        SupplementsAll(b) || Names(a, b) || Names(b, a);
  return together && std::any_of(a.treatments.begin(), a.treatments.end(), [&](const auto& one) {
           return std::any_of(b.treatments.begin(), b.treatments.end(), [&](const auto& other) {
             return TreatmentMatches(one, other) || TreatmentMatches(other, one);
           });
         });
}

void LintPair(const Guideline& a, const Guideline& b, const Vocabulary& vocabulary,
              Diagnostics& diagnostics) {
  if (!SpeakTogether(a, b)) return;
  const FactId treatment = vocabulary.computed().treatment;
  const Condition of_a{FactAmong{.fact = treatment, .values = a.treatments}};
  const Condition of_b{FactAmong{.fact = treatment, .values = b.treatments}};
  Context scope = {&of_a, &of_b};
  if (a.governs) scope.push_back(&*a.governs);
  if (b.governs) scope.push_back(&*b.governs);
  if (!CanHoldTogether(scope, vocabulary)) return;
  for (const Criterion& of_second : b.criteria) {
    for (const Criterion& of_first : a.criteria) {
      if (!Lint::Disagree(of_first, of_second, scope, vocabulary)) continue;
      diagnostics.Add({.file = b.file,
                       .line = of_second.require.line,
                       .column = of_second.require.column,
                       .severity = Severity::kWarning,
                       .message = "no request can meet both this and '" + of_first.id + "' (" +
                                  a.file + ":" + std::to_string(of_first.line) +
                                  "), which may be in force and apply along with it",
                       .code = "guidelines-disagree"});
    }
  }
}

}  // namespace

void LintGuidelines(const std::vector<ParsedGuideline>& parsed, const Vocabulary& vocabulary,
                    Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    for (const Diagnostic& style : parsed[i].style.all()) diagnostics.Add(style);
    if (!parsed[i].complete) continue;
    Lint(parsed[i].guideline, vocabulary, diagnostics).Run();
    for (std::size_t j = 0; j < i; ++j) {
      if (parsed[j].complete) {
        LintPair(parsed[j].guideline, parsed[i].guideline, vocabulary, diagnostics);
      }
    }
  }
}

}  // namespace imr
