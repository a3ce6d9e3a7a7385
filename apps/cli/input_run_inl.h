#pragma once

#include <optional>
#include <utility>

#include "apps/cli/page_progress.h"
#include "engine/prediction/pipeline.h"

namespace imr {

// Calls `answer` on each document that `next` gives (called by one thread at a time) in one of
// options.jobs threads, and `emit` with each answer or error in the order of the inputs. Returns
// the number of inputs that could not be read.
template <typename Answer>
int ForEachInputOf(const NextInput& next, const Options& options, const Streams& streams,
                   const std::function<Answer(const Document&, bool is_pdf)>& answer,
                   const std::function<void(InputAnswer<Answer>)>& emit) {
  using Raw = std::variant<RawInput, InputError>;
  PageProgress progress(streams.err, options.progress);
  const ReaderOptions reading{{}, options.ocr, [&](const std::string& source, int page, int pages) {
                                progress.Show(source, page, pages);
                              }};
  int failed = 0;
  ProcessInOrder<Raw, InputAnswer<Answer>>(
      options.jobs, next,
      [&](Raw raw) -> InputAnswer<Answer> {
        if (auto* error = std::get_if<InputError>(&raw)) return std::move(*error);
        const RawInput& input = std::get<RawInput>(raw);
        ReadResult read = ReadDocument(input.bytes, input.source, input.file_stem, reading);
        if (auto* error = std::get_if<InputError>(&read)) return std::move(*error);
        return answer(std::get<Document>(read), IsPdf(input.bytes));
      },
      [&](InputAnswer<Answer> result) {
        const auto pause = progress.Pause();
        if (const auto* error = std::get_if<InputError>(&result)) {
          ++failed;
          ReportInputError(*error, streams.err);
        }
        emit(std::move(result));
      });
  return failed;
}

// The same on the inputs that the options name.
template <typename Answer>
int ForEachInput(const Options& options, const Streams& streams,
                 const std::function<Answer(const Document&, bool is_pdf)>& answer,
                 const std::function<void(InputAnswer<Answer>)>& emit) {
  InputStream inputs(options.inputs, streams.in);
  return ForEachInputOf<Answer>([&] { return inputs.Next(); }, options, streams, answer, emit);
}

}  // namespace imr
