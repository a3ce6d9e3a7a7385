#include "apps/cli/rules_format_command.h"

#include <ostream>
#include <string>
#include <string_view>

#include "apps/cli/program.h"
#include "apps/cli/replace_file.h"
#include "apps/cli/rules_asked.h"
#include "engine/rulebook/guideline_layout.h"
#include "features/yaml/yaml_file.h"

namespace imr {
namespace {

struct Counts {
  int files = 0;
  int changed = 0;
  int failed = 0;
};

void FormatFile(const std::filesystem::path& path, const std::string& file,
                const std::string& shown, bool check_only, const Streams& streams, Counts& counts) {
  ++counts.files;
  const auto fail = [&](std::string_view problem) {
    streams.err << shown << ": error: " << problem << '\n';
    ++counts.failed;
  };
  std::error_code error;
  if (std::filesystem::file_size(path, error) > kLargestYamlFile && !error) {
    return fail("is larger than 8 MiB; split it into several files [too-large]");
  }
  const auto text = ReadWholeFile(path);
  if (!text) return fail("cannot be read [unreadable]");
  Diagnostics diagnostics;
  const auto formatted = FormatYaml(*text, LayoutOf(file), shown, diagnostics);
  if (!formatted) {
    for (const Diagnostic& diagnostic : diagnostics.all()) {
      streams.err << FormatDiagnostic(diagnostic) << '\n';
    }
    ++counts.failed;
    return;
  }
  if (*formatted == *text) return;
  if (!check_only && !ReplaceFile(path, *formatted)) {
    return fail("cannot be written; left as it is [unwritable]");
  }
  ++counts.changed;
  streams.out << shown << '\n';
}

}  // namespace

int RulesFormatCommand(const Options& options, const Streams& streams) {
  const auto asked = FindAskedRules(options, streams.err);
  if (!asked) return kWrongUsage;
  Counts counts;
  for (const auto& path : YamlFilesBelow(asked->rules)) {
    const std::string file = path.lexically_relative(asked->rules).generic_string();
    if (!asked->Includes(file)) continue;
    FormatFile(path, file, asked->Shown(file), options.check_only, streams, counts);
  }
  if (!options.quiet) {
    streams.err << "imr: " << counts.changed << " of " << counts.files << " files "
                << (options.check_only ? "would change" : "changed");
    if (counts.failed > 0) streams.err << ", " << counts.failed << " cannot be laid out";
    streams.err << '\n';
  }
  const bool holds = counts.failed == 0 && !(options.check_only && counts.changed > 0);
  return holds ? kDone : kDoesNotHold;
}

}  // namespace imr
