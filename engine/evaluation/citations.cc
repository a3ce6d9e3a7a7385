#include "engine/evaluation/citations.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

constexpr std::string_view kOther = "other";

RE2::Options WithoutCase() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  return options;
}

}  // namespace

class CitationLexicon::Reader {
 public:
  Reader(CitationLexicon& lexicon, Diagnostics& diagnostics)
      : lexicon_(lexicon), diagnostics_(diagnostics) {}

  void Read(const YAML::Node& root) {
    MapReader top(root, "citations.yaml", kCitationsFile, diagnostics_);
    top.Number("version");
    std::string starts;
    ForEach(top, "sources", "a source", [&](MapReader& entry) {
      const auto source = entry.OneOf("source", {"MTUS", "ACOEM", "ODG", kOther});
      const std::string patterns = Patterns(entry);
      if (!source || patterns.empty()) return;
      starts += (starts.empty() ? "(" : "|(") + patterns + ")";
      lexicon_.sources_.push_back(*source);
    });
    ForEach(top, "adopted", "a source adopted from", [&](MapReader& entry) {
      const auto source = entry.OneOf("source", {"MTUS", "ACOEM", "ODG"});
      const std::string patterns = Patterns(entry);
      if (!source || patterns.empty()) return;
      lexicon_.adoptions_.push_back({*source, std::make_unique<RE2>(patterns, WithoutCase())});
    });
    ForEach(top, "chapters", "a chapter", [&](MapReader& entry) {
      const std::string name = entry.RequiredString("chapter").value_or("");
      const std::string patterns = Patterns(entry);
      if (!names_.insert(name).second) {
        entry.Error(entry.node(), "the chapter '" + name + "' stands twice", "duplicate-key");
      }
      if (patterns.empty()) return;
      lexicon_.chapters_.push_back({name, std::make_unique<RE2>(patterns, WithoutCase())});
    });
    top.Finish();
    lexicon_.source_start_ = std::make_unique<RE2>(starts, WithoutCase());
  }

 private:
  template <typename Take>
  void ForEach(MapReader& top, const std::string& key, const std::string& what, Take take) {
    const auto list = top.Required(key);
    if (!list) return;
    if (!list->IsSequence() || list->size() == 0) {
      top.Error(*list, "'" + key + "' must be a list", "wrong-kind");
      return;
    }
    for (const auto& node : *list) {
      MapReader entry(node, what, kCitationsFile, diagnostics_);
      if (entry.valid()) take(entry);
      entry.Finish();
    }
  }

  // The patterns of an entry as one expression without groups that capture; "" when one is wrong.
  std::string Patterns(MapReader& entry) {
    std::string all;
    const auto node = entry.Required("patterns");
    if (!node) return all;
    if (!node->IsSequence() || node->size() == 0) {
      entry.Error(*node, "'patterns' must be a list of expressions", "wrong-kind");
      return all;
    }
    for (const auto& pattern : entry.Strings("patterns")) {
      all += (all.empty() ? "(?:" : "|(?:") + pattern + ")";
    }
    for (const auto& pattern : *node) {
      const RE2 expression(AsString(pattern).value_or(""), WithoutCase());
      if (!expression.ok()) {
        entry.Error(pattern, "the pattern is wrong: " + expression.error(), "bad-pattern");
      } else if (expression.NumberOfCapturingGroups() > 0) {
        entry.Error(pattern, "write a group as (?:...)", "bad-pattern");
      } else if (RE2::PartialMatch("", expression)) {
        entry.Error(pattern, "the pattern matches empty text", "empty-match");
      } else {
        continue;
      }
      all.clear();
      break;
    }
    return all;
  }

  CitationLexicon& lexicon_;
  Diagnostics& diagnostics_;
  std::set<std::string> names_;
};

std::shared_ptr<const CitationLexicon> CitationLexicon::Load(
    const std::filesystem::path& rules_directory, Diagnostics& diagnostics) {
  Diagnostics own;
  const std::shared_ptr<CitationLexicon> lexicon(new CitationLexicon());
  if (const auto root = LoadYamlFile(rules_directory / kCitationsFile, kCitationsFile, own)) {
    Reader(*lexicon, own).Read(*root);
  }
  for (const Diagnostic& diagnostic : own.all()) diagnostics.Add(diagnostic);
  return own.has_errors() ? nullptr : lexicon;
}

std::vector<std::string> CitationLexicon::ChaptersIn(std::string_view text) const {
  std::vector<std::string> names;
  for (const Chapter& chapter : chapters_) {
    if (RE2::PartialMatch(text, *chapter.expression)) names.push_back(chapter.name);
  }
  return names;
}

std::vector<CitedChapter> CitationLexicon::Read(std::string_view line) const {
  std::vector<re2::StringPiece> groups(sources_.size() + 1);
  std::set<CitedChapter> cited;
  std::set<std::string> named;  // sources, with a chapter or without
  std::set<std::string> with_chapter;
  std::optional<std::string> source;
  std::size_t start = 0;  // of what belongs to `source`
  const auto take = [&](std::size_t end) {
    if (!source || *source == kOther) return;
    named.insert(*source);
    for (std::string& chapter : ChaptersIn(line.substr(start, end - start))) {
      with_chapter.insert(*source);
      cited.insert({*source, std::move(chapter)});
    }
  };
  for (std::size_t at = 0; source_start_->Match(line, at, line.size(), RE2::UNANCHORED,
                                                groups.data(), static_cast<int>(groups.size()));) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - line.data());
    take(begin);
    const auto group = std::find_if(groups.begin() + 1, groups.end(),
                                    [](const auto& piece) { return piece.data() != nullptr; });
    source = sources_[static_cast<std::size_t>(group - groups.begin()) - 1];
    start = begin + groups[0].size();
    at = start;
  }
  take(line.size());
  for (const std::string& one : named) {
    if (!with_chapter.contains(one)) cited.insert({one, ""});
  }
  return {cited.begin(), cited.end()};
}

std::vector<CitedChapter> CitationLexicon::Of(const Guideline& guideline) const {
  std::vector<CitedChapter> chapters;
  if (guideline.source == kOther) return chapters;
  std::vector<std::string> sources = {guideline.source};
  for (const Adoption& adoption : adoptions_) {
    if (RE2::PartialMatch(guideline.section, *adoption.expression)) {
      sources.push_back(adoption.source);
    }
  }
  const std::vector<std::string> names = ChaptersIn(guideline.section + "; " + guideline.title);
  for (const std::string& source : sources) {
    for (const std::string& name : names) chapters.push_back({source, name});
  }
  return chapters;
}

void CheckChapters(const Rulebook& rulebook, const CitationLexicon& lexicon,
                   Diagnostics& diagnostics) {
  for (const Guideline& guideline : rulebook.guidelines()) {
    if (guideline.source == kOther || !lexicon.Of(guideline).empty()) continue;
    diagnostics.Add({.file = guideline.file,
                     .line = guideline.line,
                     .column = 1,
                     .severity = Severity::kWarning,
                     .message = "'section' and 'title' name no chapter of lexicon/citations.yaml",
                     .code = "no-chapter"});
  }
}

}  // namespace imr
