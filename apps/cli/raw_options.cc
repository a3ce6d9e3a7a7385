#include "apps/cli/raw_options.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>

#include "apps/cli/rules_location.h"

namespace imr {
namespace {

bool UseColor(const RawOptions& raw) {
  const char* no_color = std::getenv("NO_COLOR");
  return !raw.no_color && raw.output.empty() && (no_color == nullptr || *no_color == '\0') &&
         isatty(STDOUT_FILENO) == 1;
}

// The file that is asked for, or the one that comes with the program when nothing is; empty for
// "none" and when there is none.
std::filesystem::path DataFile(const std::string& asked,
                               const std::optional<std::filesystem::path>& data,
                               const std::string& usual) {
  if (asked == "none") return {};
  if (!asked.empty()) return asked;
  std::error_code error;
  if (!data || !std::filesystem::exists(*data / usual, error)) return {};
  return *data / usual;
}

// Fills in what of `imr train` is not text. What is wrong with it otherwise.
std::optional<std::string> CheckTrain(const RawOptions& raw, TrainOptions& train) {
  train = raw.train;
  if (train.categorical == std::vector<std::string>{"auto"}) train.categorical.clear();
  if (train.label.empty() != train.positive.empty()) {
    return "--label and --positive go together";
  }
  if (raw.delimiter == "tab" || raw.delimiter == "\\t") {
    train.delimiter = '\t';
  } else if (raw.delimiter.size() == 1 &&
             std::string_view("\"\r\n").find(raw.delimiter) == std::string_view::npos) {
    train.delimiter = raw.delimiter.front();
  } else if (raw.delimiter != "auto") {
    return "--delimiter: one character, tab, or auto";
  }
  if (!raw.date.empty()) {
    train.date = ParseDate(raw.date);
    if (!train.date) return "--date: not a date; write it as 2016-12-01";
  }
  if (raw.prior_scale != "auto") {
    const std::string& text = raw.prior_scale;
    double scale = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), scale);
    if (error != std::errc() || end != text.data() + text.size() ||
        !(scale >= 1e-6 && scale <= 1e6)) {
      return "--prior-scale: auto, or a number from 1e-6 to 1e6";
    }
    train.prior_scale = scale;
  }
  return std::nullopt;
}

// Fills in how `imr evaluate` comes by its predictions. What is wrong with it otherwise.
std::optional<std::string> CheckEvaluate(const RawOptions& raw, Options& options) {
  options.learning_curve = raw.learning_curve;
  if (!raw.split.empty()) {
    options.split = ParseDate(raw.split);
    if (!options.split) return "--split: not a date; write it as 2016-12-01";
  }
  if (!raw.against.empty()) {
    options.against = std::filesystem::path(raw.against == "none" ? "" : raw.against);
  }
  const bool of_predictions = raw.gold_facts.empty() && !raw.citations;
  if (!of_predictions && (options.split || options.against || options.learning_curve)) {
    return "--facts and --citations go without --against, --split and --learning-curve";
  }
  if (options.split && raw.cross_validate > 0) {
    return "--split and --cross-validate are two ways to train; ask for one";
  }
  if (options.learning_curve && (options.split || options.against)) {
    return "--learning-curve goes without --split and --against";
  }
  if (options.format == Format::kHtml && (options.learning_curve || !of_predictions)) {
    return "--format html is for predictions; --learning-curve, --facts and --citations have text "
           "and json";
  }
  if (options.learning_curve && !raw.fail_under.empty()) {
    return "--fail-under does not go with --learning-curve";
  }
  if (options.against && raw.seeds > 1) {
    return "--against compares one set of predictions; leave --seeds out";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> CheckOptions(const RawOptions& raw, const std::string& program,
                                        Options& options) {
  options.inputs = raw.inputs;
  options.format = raw.format == "json"       ? Format::kJson
                   : raw.format == "jsonl"    ? Format::kJsonLines
                   : raw.format == "html"     ? Format::kHtml
                   : raw.format == "csv"      ? Format::kCsv
                   : raw.format == "markdown" ? Format::kMarkdown
                                              : Format::kText;
  options.view_given = !raw.view.empty();
  options.gold_facts = raw.gold_facts;
  options.show = raw.show;
  options.view = raw.view == "record" ? View::kRecord : View::kPrescreen;
  options.output = raw.output;
  options.quiet = raw.quiet;
  options.ocr = raw.ocr;
  options.progress = !raw.quiet && isatty(STDERR_FILENO) == 1;
  options.coverage = raw.coverage;
  options.citations = raw.citations;
  options.on = raw.on;
  options.watch = raw.watch;
  options.check_only = raw.check_only;
  options.new_file = raw.new_file;
  options.color = UseColor(raw);
  options.history_output = raw.history_output;
  options.what_if = raw.what_if;
  options.cross_validate = raw.cross_validate;
  options.seeds = raw.seeds;
  options.teacher = raw.teacher;
  if (raw.teacher_weight >= 0) options.teacher_weight = raw.teacher_weight;
  options.jobs = raw.jobs > 0
                     ? raw.jobs
                     : static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 64u));
  if (raw.gold_facts.empty()) {
    if (!raw.show.empty()) return "--show lists errors of facts; name the annotation with --facts";
    if (options.format == Format::kCsv && raw.on.empty())
      return "--format csv is for evaluate --facts";
  } else if (raw.citations) {
    return "--citations does not go with --facts";
  } else if (!raw.fail_under.empty()) {
    return "--fail-under does not go with --facts";
  }
  if (auto problem = CheckTrain(raw, options.train)) return problem;
  if (auto problem = CheckEvaluate(raw, options)) return problem;
  if (!raw.as_of.empty()) {
    options.as_of = ParseDate(raw.as_of);
    if (!options.as_of) return "--as-of: not a date; write it as 2016-12-01";
  }
  for (const std::string& entry : raw.fail_under) {
    const auto equals = entry.find('=');
    char* end = nullptr;
    const double value =
        equals == std::string::npos ? 0 : std::strtod(entry.c_str() + equals + 1, &end);
    if (equals == std::string::npos || end == entry.c_str() + equals + 1 || *end != '\0') {
      return "--fail-under: write it as METRIC=VALUE, for example auc=0.7";
    }
    options.fail_under[entry.substr(0, equals)] = value;
  }
  if (raw.citations && raw.view.empty()) options.view = View::kRecord;
  const auto data = FindData(program);
  const std::string view(ViewName(options.view));
  options.data = data.value_or(std::filesystem::path());
  options.serve = raw.serve;
  if (options.serve.web.empty()) options.serve.web = FindWeb(program).value_or("");
  options.model = DataFile(raw.model, data, "models/" + view + ".yaml");
  options.history = DataFile(raw.history, data, "history/" + view + ".jsonl");
  if (!raw.rules.empty()) {
    options.rules = raw.rules;
  } else if (const auto found = FindRules(program)) {
    options.rules = *found;
  } else {
    return "no rules found beside the program; name their directory with --rules";
  }
  return std::nullopt;
}

}  // namespace imr
