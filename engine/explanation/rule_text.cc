#include "engine/explanation/rule_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "engine/explanation/page.h"

namespace imr {
namespace {

// Which answers of the record to a yes/no fact satisfy a condition.
enum : unsigned { kNone = 0, kYes = 1, kNo = 2, kSilent = 4 };

struct Answers {
  FactId fact = 0;
  unsigned accepted = kNone;
  bool silence_settles = false;  // silence makes the condition a no, not an unknown
};

class Words {
 public:
  explicit Words(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  Statement Of(const Condition& condition) const {
    if (const auto answers = AnswersOf(condition); answers && answers->accepted != kNone) {
      return {Record(*answers)};
    }
    return std::visit([&](const auto& test) { return Of(test); }, condition.test);
  }

 private:
  std::string Name(FactId fact) const { return Spaced(vocabulary_.Definition(fact).name); }

  bool IsYesNo(FactId fact) const {
    return vocabulary_.Definition(fact).type == FactType::kDocumented;
  }

  std::optional<Answers> AnswersOf(const Condition& condition) const {
    if (const auto* is = std::get_if<FactIs>(&condition.test)) {
      return Answers{is->fact, is->value ? kYes : kNo};
    }
    if (const auto* is = std::get_if<FactDocumented>(&condition.test); is && IsYesNo(is->fact)) {
      return Answers{is->fact, is->documented ? kYes | kNo : kSilent, is->documented};
    }
    if (const auto* any = std::get_if<AnyOf>(&condition.test)) return AnswersOfAny(*any);
    if (const auto* negation = std::get_if<NotOf>(&condition.test)) {
      const auto answers = AnswersOf(negation->part.front());
      if (!answers) return std::nullopt;
      const bool silent = (answers->accepted & kSilent) != 0;
      return Answers{answers->fact, ~answers->accepted & (kYes | kNo), silent};
    }
    return std::nullopt;
  }

  std::optional<Answers> AnswersOfAny(const AnyOf& any) const {
    std::optional<Answers> all;
    for (const Condition& part : any.parts) {
      const auto one = AnswersOf(part);
      if (!one || (all && all->fact != one->fact)) return std::nullopt;
      if (!all) {
        all = one;
      } else {
        all->accepted |= one->accepted;
        all->silence_settles = all->silence_settles && one->silence_settles;
      }
    }
    return all;
  }

  std::string Record(const Answers& answers) const {
    constexpr std::array<std::string_view, 8> kSays = {"",
                                                       "shows",
                                                       "denies",
                                                       "says yes or no to",
                                                       "does not mention",
                                                       "shows or does not mention",
                                                       "denies or does not mention",
                                                       "says anything or nothing of"};
    std::string words = "the record " + std::string(kSays.at(answers.accepted)) + ": ";
    words += Name(answers.fact);
    if (answers.silence_settles && (answers.accepted == kYes || answers.accepted == kNo)) {
      words += answers.accepted == kYes ? " (silence counts as no)" : " (silence counts as yes)";
    }
    return words;
  }

  Statement List(std::string words, const std::vector<Condition>& parts) const {
    Statement statement{std::move(words)};
    for (const Condition& part : parts) statement.parts.push_back(Of(part));
    return statement;
  }

  Statement Of(const AllOf& all) const { return List("all of:", all.parts); }
  Statement Of(const AnyOf& any) const { return List("at least one of:", any.parts); }
  Statement Of(const AtLeastOf& some) const {
    return List("at least " + std::to_string(some.count) + " of:", some.parts);
  }

  Statement Of(const NotOf& negation) const {
    const Condition& part = negation.part.front();
    if (const auto* any = std::get_if<AnyOf>(&part.test)) return List("none of:", any->parts);
    if (const auto* all = std::get_if<AllOf>(&part.test)) return List("not all of:", all->parts);
    if (const auto* among = std::get_if<FactAmong>(&part.test)) {
      return {Among(*among, among->all             ? "are not only"
                            : Several(among->fact) ? "do not include"
                                                   : "is not")};
    }
    if (const auto* compare = std::get_if<Compare>(&part.test);
        compare && compare->low == compare->high) {
      return {QuantityWords(compare->quantity) + " not " + NumberWords(compare->low)};
    }
    return {"not:", {Of(part)}};
  }

  Statement Of(const FactIs& is) const { return {Record({is.fact, is.value ? kYes : kNo})}; }

  Statement Of(const FactDocumented& is) const {
    return {"the record " + std::string(is.documented ? "states" : "does not state") + ": " +
            Name(is.fact)};
  }

  Statement Of(const FactAmong& among) const {
    return {Among(among, among.all ? "are nothing but" : Several(among.fact) ? "include" : "is")};
  }

  bool Several(FactId fact) const { return vocabulary_.Definition(fact).type == FactType::kCodes; }

  std::string Among(const FactAmong& among, const std::string& verb) const {
    std::vector<std::string> values;
    const bool treatment = among.fact == vocabulary_.computed().treatment;
    for (const std::string& value : among.values) {
      values.push_back(treatment ? TreatmentWords(value) : Spaced(value));
    }
    return Name(among.fact) + " " + verb + " " + Joined(values);
  }

  Statement Of(const Compare& compare) const {
    return {QuantityWords(compare.quantity) + " " + Bounds(compare)};
  }

  static std::string Bounds(const Compare& compare) {
    if (compare.low == compare.high) return "exactly " + NumberWords(compare.low);
    const bool low = std::isfinite(compare.low);
    const bool high = std::isfinite(compare.high);
    if (low && high && compare.low_included && compare.high_included) {
      return "between " + NumberWords(compare.low) + " and " + NumberWords(compare.high);
    }
    std::string words;
    if (low) words = (compare.low_included ? "at least " : "more than ") + NumberWords(compare.low);
    if (high) {
      words += low ? " and " : "";
      words += (compare.high_included ? "at most " : "less than ") + NumberWords(compare.high);
    }
    return words;
  }

  std::string QuantityWords(const Quantity& quantity, bool nested = false) const {
    if (quantity.kind == Quantity::Kind::kConstant) return NumberWords(quantity.constant);
    if (quantity.kind == Quantity::Kind::kFact) return Name(quantity.fact);
    const std::string_view operation = quantity.kind == Quantity::Kind::kSum          ? " plus "
                                       : quantity.kind == Quantity::Kind::kDifference ? " minus "
                                       : quantity.kind == Quantity::Kind::kProduct    ? " times "
                                                                                   : " divided by ";
    std::string words;
    for (const Quantity& operand : quantity.operands) {
      if (!words.empty()) words += operation;
      words += QuantityWords(operand, true);
    }
    return nested ? "(" + words + ")" : words;
  }

  static Statement Of(const DateWithin& within) {
    std::string words = within.which == DateWithin::Which::kReview ? "reviewed" : "injured";
    if (within.from) words += " on or after " + FormatDate(*within.from);
    if (within.from && within.before) words += " and";
    if (within.before) words += " before " + FormatDate(*within.before);
    return {words};
  }

  const Vocabulary& vocabulary_;
};

}  // namespace

Statement InWords(const Condition& condition, const Vocabulary& vocabulary) {
  return Words(vocabulary).Of(condition);
}

std::string NumberWords(double value) {
  std::array<char, 352> digits{};  // the largest double has 309 before the point
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return error == std::errc() ? std::string(digits.data(), end) : "n/a";
}

std::string Joined(const std::vector<std::string>& words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
    out += words[i];
  }
  return out;
}

std::string TreatmentWords(std::string_view code) {
  if (code == "*") return "any treatment";
  constexpr std::string_view kFamily = ".*";
  if (code.ends_with(kFamily)) {
    return "any " + Spaced(std::string(code.substr(0, code.size() - kFamily.size())));
  }
  return std::string(code);
}

std::string FactInWords(const FactDefinition& definition, const FactValue& value) {
  return Spaced(definition.name) + ": " + Spaced(DescribeValue(value));
}

}  // namespace imr
