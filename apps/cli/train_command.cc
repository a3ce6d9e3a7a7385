#include "apps/cli/train_command.h"

#include <fstream>
#include <ostream>
#include <string>
#include <utility>

#include "apps/cli/program.h"
#include "apps/cli/train_letters.h"
#include "apps/cli/train_output.h"
#include "engine/scoring/scoring_weights.h"
#include "engine/scoring/training/table.h"
#include "engine/scoring/training/training.h"
#include "features/document/reader.h"

namespace imr {
namespace {

// Up to here the prior's strength is chosen anew without each held-out fold; with more rows one
// number chosen on all of them gives nothing away.
constexpr Eigen::Index kMostRowsForInnerFolds = 5000;
constexpr int kInnerFolds = 5;

// Nothing when the file cannot be read or is too large, which is told.
std::optional<std::string> ReadTable(const std::string& path, const Streams& streams) {
  std::string bytes;
  std::ifstream file;
  std::istream* in = &streams.in;
  if (path != "-") {
    file.open(path, std::ios::binary);
    in = &file;
  }
  constexpr std::size_t kChunk = 1u << 20;
  while (*in && bytes.size() <= kLargestTable) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kChunk);
    in->read(bytes.data() + before, kChunk);
    bytes.resize(before + static_cast<std::size_t>(in->gcount()));
  }
  if ((path != "-" && !file.is_open()) || in->bad()) {
    streams.err << "imr: " << path << ": cannot be read\n";
    return std::nullopt;
  }
  if (bytes.size() > kLargestTable) {
    streams.err << "imr: " << path << ": is larger than 1 GiB; train on a part of it\n";
    return std::nullopt;
  }
  return bytes;
}

// What scoring.yaml says is never weighed; nothing when the rules have errors, which are told.
std::optional<std::vector<std::string>> NeverWeighed(const Options& options, std::ostream& err) {
  Diagnostics diagnostics;
  const auto vocabulary =
      Vocabulary::Load(options.rules / "vocabulary.yaml", "vocabulary.yaml", diagnostics);
  std::optional<ScoringWeights> weights;
  if (vocabulary) {
    weights = ScoringWeights::Load(options.rules / "scoring.yaml", "scoring.yaml", *vocabulary,
                                   diagnostics);
  }
  if (weights) return std::move(weights->never);
  for (const Diagnostic& d : diagnostics.all()) err << FormatDiagnostic(d) << '\n';
  return std::nullopt;
}

TrainingOptions OptionsFor(const Options& options, Eigen::Index rows) {
  TrainingOptions training;
  training.validation.folds = options.train.folds;
  training.validation.seed = options.train.seed;
  training.validation.one_standard_error = options.train.one_standard_error;
  if (options.train.prior_scale) {
    training.validation.scales = {*options.train.prior_scale};
  } else if (rows <= kMostRowsForInnerFolds) {
    training.validation.inner_folds = kInnerFolds;
  }
  return training;
}

// What is wrong, with the feature or row where it is known.
std::string Explain(const FitError& error, const std::vector<std::string>& names) {
  const bool of_feature =
      error.problem == FitProblem::kUndetermined || error.problem == FitProblem::kSeparable;
  if (!of_feature || error.index < 0) return error.message;
  return error.message + " (feature '" + names[static_cast<std::size_t>(error.index)] + "')";
}

// Reports, and writes the model where one was asked for.
int Finish(const Training& training, const Options& options, const Streams& streams) {
  if (options.format == Format::kText) {
    streams.out << TrainingText(training);
  } else {
    streams.out << TrainingJson(training).dump(1) << '\n';
  }
  if (!training.fit.converged) {
    streams.err << "imr: the fit did not converge; its weights are not to be trusted\n";
  }
  if (!KeepModel(training.model, options, streams.err)) return kWrongUsage;
  return training.fit.converged ? kDone : kDoesNotHold;
}

int TrainOnTable(const Options& options, const Streams& streams) {
  const TrainOptions& asked = options.train;
  if (options.inputs.size() != 1) {
    streams.err << "imr: train --label takes one table\n";
    return kWrongUsage;
  }
  const std::string& path = options.inputs.front();
  auto never = NeverWeighed(options, streams.err);
  if (!never) return kDoesNotHold;
  auto bytes = ReadTable(path, streams);
  if (!bytes) return kBadInput;
  const std::string sha256 = Sha256Hex(*bytes);
  auto read = ReadTrainingTable(*bytes, {.label = asked.label,
                                         .positive = asked.positive,
                                         .group = asked.group,
                                         .delimiter = asked.delimiter,
                                         .exclude = asked.exclude,
                                         .categorical = asked.categorical,
                                         .never = std::move(*never)});
  bytes.reset();
  if (const auto* error = std::get_if<TableError>(&read)) {
    streams.err << "imr: " << path;
    if (error->line > 0) streams.err << ':' << error->line;
    streams.err << ": " << error->message << '\n';
    return kBadInput;
  }
  const auto& table = std::get<TrainingTable>(read);
  if (!options.quiet) {
    for (const std::string& warning : table.warnings) streams.err << "imr: " << warning << '\n';
    if (table.unlabelled > 0) {
      streams.err << "imr: " << table.unlabelled << " rows without an outcome are left out\n";
    }
  }

  const DesignMatrix design = table.design();
  TrainingOptions training_options = OptionsFor(options, design.rows());
  FoldProgress progress(streams.err, options.progress);
  training_options.validation.progress = [&](int done, int all) { progress.Show(done, all); };
  auto trained =
      Train({table.names, design, table.outcomes, table.groups, table.prior}, training_options);
  if (const auto* error = std::get_if<FitError>(&trained)) {
    streams.err << "imr: " << path << ": " << Explain(*error, table.names) << '\n';
    return kDoesNotHold;
  }
  auto& training = std::get<Training>(trained);
  training.model.kind = "table";
  training.model.date = asked.date;
  training.model.sha256 = sha256;
  training.model.about = {{"label", asked.label}, {"positive", asked.positive}};
  if (!asked.group.empty()) training.model.about.emplace_back("group", asked.group);
  training.model.about.emplace_back("folds", std::to_string(asked.folds));
  training.model.about.emplace_back("seed", std::to_string(asked.seed));
  return Finish(training, options, streams);
}

}  // namespace

int TrainCommand(const Options& options, const Streams& streams) {
  return options.train.label.empty() ? TrainLettersCommand(options, streams)
                                     : TrainOnTable(options, streams);
}

}  // namespace imr
