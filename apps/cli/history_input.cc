#include "apps/cli/history_input.h"

#include <charconv>
#include <ostream>
#include <variant>

#include "apps/cli/input_run.h"
#include "apps/cli/predict_command.h"
#include "features/yaml/diagnostic.h"

namespace imr {
namespace {

// "yes" and "no" are truth values, numbers numbers, all else words; codes are set apart by commas.
PlainValue Plain(const std::string& text, FactType type) {
  if (type == FactType::kDocumented && (text == "yes" || text == "no")) return {text == "yes"};
  if (type == FactType::kCodes) {
    std::vector<std::string> codes;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t comma = std::min(text.find(',', from), text.size());
      codes.push_back(text.substr(from, comma - from));
      from = comma + 1;
    }
    return {codes};
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return {number};
  return {text};
}

}  // namespace

std::shared_ptr<const History> LoadHistory(const Options& options, const Predictor& predictor,
                                           const Streams& streams) {
  struct PastCase {
    std::string id;
    std::vector<FactSheet> items;
    Determination decided;
  };
  auto history = std::make_shared<History>(predictor.vocabulary());
  Options reading = options;
  reading.inputs = {options.history.string()};
  const int failed = ForEachInput<PastCase>(
      reading, streams,
      [&](const Document& document, bool /*is_pdf*/) {
        CaseFacts facts = predictor.extractor().Extract(InView(predictor, document, options.view));
        return PastCase{document.known.id, std::move(facts.items), document.decided};
      },
      [&](InputAnswer<PastCase> answer) {
        auto* past = std::get_if<PastCase>(&answer);
        if (past == nullptr) return;
        for (std::size_t i = 0; i < past->items.size(); ++i) {
          const auto& rulings = past->decided.rulings;
          if (i >= rulings.size() || !rulings[i] || history->size() >= kMostPastItems) continue;
          history->Add(past->id, i, past->items[i], rulings[i]->outcome);
        }
      });
  if (failed > 0) {
    streams.err << "imr: the history cannot be used; name another with --history, or 'none'\n";
    return nullptr;
  }
  return history;
}

std::optional<PredictOptions::Supposition> ParseSupposition(const std::string& text,
                                                            const Vocabulary& vocabulary,
                                                            std::string& problem) {
  PredictOptions::Supposition out;
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    problem = "write it as FACT=VALUE";
    return std::nullopt;
  }
  std::string name = text.substr(0, equals);
  if (const std::size_t colon = name.find(':'); colon != std::string::npos) {
    std::size_t item = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + colon, item);
    if (error != std::errc() || end != name.data() + colon || item == 0) {
      problem = "before the colon stands the number of the item, from 1";
      return std::nullopt;
    }
    out.item = item - 1;
    name.erase(0, colon + 1);
  }
  const auto id = vocabulary.Find(name);
  if (!id) {
    problem = "there is no fact '" + name + "'" + Suggestion(name, vocabulary.names());
    return std::nullopt;
  }
  const FactDefinition& definition = vocabulary.Definition(*id);
  auto value = ConvertValue(definition, Plain(text.substr(equals + 1), definition.type), problem);
  if (!value) {
    problem = "'" + name + "' " + problem;
    return std::nullopt;
  }
  out.fact = *id;
  out.value = std::move(*value);
  return out;
}

}  // namespace imr
