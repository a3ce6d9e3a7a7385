#include "apps/cli/rules_schema_command.h"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <string>
#include <system_error>
#include <vector>

#include "apps/cli/program.h"
#include "apps/cli/replace_file.h"
#include "apps/cli/rules_asked.h"
#include "engine/rulebook/schema_definitions.h"

namespace imr {
namespace {
namespace fs = std::filesystem;

std::vector<fs::path> SchemasIn(const fs::path& folder) {
  std::vector<fs::path> schemas;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().filename().string().ends_with(".schema.json")) schemas.push_back(entry.path());
  }
  std::sort(schemas.begin(), schemas.end());
  return schemas;
}

}  // namespace

int RulesSchemaCommand(const Options& options, const Streams& streams) {
  const auto asked = FindAskedRules(options, streams.err);
  if (!asked) return kWrongUsage;
  Diagnostics diagnostics;
  const auto vocabulary =
      Vocabulary::Load(asked->rules / "vocabulary.yaml", "vocabulary.yaml", diagnostics);
  for (Diagnostic diagnostic : diagnostics.all()) {
    diagnostic.file = asked->Shown(diagnostic.file);
    streams.err << FormatDiagnostic(diagnostic) << '\n';
  }
  if (!vocabulary) return kDoesNotHold;
  const auto schemas = SchemasIn(asked->rules / "schema");
  int changed = 0;
  int failed = 0;
  for (const fs::path& path : schemas) {
    const std::string shown = asked->Shown("schema/" + path.filename().string());
    const auto text = ReadWholeFile(path);
    const auto schema = nlohmann::ordered_json::parse(text.value_or(""), nullptr, false);
    if (!schema.is_object()) {
      streams.err << shown << ": error: is not a JSON object; left as it is [not-a-schema]\n";
      ++failed;
      continue;
    }
    const std::string current = SchemaText(WithGeneratedDefinitions(schema, *vocabulary));
    if (current == *text) continue;
    if (!options.check_only && !ReplaceFile(path, current)) {
      streams.err << shown << ": error: cannot be written; left as it is [unwritable]\n";
      ++failed;
      continue;
    }
    ++changed;
    streams.out << shown << '\n';
  }
  if (!options.quiet) {
    streams.err << "imr: " << changed << " of " << schemas.size() << " schemas "
                << (options.check_only ? "would change" : "changed") << '\n';
  }
  return failed == 0 && !(options.check_only && changed > 0) ? kDone : kDoesNotHold;
}

}  // namespace imr
