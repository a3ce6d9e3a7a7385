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

VerdictFilter::Asked VerdictFilter::Ask(std::string_view words) const {
  Asked asked{.words = words, .candidates = {}, .holds = {}};
  patterns_.Candidates(words, &asked.candidates);
  return asked;
}

bool VerdictFilter::Holds(Role role, Asked& asked) const {
  std::optional<bool>& holds = asked.holds[static_cast<std::size_t>(role)];
  if (!holds) {
    const auto& list = asked.candidates.list;
    holds = std::any_of(list.begin(), list.end(), [&](const PatternCandidate& candidate) {
      return roles_[candidate.pattern] == role && patterns_.Occurs(candidate, asked.words);
    });
  }
  return *holds;
}

bool VerdictFilter::IsVerdict(std::string_view sentence) const {
  Asked asked = Ask(sentence);
  return Holds(Role::kVerdict, asked);
}

VerdictFilter::Speaks VerdictFilter::SpeaksOf(Asked& asked) const {
  if (Holds(Role::kVerdict, asked)) return Speaks::kOfDecision;
  if (Holds(Role::kStanding, asked)) return Speaks::kOfStanding;
  if (Holds(Role::kGeneral, asked)) return Speaks::kOfGuideline;
  if (Holds(Role::kPatient, asked)) return Speaks::kOfPatient;
  if (Holds(Role::kGuideline, asked)) return Speaks::kOfGuideline;
  return Holds(Role::kRecord, asked) ? Speaks::kOfPatient : Speaks::kPlainly;
}

void VerdictFilter::Locate(Role role, const Asked& asked, std::vector<Span>& spans) const {
  const Span all{0, static_cast<std::uint32_t>(asked.words.size())};
  for (const PatternCandidate& candidate : asked.candidates.list) {
    if (roles_[candidate.pattern] != role) continue;
    patterns_.Find(asked.candidates, candidate, asked.words, all, &spans);
  }
}

std::string_view VerdictFilter::WithoutTail(const Asked& asked) const {
  std::vector<Span> tails;
  Locate(Role::kTail, asked, tails);
  std::size_t end = asked.words.size();
  for (const Span tail : tails) end = std::min<std::size_t>(end, tail.start);
  return Trimmed(asked.words.substr(0, end));
}

std::vector<std::string_view> VerdictFilter::PartsWithoutVerdict(const Asked& asked) const {
  const std::string_view clause = asked.words;
  std::vector<Span> tails;
  std::vector<Span> joints;
  Locate(Role::kTail, asked, tails);
  Locate(Role::kJoint, asked, joints);
  std::map<std::uint32_t, bool> opens = {{0, false}};  // where a part begins; is it a conclusion?
  for (const Span joint : joints) opens.emplace(joint.start, false);
  for (const Span tail : tails) opens[tail.start] = true;

  std::vector<std::string_view> findings;
  std::uint32_t from = 0;  // where a stretch of parts without a verdict begins
  for (auto part = opens.begin(); part != opens.end(); ++part) {
    const auto next = std::next(part);
    const auto end = next == opens.end() ? static_cast<std::uint32_t>(clause.size()) : next->first;
    bool verdict = part->second;
    if (!verdict) {
      Asked of_part = Ask(Trimmed(clause.substr(part->first, end - part->first)));
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

void VerdictFilter::Keep(Asked sentence, bool& amid_guideline, std::string& out) const {
  const std::string_view kept = WithoutTail(sentence);
  const bool whole = kept.size() == sentence.words.size() && EndsSentence(kept);
  if (!whole && !LongEnough(kept)) return;
  if (kept.size() != sentence.words.size()) sentence = Ask(kept);
  KeepWords(sentence, amid_guideline, out);
}

void VerdictFilter::KeepFindings(std::string_view clause, bool& amid_guideline,
                                 std::string& out) const {
  Asked asked = Ask(clause);
  if (!Holds(Role::kVerdict, asked)) return Keep(std::move(asked), amid_guideline, out);
  const bool disputed = Holds(Role::kDisputed, asked);
  const bool general = Holds(Role::kGeneral, asked);
  for (const std::string_view words : PartsWithoutVerdict(asked)) {
    if (!LongEnough(words)) continue;
    Asked part = Ask(words);
    if (Holds(Role::kOutcome, part) || (general && !Holds(Role::kStanding, part))) continue;
    // A reason that names no patient is one of this patient where the decision is of this request.
    if (SpeaksOf(part) == Speaks::kPlainly) {
      if (!disputed || !Holds(Role::kReason, part)) continue;
      amid_guideline = false;
    }
    KeepWords(part, amid_guideline, out);
  }
}

void VerdictFilter::KeepWords(Asked& asked, bool& amid_guideline, std::string& out) const {
  switch (SpeaksOf(asked)) {
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
  out += asked.words;
  if (!EndsSentence(asked.words)) out += '.';
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
      Asked asked = Ask(sentence);
      if (!Holds(Role::kVerdict, asked)) {
        Keep(std::move(asked), amid_guideline, out);
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
