#include "engine/explanation/rule_book.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/explanation/page.h"
#include "engine/rulebook/guideline_parser.h"
#include "engine/rulebook/precedence.h"

namespace imr {
namespace {

std::string InForceWords(const Validity& validity) {
  if (validity.from && validity.to) {
    return FormatDate(*validity.from) + " to " + FormatDate(*validity.to);
  }
  if (validity.from) return "from " + FormatDate(*validity.from);
  if (validity.to) return "to " + FormatDate(*validity.to);
  return "always";
}

std::string TallyWords(const Tally& tally) {
  std::string words = std::to_string(tally.items);
  if (tally.items == 0) return words;
  if (tally.ruled == 0) return words + " (no ruling known)";
  words += " (" + std::to_string(tally.overturned) + " overturned";
  if (tally.ruled < tally.items) words += " of " + std::to_string(tally.ruled) + " ruled";
  return words + ")";
}

std::string StatusWords(std::string status) {
  if (status == "not_applicable") return "does not apply";
  return status == "undocumented" ? "not documented" : status;
}

// "criterion" of "guideline/criterion" in its own guideline.
std::string ShortId(const std::string& id, const Guideline& guideline) {
  return id.starts_with(guideline.id + "/") ? id.substr(guideline.id.size() + 1) : id;
}

class BookWriter {
 public:
  explicit BookWriter(const RuleBookContent& content) : content_(content) {}

  RuleBook Write() {
    RuleBook book;
    book.title = "Rule book";
    book.about = About();
    for (const RuleChoice& choice : content_.rules) book.guidelines.push_back(Page(choice));
    for (const FactId fact : facts_) {
      const FactDefinition& definition = content_.vocabulary.Definition(fact);
      if (!definition.meaning.empty()) {
        book.glossary.emplace_back(Spaced(definition.name), definition.meaning);
      }
    }
    std::sort(book.glossary.begin(), book.glossary.end());
    return book;
  }

 private:
  std::string About() const {
    const std::size_t n = content_.rules.size();
    std::string words = std::to_string(n) + (n == 1 ? " guideline" : " guidelines") +
                        " of the rules sha256:" + content_.rules_hash.substr(0, 12) + ", imr " +
                        content_.version + ".";
    if (content_.use == nullptr) return words;
    const Tally& all = content_.use->all();
    return words + " On a corpus of " + std::to_string(content_.cases) +
           (content_.cases == 1 ? " case with " : " cases with ") + std::to_string(all.items) +
           (all.items == 1 ? " request" : " requests") + "; " + std::to_string(all.overturned) +
           " of " + std::to_string(all.ruled) + " rulings overturned the denial.";
  }

  BookGuideline Page(const RuleChoice& choice) {
    const Guideline& guideline = *choice.guideline;
    BookGuideline page{.id = guideline.id,
                       .title = guideline.title,
                       .source = guideline.source,
                       .lines = {},
                       .criteria = {},
                       .examples = {}};
    auto line = [&](const std::string& label, std::string words) {
      page.lines.push_back({label, {std::move(words)}});
    };
    line("Source", guideline.source + ", " + guideline.section);
    line("In force", InForceWords(guideline.in_force));
    line("Confidence",
         guideline.confidence +
             (guideline.confidence_note.empty() ? "" : ". " + guideline.confidence_note));
    std::vector<std::string> treatments;
    for (const std::string& code : guideline.treatments) treatments.push_back(TreatmentWords(code));
    line("Speaks on", Joined(treatments, "and"));
    if (guideline.governs) page.lines.push_back({"Only when", Words(*guideline.governs)});
    if (SupplementsAll(guideline)) {
      line("Goes along with", "whatever else governs the request");
    } else if (!guideline.supplements.empty()) {
      line("Goes along with", Joined(guideline.supplements, "and"));
    }
    if (!guideline.limits.empty()) line("Numbers", Limits(guideline));
    if (content_.use != nullptr) {
      line("On the corpus", "governed " + TallyWords(content_.use->Governed(guideline)));
    }
    for (const Criterion* criterion : choice.criteria) {
      page.criteria.push_back(Page(guideline, *criterion));
    }
    for (const Example& example : guideline.examples) {
      if (Concerns(example, choice)) page.examples.push_back(Page(guideline, example));
    }
    return page;
  }

  static std::string Limits(const Guideline& guideline) {
    std::string words;
    for (const auto& [name, value] : guideline.limits) {
      words += (words.empty() ? "" : "; ") + Spaced(name) + " " + NumberWords(value);
    }
    return words;
  }

  BookCriterion Page(const Guideline& guideline, const Criterion& criterion) {
    BookCriterion page{.id = ShortId(criterion.id, guideline),
                       .required = criterion.strength == Strength::kRequired,
                       .text = criterion.text,
                       .lines = {}};
    auto line = [&](const std::string& label, std::string words) {
      page.lines.push_back({label, {std::move(words)}});
    };
    if (criterion.when) page.lines.push_back({"Applies when", Words(*criterion.when)});
    page.lines.push_back({"Met when", Words(criterion.require)});
    if (criterion.undocumented == OnSilence::kAgainst) {
      line("Silence", "counts against the request");
    }
    if (criterion.weight) {
      line("Weight",
           NumberWords(*criterion.weight) + " in log-odds when met, as much against when unmet");
    }
    if (!criterion.ask.empty()) line("Ask for", criterion.ask);
    line("Cites", criterion.cite.source + ", " + criterion.cite.section +
                      (criterion.cite.pages ? ", p. " + *criterion.cite.pages : ""));
    if (content_.use != nullptr) line("On the corpus", UseWords(guideline, criterion));
    return page;
  }

  std::string UseWords(const Guideline& guideline, const Criterion& criterion) const {
    const CriterionUse use = content_.use->Of(criterion);
    const int aside = content_.use->Governed(guideline).items - use.applied();
    if (use.applied() == 0) return "never applied";
    std::string words = "met " + TallyWords(use.met) + ", unmet " + TallyWords(use.unmet) +
                        ", not documented " + TallyWords(use.undocumented);
    if (aside > 0) words += ", not applicable " + std::to_string(aside);
    return words;
  }

  // Of a part of a guideline only the examples that say something of it.
  static bool Concerns(const Example& example, const RuleChoice& choice) {
    if (choice.whole()) return true;
    return std::any_of(example.criteria.begin(), example.criteria.end(), [&](const auto& expected) {
      return std::any_of(choice.criteria.begin(), choice.criteria.end(),
                         [&](const Criterion* c) { return c->id == expected.criterion; });
    });
  }

  BookExample Page(const Guideline& guideline, const Example& example) {
    BookExample page{.name = example.name, .holds = true, .lines = {}};
    std::string given;
    for (const auto& [id, fact] : example.facts) {
      facts_.insert(id);
      given +=
          (given.empty() ? "" : "; ") + FactInWords(content_.vocabulary.Definition(id), fact.value);
    }
    if (!given.empty()) page.lines.push_back({"Given", {given}});
    std::string expected;
    for (const Example::Expectation& expectation : example.criteria) {
      expected += (expected.empty() ? "" : "; ") + ShortId(expectation.criterion, guideline) +
                  ": " + StatusWords(expectation.status);
    }
    if (example.prediction) {
      expected +=
          (expected.empty() ? "" : "; ") + std::string("prediction: ") + *example.prediction;
    }
    page.lines.push_back({"Comes out", {expected}});
    for (const ExampleFailure& failure : content_.failures) {
      if (failure.example != &example) continue;
      page.holds = false;
      page.lines.push_back(
          {"But found",
           {ShortId(failure.expectation, guideline) + ": " + StatusWords(failure.found)}});
    }
    return page;
  }

  Statement Words(const Condition& condition) {
    for (const FactId fact : FactsOf(condition)) facts_.insert(fact);
    return InWords(condition, content_.vocabulary);
  }

  const RuleBookContent& content_;
  std::set<FactId> facts_;
};

}  // namespace

RuleBook BookOf(const RuleBookContent& content) { return BookWriter(content).Write(); }

}  // namespace imr
