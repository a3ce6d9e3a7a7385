#include "features/extraction/verdict_filter.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
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

std::string_view Trimmed(std::string_view words) {
  constexpr std::string_view kBetween = " ,:";
  const std::size_t from = words.find_first_not_of(kBetween);
  if (from == words.npos) return {};
  return words.substr(from, words.find_last_not_of(kBetween) + 1 - from);
}

bool LongEnough(std::string_view words) {
  return std::count(words.begin(), words.end(), ' ') >= kFewestWords - 1;
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
    constexpr std::array<std::pair<std::string_view, VerdictFilter::Role>, 11> kLists = {
        {{"verdict", VerdictFilter::Role::kVerdict},
         {"tail", VerdictFilter::Role::kTail},
         {"joint", VerdictFilter::Role::kJoint},
         {"outcome", VerdictFilter::Role::kOutcome},
         {"disputed", VerdictFilter::Role::kDisputed},
         {"reason", VerdictFilter::Role::kReason},
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
    filter->patterns_.Compile();
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
  return Holds(Role::kVerdict, hits);
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

void VerdictFilter::Locate(Role role, std::string_view sentence, const std::vector<int>& hits,
                           std::vector<Span>& spans) const {
  for (const int hit : hits) {
    if (roles_[static_cast<std::size_t>(hit)] != role) continue;
    patterns_.Find(static_cast<std::uint32_t>(hit), sentence,
                   {0, static_cast<std::uint32_t>(sentence.size())}, &spans);
  }
}

bool VerdictFilter::Holds(Role role, const std::vector<int>& hits) const {
  return std::any_of(hits.begin(), hits.end(),
                     [&](int hit) { return roles_[static_cast<std::size_t>(hit)] == role; });
}

std::string_view VerdictFilter::WithoutTail(std::string_view sentence,
                                            const std::vector<int>& hits) const {
  std::vector<Span> tails;
  Locate(Role::kTail, sentence, hits, tails);
  std::size_t end = sentence.size();
  for (const Span tail : tails) end = std::min<std::size_t>(end, tail.start);
  return Trimmed(sentence.substr(0, end));
}

std::vector<std::string_view> VerdictFilter::PartsWithoutVerdict(
    std::string_view clause, const std::vector<int>& hits) const {
  std::vector<Span> tails;
  std::vector<Span> joints;
  Locate(Role::kTail, clause, hits, tails);
  Locate(Role::kJoint, clause, hits, joints);
  std::map<std::uint32_t, bool> opens = {{0, false}};  // where a part begins; is it a conclusion?
  for (const Span joint : joints) opens.emplace(joint.start, false);
  for (const Span tail : tails) opens[tail.start] = true;

  std::vector<std::string_view> findings;
  std::vector<int> of_part;
  std::uint32_t from = 0;  // where a stretch of parts without a verdict begins
  for (auto part = opens.begin(); part != opens.end(); ++part) {
    const auto next = std::next(part);
    const auto end = next == opens.end() ? static_cast<std::uint32_t>(clause.size()) : next->first;
    bool verdict = part->second;
    if (!verdict) {
      patterns_.Matching(Trimmed(clause.substr(part->first, end - part->first)), &of_part);
      verdict = Holds(Role::kVerdict, of_part) || Holds(Role::kOutcome, of_part);
    }
    const std::uint32_t to = verdict ? part->first : end;
    if ((verdict || next == opens.end()) && from < to) {
      findings.push_back(Trimmed(clause.substr(from, to - from)));
    }
    if (verdict) from = end;
  }
  return findings;
}

void VerdictFilter::Keep(std::string_view sentence, bool& amid_guideline, std::string& out) const {
  std::vector<int> hits;
  patterns_.Matching(sentence, &hits);
  const std::string_view kept = WithoutTail(sentence, hits);
  const bool whole = kept.size() == sentence.size() && EndsSentence(kept);
  if (kept.size() != sentence.size()) patterns_.Matching(kept, &hits);
  if (whole || LongEnough(kept)) KeepWords(kept, hits, amid_guideline, out);
}

void VerdictFilter::KeepFindings(std::string_view clause, bool& amid_guideline,
                                 std::string& out) const {
  std::vector<int> hits;
  patterns_.Matching(clause, &hits);
  if (!Holds(Role::kVerdict, hits)) return Keep(clause, amid_guideline, out);
  const bool disputed = Holds(Role::kDisputed, hits);
  const bool general = Holds(Role::kGeneral, hits);
  for (const std::string_view words : PartsWithoutVerdict(clause, hits)) {
    if (!LongEnough(words)) continue;
    patterns_.Matching(words, &hits);
    if (Holds(Role::kOutcome, hits) || (general && !Holds(Role::kStanding, hits))) continue;
    // A reason that names no patient is one of this patient where the decision is of this request.
    if (SpeaksOf(hits) == Speaks::kPlainly) {
      if (!disputed || !Holds(Role::kReason, hits)) continue;
      amid_guideline = false;
    }
    KeepWords(words, hits, amid_guideline, out);
  }
}

void VerdictFilter::KeepWords(std::string_view words, const std::vector<int>& hits,
                              bool& amid_guideline, std::string& out) const {
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
  out += words;
  if (!EndsSentence(words)) out += '.';
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
      for (const std::string_view clause : Clauses(sentence)) {
        KeepFindings(clause, amid_guideline, out);
      }
    }
  }
  return out;
}

}  // namespace imr
