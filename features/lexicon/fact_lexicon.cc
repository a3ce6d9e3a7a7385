#include "features/lexicon/fact_lexicon.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "features/lexicon/fact_lexicon_loader.h"

namespace imr {
namespace {

constexpr std::array<std::string_view, kCueKinds> kKindNames = {
    "negation",   "absence",      "uncertain", "hypothetical", "planned",  "done",
    "historical", "other_person", "guideline", "review",       "complaint"};

}  // namespace

std::optional<CueKind> CueKindNamed(std::string_view name) {
  const auto it = std::find(kKindNames.begin(), kKindNames.end(), name);
  if (it == kKindNames.end()) return std::nullopt;
  return static_cast<CueKind>(it - kKindNames.begin());
}

std::vector<std::string> CueKindNames() { return {kKindNames.begin(), kKindNames.end()}; }

std::string_view CueKindName(CueKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::optional<std::string> ExpandFragments(const std::string& pattern,
                                           const std::map<std::string, std::string>& fragments,
                                           std::string* unknown) {
  std::string out;
  std::size_t i = 0;
  while (i < pattern.size()) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out.append(pattern, i, 2);
      i += 2;
      continue;
    }
    // {name}, as against a repetition ({2,3}) or a character class (\p{L}).
    if (pattern[i] == '{' && i + 1 < pattern.size() &&
        std::isalpha(static_cast<unsigned char>(pattern[i + 1])) != 0 &&
        !(i >= 1 && (out.ends_with("\\p") || out.ends_with("\\P")))) {
      const std::size_t close = pattern.find('}', i);
      if (close == std::string::npos) {
        out += pattern[i++];
        continue;
      }
      const std::string name = pattern.substr(i + 1, close - i - 1);
      const auto it = fragments.find(name);
      if (it == fragments.end()) {
        *unknown = name;
        return std::nullopt;
      }
      out += "(?:" + it->second + ")";
      i = close + 1;
      continue;
    }
    out += pattern[i++];
  }
  return out;
}

std::uint32_t FactLexicon::EvidencePattern(std::uint32_t wording) const {
  return wordings_[wording].pattern.value_or(static_cast<std::uint32_t>(patterns_.size()) +
                                             wording);
}

std::string FactLexicon::EvidencePlace(std::uint32_t pattern) const {
  if (pattern < pattern_info_.size()) {
    const Pattern& info = pattern_info_[pattern];
    return info.file + ':' + std::to_string(info.line);
  }
  const std::size_t wording = pattern - pattern_info_.size();
  return wording < wordings_.size() ? wordings_[wording].place : "";
}

const FactRule& FactLexicon::rule(FactId fact) const {
  static const FactRule kDefault;
  const auto it = rules_.find(fact);
  return it == rules_.end() ? kDefault : it->second;
}

bool FactLexicon::Related(const std::string& item_part, const std::string& found_part) const {
  if (item_part == found_part) return true;
  const auto it = related_.find(item_part);
  return it != related_.end() &&
         std::find(it->second.begin(), it->second.end(), found_part) != it->second.end();
}

bool FactLexicon::Heads(const std::string& heading_part, const std::string& found_part) const {
  const auto it = heads_.find(heading_part);
  return it != heads_.end() &&
         std::find(it->second.begin(), it->second.end(), found_part) != it->second.end();
}

bool FactLexicon::Midline(const std::string& part) const {
  return std::find(midline_.begin(), midline_.end(), part) != midline_.end();
}

std::shared_ptr<const FactLexicon> FactLexicon::Load(const std::filesystem::path& lexicon_directory,
                                                     const Vocabulary& vocabulary,
                                                     Diagnostics& diagnostics) {
  return FactLexiconLoader(lexicon_directory, vocabulary, diagnostics).Load();
}

}  // namespace imr
