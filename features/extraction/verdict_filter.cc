#include "features/extraction/verdict_filter.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "features/lexicon/fact_lexicon.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr int kShortQuotationWords = 7;  // shorter ones are the patient's or the record's words
constexpr std::size_t kLongestQuotation = 6000;
constexpr int kFewestWords = 5;  // of what is left of a sentence

bool OpensQuotation(std::string_view text, std::size_t i, bool inside) {
  const bool before = i == 0 || std::string_view(" \n\t([:-").find(text[i - 1]) != text.npos;
  const bool after = i + 1 < text.size() && text[i + 1] != ' ' && text[i + 1] != '\n';
  return before && (after || !inside);
}

// The stretches between straight double quotes, by their end: an inner quotation comes before the
// one around it. One that is never closed lasts to the end of its sentence.
std::vector<Span> QuotedStretches(std::string_view text) {
  std::vector<Span> quoted;
  std::vector<std::uint32_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '"') continue;
    const auto at = static_cast<std::uint32_t>(i);
    if (OpensQuotation(text, i, !open.empty())) {
      open.push_back(at);
    } else if (!open.empty()) {
      quoted.push_back({open.back(), at + 1});
      open.pop_back();
    }
  }
  if (open.empty()) return quoted;
  auto next = open.begin();
  for (const Span sentence : SplitSentences(text)) {
    for (; next != open.end() && *next < sentence.end; ++next) {
      quoted.push_back({*next, sentence.end});
    }
  }
  return quoted;
}

// What stands between long quotations.
std::vector<std::string_view> WithoutQuotations(std::string_view text) {
  std::vector<Span> quoted = QuotedStretches(text);
  std::sort(quoted.begin(), quoted.end(),
            [](Span a, Span b) { return a.start != b.start ? a.start < b.start : a.end > b.end; });
  std::vector<std::string_view> stretches;
  std::size_t from = 0;
  for (const Span q : quoted) {
    const std::string_view words = text.substr(q.start, q.end - q.start);
    if (q.start < from || words.size() > kLongestQuotation ||
        std::count(words.begin(), words.end(), ' ') < kShortQuotationWords) {
      continue;
    }
    stretches.push_back(text.substr(from, q.start - from));
    from = q.end;
  }
  stretches.push_back(text.substr(from));
  return stretches;
}

bool EndsSentence(std::string_view sentence) {
  while (!sentence.empty() && (sentence.back() == '"' || sentence.back() == ')')) {
    sentence.remove_suffix(1);
  }
  return !sentence.empty() &&
         std::string_view(".!?").find(sentence.back()) != std::string_view::npos;
}

// The parts between semicolons.
std::vector<std::string_view> Clauses(std::string_view sentence) {
  std::vector<std::string_view> clauses;
  std::size_t from = 0;
  while (from <= sentence.size()) {
    const std::size_t to = std::min(sentence.find(';', from), sentence.size());
    std::string_view clause = sentence.substr(from, to - from);
    while (!clause.empty() && clause.front() == ' ') clause.remove_prefix(1);
    if (!clause.empty()) clauses.push_back(clause);
    from = to + 1;
  }
  return clauses;
}

}  // namespace

class VerdictLoader {
 public:
  static std::shared_ptr<const VerdictFilter> Load(const std::filesystem::path& directory,
                                                   Diagnostics& diagnostics) {
    const std::string file = "lexicon/verdicts.yaml";
    const auto root = LoadYamlFile(directory / "verdicts.yaml", file, diagnostics);
    if (!root) return nullptr;
    auto filter = std::make_shared<VerdictFilter>();
    bool good = true;
    MapReader top(*root, "verdicts.yaml", file, diagnostics);
    top.Number("version");
    std::map<std::string, std::string> fragments;
    if (const auto define = top.Optional("define"); define && define->IsMap()) {
      for (const auto& entry : *define) {
        std::string unknown;
        const auto text = ExpandFragments(entry.second.Scalar(), fragments, &unknown);
        if (text) fragments[entry.first.Scalar()] = *text;
      }
    }
    constexpr std::array<std::pair<std::string_view, VerdictFilter::Role>, 7> kLists = {
        {{"verdict", VerdictFilter::Role::kVerdict},
         {"tail", VerdictFilter::Role::kTail},
         {"general", VerdictFilter::Role::kGeneral},
         {"standing", VerdictFilter::Role::kStanding},
         {"guideline", VerdictFilter::Role::kGuideline},
         {"patient", VerdictFilter::Role::kPatient},
         {"record", VerdictFilter::Role::kRecord}}};
    for (const auto& [key, role] : kLists) {
      const auto list = top.Required(key);
      if (!list) {
        good = false;
        continue;
      }
      for (const auto& node : *list) {
        std::string unknown;
        const auto text = ExpandFragments(AsString(node).value_or(""), fragments, &unknown);
        PatternProblem problem{"there is no fragment '" + unknown + "'", "unknown-fragment"};
        if (!text || !filter->patterns_.Add(*text, &problem)) {
          diagnostics.Error(file, node.Mark(), problem.message, problem.code);
          good = false;
          continue;
        }
        filter->roles_.push_back(role);
      }
    }
    top.Finish();
    if (!filter->patterns_.Compile()) {
      diagnostics.Error(file, YAML::Mark::null_mark(),
                        "the patterns together need too much memory; shorten the widest",
                        "patterns-too-large");
      good = false;
    }
    return good ? filter : nullptr;
  }
};

std::shared_ptr<const VerdictFilter> VerdictFilter::Load(
    const std::filesystem::path& lexicon_directory, Diagnostics& diagnostics) {
  return VerdictLoader::Load(lexicon_directory, diagnostics);
}

bool VerdictFilter::IsVerdict(std::string_view sentence) const {
  std::vector<int> hits;
  patterns_.Matching(sentence, &hits);
  return std::any_of(hits.begin(), hits.end(), [&](int hit) {
    return roles_[static_cast<std::size_t>(hit)] == Role::kVerdict;
  });
}

VerdictFilter::Speaks VerdictFilter::SpeaksOf(const std::vector<int>& hits) const {
  std::array<bool, kRoles> has{};
  for (const int hit : hits)
    has[static_cast<std::size_t>(roles_[static_cast<std::size_t>(hit)])] = true;
  auto is = [&](Role role) { return has[static_cast<std::size_t>(role)]; };
  if (is(Role::kVerdict)) return Speaks::kOfDecision;
  if (is(Role::kStanding)) return Speaks::kOfStanding;
  if (is(Role::kGeneral)) return Speaks::kOfGuideline;
  if (is(Role::kPatient)) return Speaks::kOfPatient;
  if (is(Role::kGuideline)) return Speaks::kOfGuideline;
  return is(Role::kRecord) ? Speaks::kOfPatient : Speaks::kPlainly;
}

std::string_view VerdictFilter::WithoutTail(std::string_view sentence,
                                            const std::vector<int>& hits) const {
  std::size_t end = sentence.size();
  std::vector<Span> spans;
  for (const int hit : hits) {
    if (roles_[static_cast<std::size_t>(hit)] != Role::kTail) continue;
    spans.clear();
    patterns_.Find(static_cast<std::uint32_t>(hit), sentence,
                   {0, static_cast<std::uint32_t>(sentence.size())}, &spans);
    for (const Span span : spans) end = std::min<std::size_t>(end, span.start);
  }
  while (end > 0 && (sentence[end - 1] == ' ' || sentence[end - 1] == ',')) --end;
  return sentence.substr(0, end);
}

void VerdictFilter::Keep(std::string_view sentence, bool& amid_guideline, std::string& out) const {
  std::vector<int> hits;
  patterns_.Matching(sentence, &hits);
  const std::string_view kept = WithoutTail(sentence, hits);
  if (kept.size() != sentence.size()) patterns_.Matching(kept, &hits);
  const bool whole = kept.size() == sentence.size() && EndsSentence(kept);
  if (kept.empty() || (!whole && std::count(kept.begin(), kept.end(), ' ') < kFewestWords - 1)) {
    return;
  }
  switch (SpeaksOf(hits)) {
    case Speaks::kOfDecision:
      return;
    case Speaks::kOfGuideline:
      amid_guideline = true;
      return;
    case Speaks::kOfStanding:
      amid_guideline = true;
      break;
    case Speaks::kOfPatient:
      amid_guideline = false;
      break;
    case Speaks::kPlainly:
      if (amid_guideline) return;
      break;
  }
  if (!out.empty()) out += '\n';
  out += kept;
  if (!EndsSentence(kept)) out += '.';
}

std::string VerdictFilter::Findings(std::string_view rationale) const {
  std::string out;
  bool amid_guideline = false;
  bool first = true;
  for (const std::string_view stretch : WithoutQuotations(rationale)) {
    // What follows a quotation goes on about it until the patient is spoken of.
    if (!first) amid_guideline = true;
    first = false;
    for (const Span span : SplitSentences(stretch)) {
      const std::string_view sentence = stretch.substr(span.start, span.end - span.start);
      if (!IsVerdict(sentence)) {
        Keep(sentence, amid_guideline, out);
        continue;
      }
      for (const std::string_view clause : Clauses(sentence)) Keep(clause, amid_guideline, out);
    }
  }
  return out;
}

}  // namespace imr
