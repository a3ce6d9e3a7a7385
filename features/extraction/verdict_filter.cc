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

// The text without long quotations between straight double quotes.
std::string WithoutQuotations(std::string_view text) {
  std::string out;
  std::size_t i = 0;
  while (i < text.size()) {
    if (text[i] != '"') {
      out += text[i++];
      continue;
    }
    const std::size_t close = text.find('"', i + 1);
    if (close == std::string_view::npos || close - i > kLongestQuotation) {
      out += text[i++];
      continue;
    }
    const std::string_view quoted = text.substr(i, close + 1 - i);
    if (std::count(quoted.begin(), quoted.end(), ' ') < kShortQuotationWords) {
      out += quoted;
    } else {
      out += "\n";  // nothing runs on across what was left out
    }
    i = close + 1;
  }
  return out;
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
    constexpr std::array<std::pair<std::string_view, VerdictFilter::Role>, 5> kLists = {
        {{"verdict", VerdictFilter::Role::kVerdict},
         {"tail", VerdictFilter::Role::kTail},
         {"lead", VerdictFilter::Role::kLead},
         {"guideline", VerdictFilter::Role::kGuideline},
         {"patient", VerdictFilter::Role::kPatient}}};
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

bool VerdictFilter::IsFinding(const std::vector<int>& hits) const {
  bool guideline = false;
  bool patient = false;
  for (const int hit : hits) {
    switch (roles_[static_cast<std::size_t>(hit)]) {
      case Role::kVerdict:
        return false;
      case Role::kTail:
      case Role::kLead:
        break;
      case Role::kGuideline:
        guideline = true;
        break;
      case Role::kPatient:
        patient = true;
        break;
    }
  }
  return !guideline || patient;
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
  return sentence.substr(0, end);
}

// The reason that opens a decision; empty when none does, or when it tells a decision itself.
std::string_view VerdictFilter::Lead(std::string_view sentence,
                                     const std::vector<int>& hits) const {
  std::size_t end = 0;
  std::vector<Span> spans;
  for (const int hit : hits) {
    if (roles_[static_cast<std::size_t>(hit)] != Role::kLead) continue;
    spans.clear();
    patterns_.Find(static_cast<std::uint32_t>(hit), sentence,
                   {0, static_cast<std::uint32_t>(sentence.size())}, &spans);
    if (!spans.empty()) end = std::max<std::size_t>(end, spans.front().end);
  }
  const std::string_view lead = sentence.substr(0, end);
  std::vector<int> own;
  patterns_.Matching(lead, &own);
  return IsFinding(own) ? lead : std::string_view();
}

std::string VerdictFilter::Findings(std::string_view rationale) const {
  const std::string text = WithoutQuotations(rationale);
  std::string out;
  std::vector<int> hits;
  for (const Span span : SplitSentences(text)) {
    std::string_view sentence = std::string_view(text).substr(span.start, span.end - span.start);
    patterns_.Matching(sentence, &hits);
    const std::string_view kept = WithoutTail(sentence, hits);
    if (kept.size() != sentence.size()) {
      sentence = kept;
      patterns_.Matching(sentence, &hits);
    }
    if (!IsFinding(hits)) sentence = Lead(sentence, hits);
    if (sentence.empty()) continue;
    if (!out.empty()) out += ' ';
    out += sentence;
    if (sentence.size() != span.end - span.start) out += '.';
  }
  return out;
}

}  // namespace imr
