// Reads the historical rulings that --on names (or a command's inputs), each case once.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/input_run.h"
#include "apps/cli/options.h"

namespace imr {

template <typename Answer>
struct CorpusCase {
  std::string id;
  std::string source;
  bool is_pdf = false;
  Answer answer;
};

template <typename Answer>
struct CorpusAnswers {
  std::vector<CorpusCase<Answer>> cases;  // in the order of the inputs
  // (source, case number) of inputs left out, in order of the inputs.
  std::vector<std::pair<std::string, std::string>> duplicates;
  int failed = 0;  // inputs that could not be read
};

// Which of the inputs with these case numbers to count: each number once, text before PDF, else the
// first.
std::vector<bool> CountedOnce(const std::vector<std::pair<std::string, bool>>& ids_and_is_pdf);

// Tells which inputs were left out, unless --quiet.
void ReportDuplicates(const Options& options,
                      const std::vector<std::pair<std::string, std::string>>& duplicates,
                      std::ostream& err);

// `answer` runs in options.jobs threads. What it returns is kept for the whole corpus: it should be
// small. `on_error` is told of what cannot be read.
template <typename Answer>
CorpusAnswers<Answer> AnswerCorpusOf(const NextInput& next, const Options& options,
                                     const Streams& streams,
                                     const std::function<Answer(const Document&)>& answer,
                                     const std::function<void(const InputError&)>& on_error) {
  std::vector<CorpusCase<Answer>> all;
  CorpusAnswers<Answer> out;
  out.failed = ForEachInputOf<CorpusCase<Answer>>(
      next, options, streams,
      [&](const Document& document, bool is_pdf) {
        return CorpusCase<Answer>{document.known.id, document.source, is_pdf, answer(document)};
      },
      [&](InputAnswer<CorpusCase<Answer>> one) {
        if (auto* read = std::get_if<CorpusCase<Answer>>(&one)) {
          all.push_back(std::move(*read));
        } else if (on_error) {
          on_error(std::get<InputError>(one));
        }
      });
  std::vector<std::pair<std::string, bool>> ids;
  ids.reserve(all.size());
  for (const auto& one : all) ids.emplace_back(one.id, one.is_pdf);
  const std::vector<bool> counted = CountedOnce(ids);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (counted[i]) {
      out.cases.push_back(std::move(all[i]));
    } else {
      out.duplicates.emplace_back(all[i].source, all[i].id);
    }
  }
  ReportDuplicates(options, out.duplicates, streams.err);
  return out;
}

// The same on the inputs that the options name.
template <typename Answer>
CorpusAnswers<Answer> AnswerCorpus(const Options& options, const Streams& streams,
                                   const std::function<Answer(const Document&)>& answer) {
  InputStream inputs(options.inputs, streams.in);
  return AnswerCorpusOf<Answer>([&] { return inputs.Next(); }, options, streams, answer, {});
}

// The same over documents already read, each case once. `answer` runs in `jobs` threads; what it
// throws stops the run and is thrown again.
template <typename Answer>
CorpusAnswers<Answer> AnswerDocuments(const CorpusAnswers<Document>& documents, int jobs,
                                      const std::function<Answer(const Document&)>& answer) {
  CorpusAnswers<Answer> out;
  out.duplicates = documents.duplicates;
  out.failed = documents.failed;
  out.cases.reserve(documents.cases.size());
  std::size_t next = 0;
  ProcessInOrder<const CorpusCase<Document>*, CorpusCase<Answer>>(
      jobs,
      [&] {
        return next < documents.cases.size() ? std::optional(&documents.cases[next++])
                                             : std::nullopt;
      },
      [&](const CorpusCase<Document>* one) {
        return CorpusCase<Answer>{one->id, one->source, one->is_pdf, answer(one->answer)};
      },
      [&](CorpusCase<Answer> one) { out.cases.push_back(std::move(one)); });
  return out;
}

}  // namespace imr
