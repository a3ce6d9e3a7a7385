#include "apps/cli/program.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include <CLI/CLI.hpp>

#include "apps/cli/evaluate_command.h"
#include "apps/cli/options.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/rules_command.h"
#include "apps/cli/rules_compare_command.h"
#include "apps/cli/rules_coverage_command.h"
#include "apps/cli/rules_format_command.h"
#include "apps/cli/rules_location.h"
#include "apps/cli/rules_new_command.h"
#include "apps/cli/rules_schema_command.h"
#include "apps/cli/rules_show_command.h"
#include "apps/cli/rules_test_command.h"
#include "apps/cli/train_command.h"

namespace imr {
namespace {

// What CLI11 fills in, as text, before it is checked.
struct RawOptions {
  std::vector<std::string> inputs;
  std::string format = "text";
  std::string view;  // empty: not given
  std::string rules;
  std::string as_of;
  std::string output;
  std::vector<std::string> fail_under;
  std::string gold_facts;
  std::string show;
  int jobs = 0;
  bool quiet = false;
  bool ocr = false;
  bool no_color = false;
  bool citations = false;
  bool coverage = false;
  std::vector<std::string> on;
  int cross_validate = 0;
  int seeds = 1;
  std::string against;
  std::string split;
  bool learning_curve = false;
  std::string teacher;
  std::string model;
  std::string history;
  std::string history_output;
  std::vector<std::string> what_if;
  double teacher_weight = -1;
  bool watch = false;
  bool check_only = false;
  std::string new_file;
  std::string prior_scale = "auto";
  std::string delimiter = "auto";
  std::string date;
  TrainOptions train;
};

enum class Takes { kNothing, kInputs, kRulePaths };

void AddOutputOptions(CLI::App* command, RawOptions& raw, std::vector<std::string> formats) {
  command->add_option("--format", raw.format, "how results are written")
      ->check(CLI::IsMember(std::move(formats)))
      ->capture_default_str();
  command->add_option("--output", raw.output, "write results to this file");
  command->add_option("--rules", raw.rules, "directory of the rules");
  command->add_flag("--quiet", raw.quiet, "no messages but errors");
  command->add_flag("--no-color", raw.no_color, "no colour (also: NO_COLOR in the environment)");
}

void AddReadingOptions(CLI::App* command, RawOptions& raw) {
  command->add_option("--view", raw.view, "what is read of a letter")
      ->check(CLI::IsMember({"prescreen", "record"}))
      ->default_str("prescreen");
  command->add_option("--as-of", raw.as_of, "judge by the guidelines in force on this day");
  command->add_flag("--ocr", raw.ocr, "recognise the text of scanned PDFs (needs tesseract)");
  command->add_option("--jobs", raw.jobs, "threads; all cores when not given")
      ->check(CLI::Range(1, 256));
}

void AddModelOption(CLI::App* command, RawOptions& raw) {
  command->add_option("--model", raw.model,
                      "fitted model, or none for the weights that the rules give; the one that "
                      "comes with the program when not given");
}

void AddTrainingOptions(CLI::App* command, RawOptions& raw) {
  command->add_option("--teacher", raw.teacher,
                      "probabilities given before the decision (JSON lines: case, item, p), used "
                      "as soft evidence beside the outcomes");
  command
      ->add_option("--teacher-weight", raw.teacher_weight,
                   "how many rulings a teacher's probability counts as; chosen by "
                   "cross-validation when not given")
      ->check(CLI::Range(0.0, 100.0));
}

void AddCaseOptions(CLI::App* command, RawOptions& raw) {
  command->add_option("INPUT", raw.inputs,
                      "letters, requests, case files or directories; - is standard input");
  AddReadingOptions(command, raw);
}

// The corpus of a rule author's command, and how it is read.
void AddCorpusOptions(CLI::App* command, RawOptions& raw, bool required) {
  command->add_option("--on", raw.on, "letters with rulings: files or directories")
      ->required(required)
      ->expected(1, -1);
  AddReadingOptions(command, raw);
}

void AddTrainOptions(CLI::App* command, RawOptions& raw) {
  TrainOptions& train = raw.train;
  const auto columns = [&](const std::string& name, std::vector<std::string>& to,
                           const std::string& what) {
    command->add_option(name, to, what)->delimiter(',')->allow_extra_args(false)->take_all();
  };
  command
      ->add_option("INPUT", raw.inputs,
                   "letters with rulings, case files or directories; with --label a table of "
                   "comma-separated values; - is standard input")
      ->required();
  AddReadingOptions(command, raw);
  AddTrainingOptions(command, raw);
  command->add_option("--history-output", raw.history_output,
                      "also write the cases to this file, as facts without their text");
  command->add_option("--output,--model", train.model, "write the model to this file");
  command->add_option("--label", train.label, "column of a table that holds the outcome");
  command->add_option("--positive", train.positive, "value of the label that counts as positive");
  command->add_option("--group", train.group,
                      "column of a table whose equal values are held out together");
  columns("--exclude", train.exclude, "columns of a table to leave out, with commas between");
  columns("--categorical", train.categorical,
          "columns of numbers to take by their values; auto: none");
  command->add_option("--delimiter", raw.delimiter, "character between fields, tab, or auto")
      ->capture_default_str();
  command->add_option("--folds", train.folds, "parts that are held out in turn")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  command->add_option("--seed", train.seed, "of folds and resamples")->capture_default_str();
  command
      ->add_option("--prior-scale", raw.prior_scale,
                   "what deviations of the prior are multiplied with; auto: chosen on held-out "
                   "groups")
      ->capture_default_str();
  command->add_flag("--one-standard-error", train.one_standard_error,
                    "choose the strongest prior within one standard error of the best");
  command->add_option("--date", raw.date, "date to stand in the model");
  command->add_option("--format", raw.format, "how the report is written")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--rules", raw.rules, "directory of the rules");
  command->add_flag("--quiet", raw.quiet, "no messages but errors");
}

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

// The checked options, or what is wrong with them.
std::optional<std::string> Check(const RawOptions& raw, const std::string& program,
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

int RunCommand(const std::function<int(const Options&, const Streams&)>& command,
               const RawOptions& raw, const std::string& program, const Streams& streams) {
  Options options;
  if (const auto problem = Check(raw, program, options)) {
    streams.err << "imr: " << *problem << '\n';
    return kWrongUsage;
  }
  if (options.output.empty()) return command(options, streams);
  std::ofstream file(options.output, std::ios::binary);
  if (!file) {
    streams.err << "imr: " << options.output << ": cannot be written\n";
    return kWrongUsage;
  }
  const int status = command(options, Streams{streams.in, file, streams.err});
  file.flush();
  if (!file) {
    streams.err << "imr: " << options.output << ": could not be written to the end\n";
    return kWrongUsage;
  }
  return status;
}

using AddCommand = std::function<CLI::App*(CLI::App*, const std::string&, const std::string&,
                                           std::function<int(const Options&, const Streams&)>)>;

// The verbs that tell a rule author what the rules say and do.
void AddRuleAuthorCommands(CLI::App* rules, RawOptions& raw, const AddCommand& add) {
  CLI::App* show = add(rules, "show", "rules in plain English, and how they came out on a corpus",
                       RulesShowCommand);
  show->add_option("ID|TREATMENT", raw.inputs,
                   "guidelines, criteria (guideline/criterion) or treatments; all when none")
      ->expected(0, -1);
  AddCorpusOptions(show, raw, false);
  AddOutputOptions(show, raw, {"text", "json", "html", "markdown"});
  CLI::App* coverage =
      add(rules, "coverage",
          "what the rules leave open on a corpus: criteria never decided, treatments with no "
          "guideline, conflicts, abstentions",
          RulesCoverageCommand);
  AddCorpusOptions(coverage, raw, true);
  AddOutputOptions(coverage, raw, {"text", "json", "csv"});
  CLI::App* compare = add(rules, "compare",
                          "what a change to the rules changes on a corpus: predictions that flip, "
                          "probabilities that move, metrics before and after",
                          RulesCompareCommand);
  compare
      ->add_option("OLD NEW", raw.inputs,
                   "each a directory of rules, or a git revision of the rules in use")
      ->required()
      ->expected(2);
  AddCorpusOptions(compare, raw, true);
  AddOutputOptions(compare, raw, {"text", "json", "html"});
}

}  // namespace

int RunProgram(const std::vector<std::string>& arguments, std::istream& in, std::ostream& out,
               std::ostream& err) {
  const Streams streams{in, out, err};
  RawOptions raw;
  CLI::App app(
      "imr reads a request for treatment and its records, and predicts with reasons whether "
      "Independent Medical Review would overturn its denial. It advises; it does not decide.",
      "imr");
  app.require_subcommand(1);

  std::function<int(const Options&, const Streams&)> run;
  const AddCommand add = [&](CLI::App* parent, const std::string& name, const std::string& what,
                             std::function<int(const Options&, const Streams&)> command) {
    CLI::App* sub = parent->add_subcommand(name, what);
    sub->callback([&run, command = std::move(command)] { run = command; });
    return sub;
  };
  CLI::App* predict =
      add(&app, "predict", "predict every disputed item of every input", PredictCommand);
  AddCaseOptions(predict, raw);
  AddOutputOptions(predict, raw, {"text", "json", "jsonl"});
  AddModelOption(predict, raw);
  predict->add_option("--history", raw.history,
                      "decided cases that precedents are taken from (as `train --history-output` "
                      "writes them), or none");
  predict->add_option("--what-if", raw.what_if,
                      "FACT=VALUE, or ITEM:FACT=VALUE (items from 1): also predict as if this were "
                      "documented; may be repeated");
  CLI::App* facts = add(&app, "facts", "only read: the case, its items, their facts", FactsCommand);
  AddCaseOptions(facts, raw);
  AddOutputOptions(facts, raw, {"text", "json", "jsonl", "html"});
  CLI::App* evaluate =
      add(&app, "evaluate", "compare predictions with historical rulings", EvaluateCommand);
  AddCaseOptions(evaluate, raw);
  AddOutputOptions(evaluate, raw, {"text", "json", "csv", "html"});
  evaluate->add_option("--facts", raw.gold_facts,
                       "compare facts with those of this file of annotated items (JSON lines), in "
                       "both views unless --view is given");
  evaluate->add_option("--show", raw.show,
                       "with --facts: list the errors of this fact with their sentences");
  evaluate->add_flag("--citations", raw.citations,
                     "compare the guidelines that decide with those that the experts cited, in the "
                     "record view unless --view is given");
  evaluate->add_option("--fail-under", raw.fail_under,
                       "METRIC=VALUE: exit status 1 when the metric is below");
  evaluate
      ->add_option("--cross-validate", raw.cross_validate,
                   "train on the other cases for each of so many parts, and predict the part")
      ->check(CLI::Range(2, 100));
  evaluate
      ->add_option("--seeds", raw.seeds,
                   "with --cross-validate: draw the parts so often and average the figures")
      ->check(CLI::Range(1, 100));
  evaluate->add_option("--against", raw.against,
                       "compare with this model, or none for the weights that the rules give: "
                       "differences with intervals, the same letters drawn for both");
  evaluate->add_option("--split", raw.split,
                       "train on the cases decided before this day, predict the others");
  evaluate->add_flag("--learning-curve", raw.learning_curve,
                     "train on growing shares of the cases and predict held-out ones");
  AddTrainingOptions(evaluate, raw);
  AddModelOption(evaluate, raw);
  evaluate
      ->add_option(
          "--prior-scale", raw.prior_scale,
          "where evaluation trains: what deviations of the prior are multiplied with; auto: "
          "chosen on held-out cases")
      ->capture_default_str();
  AddTrainOptions(add(&app, "train", "fit a model to historical outcomes", TrainCommand), raw);
  CLI::App* rules = app.add_subcommand("rules", "check and test the rules");
  rules->require_subcommand(1);
  CLI::App* check = add(rules, "check", "every error and warning in the rules", RulesCheckCommand);
  check->add_option("PATH", raw.inputs, "a rules directory, or files in one")->expected(0, -1);
  AddOutputOptions(check, raw, {"text", "json"});
  CLI::App* test =
      add(rules, "test", "run the examples that stand beside the rules", RulesTestCommand);
  test->add_option("PATH", raw.inputs, "a rules directory, or files in one")->expected(0, -1);
  test->add_flag("--watch", raw.watch, "run again whenever a file changes, until interrupted");
  test->add_flag("--coverage", raw.coverage, "also list what no example decides");
  AddOutputOptions(test, raw, {"text", "json"});
  AddRuleAuthorCommands(rules, raw, add);
  CLI::App* fresh =
      add(rules, "new", "a commented guideline for a treatment, to start from", RulesNewCommand);
  fresh->add_option("TREATMENT", raw.inputs, "a treatment of the vocabulary, or a family (\"x.*\")")
      ->required()
      ->expected(1);
  fresh->add_option("--output", raw.new_file, "write it to this new file, which names it");
  fresh->add_option("--rules", raw.rules, "directory of the rules");
  fresh->add_flag("--quiet", raw.quiet, "no messages but errors");
  CLI::App* layout =
      add(rules, "format", "put rule files into their canonical layout", RulesFormatCommand);
  layout->add_option("PATH", raw.inputs, "a rules directory, or files in one")->expected(0, -1);
  layout->add_flag("--check", raw.check_only, "change nothing; list files that would change");
  layout->add_option("--rules", raw.rules, "directory of the rules");
  layout->add_flag("--quiet", raw.quiet, "no messages but errors");
  CLI::App* schema =
      add(rules, "schema", "renew the JSON Schemas of rule files, for editors", RulesSchemaCommand);
  schema->add_option("PATH", raw.inputs, "a rules directory")->expected(0, 1);
  schema->add_flag("--check", raw.check_only, "change nothing; list files that would change");
  schema->add_option("--rules", raw.rules, "directory of the rules");
  schema->add_flag("--quiet", raw.quiet, "no messages but errors");
  CLI::App* version =
      add(&app, "version", "version, rule book hash, model hash, build", VersionCommand);
  AddOutputOptions(version, raw, {"text", "json"});
  AddModelOption(version, raw);

  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    if (!reversed.empty()) reversed.pop_back();
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    for (CLI::App* shown = &app;;) {
      const auto chosen = shown->get_subcommands();
      if (chosen.empty()) {
        out << shown->help();
        return kDone;
      }
      shown = chosen.front();
    }
  } catch (const CLI::ParseError& error) {
    err << "imr: " << error.what() << "\nRun with --help for usage.\n";
    return kWrongUsage;
  }
  try {
    return RunCommand(run, raw, arguments.empty() ? "imr" : arguments.front(), streams);
  } catch (const std::exception&) {
    // What an exception says may hold text of a case.
    err << "imr: stopped by an internal error; please report what was done, without case text\n";
    return kBadInput;
  }
}

}  // namespace imr
