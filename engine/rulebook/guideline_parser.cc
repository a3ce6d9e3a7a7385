#include "engine/rulebook/guideline_parser.h"

#include <array>
#include <filesystem>
#include <set>
#include <utility>

#include "engine/rulebook/condition_parser.h"
#include "engine/rulebook/example_parser.h"
#include "engine/rulebook/rule_dates.h"
#include "engine/rulebook/satisfiability.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr double kLargestWeight = 10;  // log-odds; e^10 is beyond any evidence there is

std::string Quoted(std::string_view name) { return "'" + std::string(name) + "'"; }

class GuidelineParser {
 public:
  GuidelineParser(const std::string& file, const Vocabulary& vocabulary, Diagnostics& diagnostics)
      : file_(file), vocabulary_(vocabulary), diagnostics_(diagnostics) {}

  ParsedGuideline Parse(const YAML::Node& root) {
    MapReader top(root, "a guideline", file_, diagnostics_);
    Guideline& guideline = parsed_.guideline;
    guideline.file = file_;
    guideline.line = root.Mark().line + 1;
    if (!top.valid()) return std::move(parsed_);
    ParseId(top);
    guideline.title = Text(top, "title");
    top.Required("source");
    guideline.source = top.OneOf("source", {"MTUS", "ACOEM", "ODG", "other"}).value_or("other");
    guideline.section = Text(top, "section");
    ParseInForce(top);
    ParseConfidence(top);
    ParseTreatments(top);
    ParseSupplements(top);
    ParseLimits(top);

    ConditionParser conditions(vocabulary_, limits_, file_, diagnostics_);
    if (const auto node = top.Optional("governs")) {
      guideline.governs = conditions.Parse(*node, "'governs'");
      CheckCanHold(guideline.governs, *node, "'governs'");
    }
    ParseCriteria(top, conditions);
    if (const auto node = top.Optional("examples"); node && !guideline.criteria.empty()) {
      ParseExamples(*node, vocabulary_, diagnostics_, parsed_);
    }
    top.Finish();
    if (!diagnostics_.has_errors()) CheckLimitsUsed(conditions);
    parsed_.complete = !diagnostics_.has_errors();
    return std::move(parsed_);
  }

 private:
  // Text that must say something.
  static std::string Text(MapReader& reader, std::string_view key) {
    const auto node = reader.Required(key);
    if (!node) return "";
    const std::string text = reader.String(key).value_or("");
    if (text.find_first_not_of(" \t\n") == std::string::npos && node->IsScalar()) {
      reader.Error(*node, Quoted(key) + " is empty", "empty-text");
    }
    return text;
  }

  void ParseId(MapReader& top) {
    const auto node = top.Required("guideline");
    if (!node) return;
    parsed_.guideline.id = top.String("guideline").value_or("");
    parsed_.id_mark = node->Mark();
    if (!IsKebabCase(parsed_.guideline.id)) {
      top.Error(*node,
                "an id is written in lower-case words joined by hyphens, like source-chapter-year",
                "bad-id");
    } else if (const std::string stem = std::filesystem::path(file_).stem().string();
               stem != parsed_.guideline.id) {
      top.Warning(*node,
                  "the file should be named " + Quoted(parsed_.guideline.id + ".yaml") +
                      " like the guideline in it",
                  "file-name");
    }
  }

  void ParseInForce(MapReader& top) {
    const auto node = top.Required("in_force");
    if (!node) return;
    parsed_.in_force_mark = node->Mark();
    MapReader reader(*node, "'in_force'", file_, diagnostics_);
    Validity& validity = parsed_.guideline.in_force;
    validity.from = ReadRuleDate(reader, "from", file_, diagnostics_);
    validity.to = ReadRuleDate(reader, "to", file_, diagnostics_);
    reader.Finish();
    if (validity.from && validity.to && *validity.from > *validity.to) {
      top.Error(*node, "'from' is later than 'to'", "dates-reversed");
    }
  }

  void ParseConfidence(MapReader& top) {
    const auto node = top.Required("confidence");
    Guideline& guideline = parsed_.guideline;
    const auto confidence = top.OneOf("confidence", {"high", "medium", "low"});
    guideline.confidence = confidence.value_or("low");
    guideline.confidence_note = top.String("confidence_note").value_or("");
    if (confidence && *confidence != "high" && guideline.confidence_note.empty()) {
      top.Warning(*node, "say under 'confidence_note' why the confidence is not high",
                  "missing-confidence-note");
    }
  }

  void ParseTreatments(MapReader& top) {
    const auto node = top.Required("treatments");
    if (!node) return;
    if (!node->IsSequence() || node->size() == 0) {
      top.Error(*node, "'treatments' must be a list of treatments", "wrong-kind");
      return;
    }
    for (const auto& entry : *node) {
      const std::string code = AsString(entry).value_or("");
      if (!vocabulary_.IsTreatmentOrFamily(code)) {
        top.Error(
            entry,
            "there is no treatment " + Quoted(code) + Suggestion(code, vocabulary_.treatments()),
            "unknown-treatment");
      } else {
        CheckTreatmentTwice(entry, code);
        parsed_.guideline.treatments.push_back(code);
      }
    }
  }

  void CheckTreatmentTwice(const YAML::Node& at, const std::string& code) {
    for (const std::string& other : parsed_.guideline.treatments) {
      if (TreatmentMatches(code, other) || TreatmentMatches(other, code)) {
        Style(at, Quoted(code) + " and " + Quoted(other) + " name the same treatment twice",
              "duplicate-treatment");
        return;
      }
    }
  }

  void ParseSupplements(MapReader& top) {
    parsed_.guideline.supplements = top.Strings("supplements");
    const auto node = top.Optional("supplements");
    if (!node) return;
    if (node->IsScalar()) parsed_.supplements.push_back({node->Scalar(), node->Mark()});
    if (!node->IsSequence()) return;
    for (const auto& entry : *node) {
      if (entry.IsScalar()) parsed_.supplements.push_back({entry.Scalar(), entry.Mark()});
    }
  }

  void ParseLimits(MapReader& top) {
    const auto node = top.Optional("limits");
    if (!node) return;
    if (!node->IsMap()) {
      top.Error(*node, "'limits' must be a mapping of names to numbers", "not-a-mapping");
      return;
    }
    for (const auto& entry : *node) {
      const std::string name = AsString(entry.first).value_or("");
      const auto number = AsNumber(entry.second);
      if (!number) {
        top.Error(entry.second, "the limit " + Quoted(name) + " must be a number", "wrong-kind");
      }
      if (vocabulary_.Find(name)) {
        top.Error(entry.first, "the limit " + Quoted(name) + " has the name of a fact",
                  "ambiguous-limit");
      }
      // A limit in error keeps its name, so that its uses are not errors too.
      if (!limits_.emplace(name, number.value_or(0)).second) {
        top.Error(entry.first, "the limit " + Quoted(name) + " stands twice", "duplicate-key");
      }
      parsed_.guideline.limits.emplace_back(name, number.value_or(0));
      limit_marks_.push_back({name, entry.first.Mark()});
    }
    for (const Reference& limit : limit_marks_) CheckLimitOrder(limit);
  }

  // "least_visits: 8, most_visits: 6": of two limits of one name the lower is the larger.
  void CheckLimitOrder(const Reference& limit) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEnds = {
        {{"least", "most"},
         {"fewest", "most"},
         {"min", "max"},
         {"minimum", "maximum"},
         {"shortest", "longest"},
         {"lowest", "highest"}}};
    for (const auto& [low, high] : kEnds) {
      const std::string prefix = std::string(low) + "_";
      if (!limit.name.starts_with(prefix)) continue;
      const auto other = limits_.find(std::string(high) + limit.name.substr(low.size()));
      if (other == limits_.end() || limits_.at(limit.name) <= other->second) continue;
      parsed_.style.Warning(file_, limit.mark,
                            Quoted(limit.name) + " is larger than " + Quoted(other->first),
                            "limits-reversed");
    }
  }

  void CheckLimitsUsed(const ConditionParser& conditions) {
    for (const Reference& limit : limit_marks_) {
      if (conditions.used_limits().contains(limit.name)) continue;
      diagnostics_.Warning(file_, limit.mark, "no condition uses the limit " + Quoted(limit.name),
                           "unused-limit");
    }
  }

  void ParseCriteria(MapReader& top, ConditionParser& conditions) {
    const auto node = top.Optional("criteria");
    if (!node || !node->IsSequence() || node->size() == 0) {
      top.Error(node ? *node : top.node(), "a guideline needs a list of criteria", "no-criteria");
      return;
    }
    std::set<std::string> seen;
    for (const auto& entry : *node) {
      MapReader reader(entry, "a criterion", file_, diagnostics_);
      if (reader.valid()) {
        parsed_.guideline.criteria.push_back(ParseCriterion(reader, conditions, seen));
      }
      reader.Finish();
    }
  }

  Criterion ParseCriterion(MapReader& reader, ConditionParser& conditions,
                           std::set<std::string>& seen) {
    Criterion criterion;
    criterion.line = reader.mark().line + 1;
    criterion.column = reader.mark().column + 1;
    ParseCriterionId(reader, criterion, seen);
    criterion.text = Text(reader, "text");
    criterion.ask = reader.String("ask").value_or("");
    CheckStyle(reader, criterion);
    const bool required = !reader.Optional("strength") ||
                          reader.OneOf("strength", {"required", "supporting"}) == "required";
    criterion.strength = required ? Strength::kRequired : Strength::kSupporting;
    criterion.undocumented = reader.OneOf("undocumented", {"against", "neutral"}) == "against"
                                 ? OnSilence::kAgainst
                                 : OnSilence::kNeutral;
    ParseWeight(reader, criterion);
    ParseCitation(reader, criterion.cite);
    if (const auto node = reader.Optional("when")) {
      criterion.when = conditions.Parse(*node, "'when'");
      CheckCanHold(criterion.when, *node, "'when'");
    }
    if (const auto node = reader.Required("require")) {
      const auto require = conditions.Parse(*node, "'require'");
      if (require) {
        criterion.require = *require;
        if (CheckCanHold(require, *node, "'require'") && criterion.when &&
            !CanHoldTogether({&*criterion.when, &*require}, vocabulary_)) {
          reader.Warning(*node, "'require' can never hold where 'when' does", "never-met");
        }
      }
    }
    if (criterion.strength == Strength::kRequired && criterion.ask.empty()) {
      reader.Warning(reader.node(),
                     "a required criterion should say under 'ask' what to ask the provider for",
                     "missing-ask");
    }
    return criterion;
  }

  void CheckStyle(MapReader& reader, const Criterion& criterion) {
    constexpr std::size_t kLongText = 400;
    const auto text = reader.Optional("text");
    if (text && !criterion.text.empty() && !criterion.text.ends_with('.')) {
      Style(*text, "'text' is a sentence: end it with a full stop", "text-style");
    }
    if (text && criterion.text.size() > kLongText) {
      Style(*text, "'text' is longer than 400 characters; say it shorter or split the criterion",
            "long-text");
    }
    if (text && !criterion.text.empty() && !texts_.insert(criterion.text).second) {
      Style(*text, "another criterion of this guideline has the same text", "duplicate-text");
    }
    if (criterion.ask.ends_with('.') || criterion.ask.ends_with('?')) {
      Style(*reader.Optional("ask"),
            "'ask' goes on from 'please document': no sentence, no full stop or question mark at "
            "its end",
            "ask-style");
    }
  }

  void Style(const YAML::Node& at, std::string message, std::string code) {
    parsed_.style.Warning(file_, at.Mark(), std::move(message), std::move(code));
  }

  void ParseCriterionId(MapReader& reader, Criterion& criterion, std::set<std::string>& seen) {
    const auto node = reader.Required("id");
    const std::string id = reader.String("id").value_or("");
    criterion.id = parsed_.guideline.id + "/" + id;
    if (!node) return;
    if (!IsKebabCase(id)) {
      reader.Error(*node, "an id is written in lower-case words joined by hyphens", "bad-id");
    } else if (!seen.insert(id).second) {
      reader.Error(*node, "the criterion " + Quoted(id) + " stands twice", "duplicate-criterion");
    }
  }

  void ParseWeight(MapReader& reader, Criterion& criterion) {
    criterion.weight = reader.Number("weight");
    if (criterion.weight && (*criterion.weight <= 0 || *criterion.weight > kLargestWeight)) {
      reader.Error(*reader.Optional("weight"),
                   "'weight' is a log-odds above 0 and at most 10; what speaks against a request "
                   "is an unmet 'require', not a negative weight",
                   "bad-weight");
    }
  }

  void ParseCitation(MapReader& criterion, Citation& cite) {
    cite.source = parsed_.guideline.source;
    cite.effective = parsed_.guideline.in_force;
    const auto node = criterion.Required("cite");
    if (!node) return;
    MapReader reader(*node, "'cite'", file_, diagnostics_);
    cite.section = Text(reader, "section");
    cite.pages = reader.String("pages");
    if (const auto source = reader.String("source")) cite.source = *source;
    reader.Finish();
  }

  bool CheckCanHold(const std::optional<Condition>& condition, const YAML::Node& node,
                    const std::string& what) {
    if (!condition || CanHoldTogether({&*condition}, vocabulary_)) return true;
    diagnostics_.Error(file_, node.Mark(),
                       what + " can never hold: its parts contradict each other", "never-holds");
    return false;
  }

  const std::string& file_;
  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  Limits limits_;
  std::vector<Reference> limit_marks_;
  std::set<std::string> texts_;
  ParsedGuideline parsed_;
};

}  // namespace

bool IsKebabCase(std::string_view id) {
  if (id.empty() || id.front() == '-' || id.back() == '-') return false;
  return id.find("--") == std::string_view::npos &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

ParsedGuideline ParseGuideline(const YAML::Node& root, const std::string& file,
                               const Vocabulary& vocabulary, Diagnostics& diagnostics) {
  return GuidelineParser(file, vocabulary, diagnostics).Parse(root);
}

}  // namespace imr
