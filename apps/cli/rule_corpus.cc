#include "apps/cli/rule_corpus.h"

#include "apps/cli/predict_command.h"

namespace imr {

Options OnCorpus(const Options& options) {
  Options on = options;
  on.inputs = options.on;
  return on;
}

CorpusAnswers<std::vector<JudgedItem>> JudgeCorpus(const Options& options, const Streams& streams,
                                                   const Predictor& predictor) {
  const Options on = OnCorpus(options);
  return AnswerCorpus<std::vector<JudgedItem>>(on, streams, [&](const Document& document) {
    const CasePrediction prediction =
        predictor.Predict(InView(predictor, document, on.view), {.as_of = on.as_of});
    std::vector<JudgedItem> items;
    for (std::size_t i = 0; i < prediction.items.size(); ++i) {
      items.push_back(Judged(i, prediction.items[i], Overturned(document.decided, i)));
    }
    return items;
  });
}

std::vector<ItemChange> CompareCase(const Document& document, const CasePrediction& before,
                                    const CasePrediction& after) {
  std::vector<ItemChange> items;
  for (std::size_t i = 0; i < before.items.size(); ++i) {
    items.push_back(CompareItem(document.known.id, i, before.items[i], after.items[i],
                                Overturned(document.decided, i)));
  }
  return items;
}

std::optional<bool> Overturned(const Determination& decided, std::size_t item) {
  if (item >= decided.rulings.size() || !decided.rulings[item]) return std::nullopt;
  return decided.rulings[item]->outcome != Outcome::kUpheld;
}

}  // namespace imr
