#include "apps/cli/evaluated_predictions.h"

#include <algorithm>
#include <limits>
#include <map>

#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "engine/scoring/log_odds.h"
#include "engine/training/letters_model.h"
#include "engine/training/trainer.h"

namespace imr {
namespace {

using Sets = std::vector<std::vector<EvaluatedItem>>;

// A part to be predicted that is smaller tells nothing.
constexpr int kFewestLaterCases = 5;

// The items of all cases, with what `of` one of them says.
template <typename List>
auto Gathered(const DecidedCases& decided, List DecidedCase::*of) {
  List all;
  for (const DecidedCase& one : decided.cases) {
    all.insert(all.end(), (one.*of).begin(), (one.*of).end());
  }
  return all;
}

// The items of all cases with the probabilities of fits that had not seen them.
std::vector<EvaluatedItem> HeldOutItems(const DecidedCases& decided, const TrainingCorpus& corpus,
                                        const HeldOut& held_out) {
  std::map<std::pair<std::string, std::size_t>, double> probability;
  for (std::size_t row = 0; row < corpus.items().size(); ++row) {
    const TrainingItem& item = corpus.items()[row];
    probability[{item.case_id, item.index}] =
        Logistic(held_out.log_odds[static_cast<Eigen::Index>(row)]);
  }
  std::vector<EvaluatedItem> items = Gathered(decided, &DecidedCase::items);
  for (EvaluatedItem& item : items) {
    item.probability = probability.at({item.case_id, item.index});
    item.low = item.high = std::numeric_limits<double>::quiet_NaN();
  }
  return items;
}

// Predicts and explains each case by a fit that had not seen it. The cases were kept.
std::optional<FitError> ExplainHeldOut(const Predictor& predictor, const Options& options,
                                       const TrainingCorpus& corpus, const Trainer& trainer,
                                       const HeldOut& held_out, DecidedCases& decided) {
  std::map<std::string, int> fold_of;
  for (std::size_t row = 0; row < corpus.items().size(); ++row) {
    fold_of[corpus.items()[row].case_id] = held_out.folds[row];
  }
  for (int fold = 0; fold < static_cast<int>(held_out.trusts.size()); ++fold) {
    const Trust& trust = held_out.trusts[static_cast<std::size_t>(fold)];
    auto fit = trainer.FitRows(held_out.folds, fold, trust);
    if (auto* error = std::get_if<FitError>(&fit)) return std::move(*error);
    const auto fitted =
        predictor.WithModel(trainer.Weights(std::get<Trainer::Fit>(fit), trust), {}, "");
    for (DecidedCase& one : decided.cases) {
      const auto it = fold_of.find(one.case_id);
      if (it != fold_of.end() && it->second == fold) PredictAgain(*fitted, options, true, one);
    }
  }
  return std::nullopt;
}

// Predictions for the items of a corpus by fits that had not seen their cases, one for each seed;
// explains by those of the first.
std::optional<Sets> PredictHeldOut(const Predictor& predictor, const Options& options,
                                   const std::function<void(int, int)>& on_fit,
                                   DecidedCases& decided, std::ostream& err) {
  const auto teacher = LoadTeacher(options, err);
  if (!teacher) return std::nullopt;
  const TrainingCorpus corpus = decided.TakeTrainingCorpus(*teacher);
  if (corpus.cases() < options.cross_validate) {
    err << "imr: --cross-validate " << options.cross_validate << ": there are only "
        << corpus.cases() << " cases\n";
    return std::nullopt;
  }
  const Trainer trainer(corpus);
  std::optional<FitError> failed;
  Sets by_seed;
  for (int seed = 1; seed <= options.seeds && !failed; ++seed) {
    TrainerOptions training = TrainerOptionsOf(options, *teacher);
    training.seed = static_cast<std::uint64_t>(seed);
    training.progress = on_fit;
    auto result = trainer.CrossValidate(training);
    if (auto* error = std::get_if<FitError>(&result)) {
      failed = std::move(*error);
      break;
    }
    const HeldOut& held_out = std::get<HeldOut>(result);
    const bool explain = options.format == Format::kHtml && seed == 1;
    if (explain) {
      failed = ExplainHeldOut(predictor, options, corpus, trainer, held_out, decided);
    }
    // What is explained is what was computed: the same probability, to the settling of fates.
    by_seed.push_back(explain ? Gathered(decided, &DecidedCase::items)
                              : HeldOutItems(decided, corpus, held_out));
  }
  if (!failed) return by_seed;
  err << "imr: " << failed->message << '\n';
  return std::nullopt;
}

void Count(const DecidedCase& one, TemporalSplit::Part& part) {
  ++part.cases;
  part.items += static_cast<int>(one.items.size());
  for (const EvaluatedItem& item : one.items) part.overturned += item.overturned ? 1 : 0;
  if (!part.first || *one.decision < *part.first) part.first = one.decision;
  if (!part.last || *part.last < *one.decision) part.last = one.decision;
}

// Why the later part cannot be evaluated on, with advice; nothing when it can.
std::optional<std::string> TooFewLater(const TemporalSplit& split) {
  const TemporalSplit::Part& later = split.later;
  const int upheld = later.items - later.overturned;
  if (later.cases >= kFewestLaterCases && later.overturned > 0 && upheld > 0) return std::nullopt;
  std::string out = "only " + std::to_string(later.cases) + " cases were decided on or after " +
                    FormatDate(split.day) + ", " + std::to_string(later.overturned) +
                    " of their items overturned and " + std::to_string(upheld) +
                    " upheld; an evaluation needs at least " + std::to_string(kFewestLaterCases) +
                    " cases and one item of each outcome. Choose an earlier day";
  if (split.training.last) {
    out += "; the decisions before it are from " + FormatDate(*split.training.first) + " to " +
           FormatDate(*split.training.last);
  }
  return out;
}

// Trains on the cases decided before the day, predicts the others, and leaves only these.
std::optional<TemporalSplit> PredictLater(const Predictor& predictor, const Options& options,
                                          DecidedCases& decided, std::ostream& err) {
  const auto teacher = LoadTeacher(options, err);
  if (!teacher) return std::nullopt;
  TemporalSplit split{.day = *options.split, .training = {}, .later = {}};
  for (const DecidedCase& one : decided.cases) {
    if (one.items.empty()) continue;
    if (!one.decision) {
      ++split.undated;
    } else {
      Count(one, *one.decision < split.day ? split.training : split.later);
    }
  }
  const auto is_earlier = [&](const DecidedCase& one) {
    return one.decision && *one.decision < split.day;
  };
  const TrainingCorpus corpus = decided.TakeTrainingCorpus(*teacher, is_earlier);
  TrainerOptions training = TrainerOptionsOf(options, *teacher);
  auto problem = TooLittleToTrainOn(corpus, training.folds);
  if (problem) {
    *problem = "of the cases decided before " + FormatDate(split.day) + ": " + *problem +
               ". Or choose a later day for --split";
  } else {
    problem = TooFewLater(split);
  }
  if (problem) {
    err << "imr: --split: " << *problem << '\n';
    return std::nullopt;
  }
  auto result =
      TrainOnLetters(corpus, std::string(ViewName(options.view)), split.training.last, training);
  if (auto* error = std::get_if<FitError>(&result)) {
    err << "imr: " << error->message << '\n';
    return std::nullopt;
  }
  const LettersModel& trained = std::get<LettersModel>(result);
  split.prior_scale = trained.trust.scale;
  split.teacher_weight = trained.trust.teacher;
  const auto fitted = predictor.WithModel(ToFittedWeights(trained.model), trained.model.bands, "");
  std::erase_if(decided.cases, [&](const DecidedCase& one) { return !one.known; });
  for (DecidedCase& one : decided.cases) {
    PredictAgain(*fitted, options, options.format == Format::kHtml, one);
  }
  return split;
}

// What is to be kept of the cases for the way that the options ask for.
Wanted WantedFor(const Options& options, const Predictor* against) {
  const bool html = options.format == Format::kHtml;
  Wanted wanted{.training = options.cross_validate > 0 || options.split.has_value(),
                .explained = html && options.cross_validate == 0 && !options.split,
                .against = against,
                .known = {}};
  if (options.split) {
    wanted.known = [day = *options.split](const Determination& decided) {
      return decided.decision && !(*decided.decision < day);
    };
  } else if (html && options.cross_validate > 0) {
    wanted.known = [](const Determination&) { return true; };
  }
  return wanted;
}

}  // namespace

std::string ModelInWords(const std::filesystem::path& model) {
  return model.empty() ? "the weights of the rules, nothing fitted" : model.string();
}

std::variant<EvaluatedPredictions, int> PredictDecided(const Options& options,
                                                       const Streams& streams) {
  const auto rules = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!rules) return kDoesNotHold;
  const DecidedSource source{.rules = rules,
                             .read =
                                 [&](const Predictor& predictor, const Wanted& wanted) {
                                   return ReadDecidedCases(options, streams, predictor, wanted);
                                 },
                             .on_fit = {}};
  return PredictDecided(source, options, streams.err);
}

std::variant<EvaluatedPredictions, int> PredictDecided(const DecidedSource& source,
                                                       const Options& options, std::ostream& err) {
  EvaluatedPredictions out;
  const auto& rules = source.rules;
  std::shared_ptr<const Predictor> predictor = rules;
  const bool trains = options.cross_validate > 0 || options.split;
  if (!trains) {
    predictor = WithModelFile(rules, options.model, options, err, &out.trained_on);
    if (!predictor) return kDoesNotHold;
    out.model = ModelInWords(options.model);
  }
  std::shared_ptr<const Predictor> against;
  if (options.against) {
    against = WithModelFile(rules, *options.against, options, err, &out.against_trained_on);
    if (!against) return kDoesNotHold;
  }
  DecidedCases decided = source.read(*predictor, WantedFor(options, against.get()));
  out.failed = decided.failed;
  out.duplicates = decided.duplicates;
  if (Gathered(decided, &DecidedCase::items).empty()) {
    err << "imr: no input holds a ruling; nothing to evaluate\n";
    return decided.failed > 0 ? kBadInput : kDoesNotHold;
  }
  if (options.cross_validate > 0) {
    auto by_seed = PredictHeldOut(*predictor, options, source.on_fit, decided, err);
    if (!by_seed) return kDoesNotHold;
    out.sets = std::move(*by_seed);
    out.model = "fitted on the other cases for each of " + std::to_string(options.cross_validate) +
                " parts";
  } else {
    if (options.split) {
      out.split = PredictLater(*predictor, options, decided, err);
      if (!out.split) return kDoesNotHold;
      out.model = "fitted on decisions before " + FormatDate(*options.split);
    }
    out.sets.push_back(Gathered(decided, &DecidedCase::items));
  }
  for (const DecidedCase& one : decided.cases) {
    out.origins[one.case_id] = {.source = one.source, .decision = one.decision};
  }
  out.against = Gathered(decided, &DecidedCase::against);
  out.explained = Gathered(decided, &DecidedCase::explained);
  return out;
}

}  // namespace imr
