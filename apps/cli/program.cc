#include "apps/cli/program.h"

#include <arpa/inet.h>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>

#include "apps/cli/evaluate_command.h"
#include "apps/cli/options.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/raw_options.h"
#include "apps/cli/rules_command.h"
#include "apps/cli/rules_compare_command.h"
#include "apps/cli/rules_coverage_command.h"
#include "apps/cli/rules_format_command.h"
#include "apps/cli/rules_new_command.h"
#include "apps/cli/rules_schema_command.h"
#include "apps/cli/rules_show_command.h"
#include "apps/cli/rules_test_command.h"
#include "apps/cli/train_command.h"
#include "apps/history/history_command.h"
#include "apps/server/serve_command.h"

namespace imr {
namespace {

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

int RunCommand(const std::function<int(const Options&, const Streams&)>& command,
               const RawOptions& raw, const std::string& program, const Streams& streams) {
  Options options;
  if (const auto problem = CheckOptions(raw, program, options)) {
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

CLI::Validator AddressOfVersion6() {
  return {[](const std::string& text) {
            in6_addr bytes{};
            return inet_pton(AF_INET6, text.c_str(), &bytes) == 1 ? std::string()
                                                                  : "not an address in figures";
          },
          "IPV6"};
}

void AddServeOptions(CLI::App* command, RawOptions& raw) {
  ServeOptions& serve = raw.serve;
  command->add_option("--port", serve.port, "port to listen on; 0: one that is free")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  command
      ->add_option("--address", serve.address,
                   "address to listen on; any but loopback needs --token-file")
      ->check(CLI::ValidIPV4 | AddressOfVersion6())
      ->capture_default_str();
  command
      ->add_option("--host", serve.hosts,
                   "a name that requests may be sent to (behind a proxy); may be repeated")
      ->allow_extra_args(false);
  command->add_option("--token-file", serve.token_file,
                      "file of the token that requests must carry (Authorization: Bearer)");
  command
      ->add_option("--corpus", serve.corpora,
                   "past rulings that the pages may evaluate on; may be repeated")
      ->allow_extra_args(false);
  command->add_option("--database", serve.database,
                      "file of the history of reviews; in memory when not given");
  command->add_flag("--store-text", serve.store_text,
                    "keep the text of cases in the history of reviews");
  command->add_flag("--edit-rules", serve.edit_rules, "let the pages save changed rules");
  command->add_option("--rules", raw.rules, "directory of the rules");
  command->add_option("--web", serve.web, "directory of the built pages");
  command->add_option("--threads", serve.threads, "threads that answer; all cores when not given")
      ->check(CLI::Range(1, 256));
  command->add_option("--as-of", raw.as_of, "judge by the guidelines in force on this day");
  command->add_flag("--open", serve.open, "show the pages in the browser");
  command->add_flag("--log", serve.log,
                    "a line on standard error for each answer: method, route, status, time");
  command->add_flag("--quiet", raw.quiet, "no messages but errors");
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

// The verbs of the desk's own history. They need no rules; `run` gets what was asked for.
void AddHistoryCommands(CLI::App* history, HistoryCommandOptions& options,
                        std::function<int(const Streams&)>& run) {
  history->require_subcommand(1);
  const auto add = [&](const std::string& name, const std::string& what,
                       int (*command)(const HistoryCommandOptions&, const Streams&),
                       std::vector<std::string> formats) {
    CLI::App* sub = history->add_subcommand(name, what);
    sub->callback([&run, &options, command] {
      run = [&options, command](const Streams& streams) { return command(options, streams); };
    });
    sub->add_option("--database", options.database,
                    "the file of the history (default: imr/history.sqlite in the user's data)");
    if (!formats.empty()) {
      // Not the same for all verbs.
      sub->add_option("--format", options.format,
                      "how results are written: " + formats.front() + " when not given")
          ->check(CLI::IsMember(formats));
      sub->add_option("--output", options.output, "write results to this file");
    }
    sub->add_flag("--quiet", options.quiet, "no messages but errors");
    return sub;
  };
  CLI::App* list =
      add("list", "reviews, newest first", HistoryListCommand, {"text", "json", "jsonl"});
  list->add_option("--limit", options.limit, "how many at most")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  list->add_option("--treatment", options.treatment, "a treatment, or a family (\"x.*\")");
  list->add_option("--search", options.search, "in case numbers and treatments");
  add("show", "whole reviews", HistoryShowCommand, {"text", "json"})
      ->add_option("ID", options.ids, "ids of reviews")
      ->required()
      ->expected(1, -1);
  add("export", "all reviews, oldest first", HistoryExportCommand, {"jsonl", "csv"});
  CLI::App* purge =
      add("purge", "remove reviews and their bytes for good", HistoryPurgeCommand, {});
  purge->add_option("ID", options.ids, "ids of reviews")->expected(0, -1);
  purge->add_option("--before", options.before, "what was recorded before this day (UTC)");
  purge->add_flag("--all", options.all, "everything");
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
  HistoryCommandOptions history_options;
  std::function<int(const Streams&)> run_history;
  AddHistoryCommands(
      app.add_subcommand("history", "what was predicted, decided and ruled at this desk"),
      history_options, run_history);
  CLI::App* version =
      add(&app, "version", "version, rule book hash, model hash, build", VersionCommand);
  AddOutputOptions(version, raw, {"text", "json"});
  AddServeOptions(add(&app, "serve", "web pages and HTTP API on 127.0.0.1", ServeCommand), raw);
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
    if (run_history) return run_history(streams);
    return RunCommand(run, raw, arguments.empty() ? "imr" : arguments.front(), streams);
  } catch (const std::exception&) {
    // What an exception says may hold text of a case.
    err << "imr: stopped by an internal error; please report what was done, without case text\n";
    return kBadInput;
  }
}

}  // namespace imr
