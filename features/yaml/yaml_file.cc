#include "features/yaml/yaml_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include <yaml-cpp/eventhandler.h>

namespace imr {
namespace fs = std::filesystem;
namespace {

constexpr int kDeepestNesting = 64;

// Builds nothing; only walks the parser's events to bound nesting and refuse aliases.
class StructureCheck : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& /*mark*/) override { ++documents; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    if (alias.is_null()) alias = mark;
  }
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {
    Enter(mark);
  }
  void OnSequenceEnd() override { --depth; }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    Enter(mark);
  }
  void OnMapEnd() override { --depth; }

  int documents = 0;
  int depth = 0;
  YAML::Mark alias = YAML::Mark::null_mark();
  YAML::Mark too_deep = YAML::Mark::null_mark();

 private:
  void Enter(const YAML::Mark& mark) {
    if (++depth > kDeepestNesting && too_deep.is_null()) too_deep = mark;
  }
};

// Might the text hold an alias or a second document? Cheap and on the safe side.
bool MayHoldAliasOrDocuments(std::string_view text) {
  for (std::size_t at = text.find('*'); at != std::string_view::npos; at = text.find('*', at + 1)) {
    constexpr std::string_view kBefore = " \t\r\n[{,:?-";
    if (at == 0 || kBefore.find(text[at - 1]) != std::string_view::npos) return true;
  }
  for (const std::string_view mark : {"---", "...", "%"}) {
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + 1)) {
      if (at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r') return true;
    }
  }
  return false;
}

// The first node that lies deeper than the limit. yaml-cpp itself bounds what is built.
std::optional<YAML::Mark> TooDeep(const YAML::Node& node, int depth = 1) {
  if (!node.IsMap() && !node.IsSequence()) return std::nullopt;
  if (depth > kDeepestNesting) return node.Mark();
  for (const auto& entry : node) {
    if (node.IsSequence()) {
      if (auto deep = TooDeep(entry, depth + 1)) return deep;
    } else {
      if (auto deep = TooDeep(entry.first, depth + 1)) return deep;
      if (auto deep = TooDeep(entry.second, depth + 1)) return deep;
    }
  }
  return std::nullopt;
}

// Reports aliases, several documents and deep nesting by walking through the text without building
// anything.
bool HasGoodStructure(const std::string& text, const std::string& name, Diagnostics& diagnostics) {
  std::istringstream in(text);
  YAML::Parser parser(in);
  StructureCheck check;
  while (parser.HandleNextDocument(check)) {
  }
  if (!check.too_deep.is_null()) {
    diagnostics.Error(name, check.too_deep, "is nested deeper than 64 levels", "too-deep");
    return false;
  }
  if (!check.alias.is_null()) {
    diagnostics.Error(name, check.alias, "aliases (*name) are not read here; write it out",
                      "alias");
    return false;
  }
  if (check.documents > 1) {
    diagnostics.Error(name, YAML::Mark::null_mark(),
                      "holds several YAML documents; keep one to a file", "several-documents");
    return false;
  }
  return true;
}

}  // namespace

std::optional<YAML::Node> LoadYamlFile(const fs::path& path, const std::string& name,
                                       Diagnostics& diagnostics) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) {
    diagnostics.Error(name, YAML::Mark::null_mark(), "cannot be read", "unreadable");
    return std::nullopt;
  }
  if (size > kLargestYamlFile) {
    diagnostics.Error(name, YAML::Mark::null_mark(),
                      "is larger than 8 MiB; split it into several files", "too-large");
    return std::nullopt;
  }
  std::ostringstream text;
  text << in.rdbuf();
  return ParseYaml(text.str(), name, diagnostics);
}

std::optional<YAML::Node> ParseYaml(const std::string& text, const std::string& name,
                                    Diagnostics& diagnostics) {
  try {
    // Going through a file twice doubles the time to start, so this is done only where needed.
    if (MayHoldAliasOrDocuments(text) && !HasGoodStructure(text, name, diagnostics)) {
      return std::nullopt;
    }
    YAML::Node root = YAML::Load(text);
    if (const auto deep = TooDeep(root)) {
      diagnostics.Error(name, *deep, "is nested deeper than 64 levels", "too-deep");
      return std::nullopt;
    }
    return root;
  } catch (const YAML::Exception& error) {
    diagnostics.Error(name, error.mark, "not YAML: " + error.msg, "yaml-syntax");
    return std::nullopt;
  }
}

std::vector<fs::path> YamlFilesBelow(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator it(directory, error);
  while (!error && it != fs::recursive_directory_iterator()) {
    const fs::path& path = it->path();
    std::error_code ignored;
    if ((path.extension() == ".yaml" || path.extension() == ".yml") &&
        it->is_regular_file(ignored)) {
      files.push_back(path);
    }
    it.increment(error);
  }
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  return files;
}

MapReader::MapReader(const YAML::Node& node, std::string what, std::string file,
                     Diagnostics& diagnostics)
    : node_(node), what_(std::move(what)), file_(std::move(file)), diagnostics_(diagnostics) {
  valid_ = node.IsDefined() && node.IsMap();
  if (!valid_) {
    diagnostics_.Error(file_, node.IsDefined() ? node.Mark() : YAML::Mark::null_mark(),
                       what_ + " must be a mapping of names to values", "not-a-mapping");
  }
}

YAML::Node MapReader::Lookup(std::string_view key) const {
  if (valid_) {
    for (const auto& entry : node_) {
      if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
    }
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

bool MapReader::Has(std::string_view key) {
  known_.emplace_back(key);
  return Lookup(key).IsDefined();
}

std::optional<YAML::Node> MapReader::Optional(std::string_view key) {
  known_.emplace_back(key);
  YAML::Node value = Lookup(key);
  if (!value.IsDefined() || value.IsNull()) return std::nullopt;
  return value;
}

std::optional<YAML::Node> MapReader::Required(std::string_view key) {
  auto value = Optional(key);
  if (!value && valid_) {
    diagnostics_.Error(file_, node_.Mark(), what_ + " needs '" + std::string(key) + "'",
                       "missing-key");
  }
  return value;
}

std::optional<std::string> MapReader::String(std::string_view key) {
  const auto value = Optional(key);
  if (!value) return std::nullopt;
  auto text = AsString(*value);
  if (!text) Error(*value, "'" + std::string(key) + "' must be text", "wrong-kind");
  return text;
}

std::optional<std::string> MapReader::RequiredString(std::string_view key) {
  const auto value = Required(key);
  if (!value) return std::nullopt;
  return String(key);
}

std::optional<double> MapReader::Number(std::string_view key) {
  const auto value = Optional(key);
  if (!value) return std::nullopt;
  const auto number = AsNumber(*value);
  if (!number) Error(*value, "'" + std::string(key) + "' must be a number", "wrong-kind");
  return number;
}

std::optional<bool> MapReader::YesNo(std::string_view key) {
  const auto value = Optional(key);
  if (!value) return std::nullopt;
  const auto answer = AsYesNo(*value);
  if (!answer) Error(*value, "'" + std::string(key) + "' must be yes or no", "wrong-kind");
  return answer;
}

std::vector<std::string> MapReader::Strings(std::string_view key) {
  std::vector<std::string> out;
  const auto value = Optional(key);
  if (!value) return out;
  if (const auto one = AsString(*value)) return {*one};
  if (!value->IsSequence()) {
    Error(*value, "'" + std::string(key) + "' must be a list of texts", "wrong-kind");
    return out;
  }
  for (const auto& entry : *value) {
    if (auto text = AsString(entry)) {
      out.push_back(std::move(*text));
    } else {
      Error(entry, "an entry of '" + std::string(key) + "' must be text", "wrong-kind");
    }
  }
  return out;
}

std::optional<std::string> MapReader::OneOf(std::string_view key,
                                            std::initializer_list<std::string_view> allowed) {
  const auto value = Optional(key);
  if (!value) return std::nullopt;
  const auto text = AsString(*value);
  if (text && std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return text;
  std::string list;
  std::vector<std::string> names;
  for (const std::string_view name : allowed) {
    list += (list.empty() ? "" : ", ") + std::string(name);
    names.emplace_back(name);
  }
  Error(
      *value,
      "'" + std::string(key) + "' must be one of " + list + (text ? Suggestion(*text, names) : ""),
      "unknown-value");
  return std::nullopt;
}

void MapReader::Error(const YAML::Node& at, std::string message, std::string code) {
  diagnostics_.Error(file_, at.Mark(), std::move(message), std::move(code));
}

void MapReader::Warning(const YAML::Node& at, std::string message, std::string code) {
  diagnostics_.Warning(file_, at.Mark(), std::move(message), std::move(code));
}

void MapReader::Finish() {
  if (!valid_) return;
  std::vector<std::string> seen;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) {
      Error(entry.first, "a key of " + what_ + " must be a name", "wrong-kind");
      continue;
    }
    const std::string& key = entry.first.Scalar();
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      Error(entry.first, "'" + key + "' stands twice in " + what_, "duplicate-key");
    }
    seen.push_back(key);
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
      Error(entry.first, what_ + " has no '" + key + "'" + Suggestion(key, known_), "unknown-key");
    }
  }
}

std::optional<double> AsNumber(const YAML::Node& node) {
  if (!node.IsDefined() || !node.IsScalar() || node.Tag() == "!") return std::nullopt;
  const std::string& text = node.Scalar();
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<bool> AsYesNo(const YAML::Node& node) {
  if (!node.IsDefined() || !node.IsScalar()) return std::nullopt;
  const std::string& text = node.Scalar();
  if (text == "yes" || text == "true") return true;
  if (text == "no" || text == "false") return false;
  return std::nullopt;
}

std::optional<std::string> AsString(const YAML::Node& node) {
  if (!node.IsDefined() || !node.IsScalar()) return std::nullopt;
  return node.Scalar();
}

}  // namespace imr
