// Reads every input of a command line, works on each in parallel and hands on the answers in order.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <variant>

#include "apps/cli/options.h"
#include "features/document/input_stream.h"
#include "features/document/reader.h"

namespace imr {

// What came of one input: what `answer` made of it, or why it could not be read.
template <typename Answer>
using InputAnswer = std::variant<Answer, InputError>;

// The next input, or the error of one that cannot be had; nothing at the end.
using NextInput = std::function<std::optional<std::variant<RawInput, InputError>>()>;

// "imr: path:12: message".
void ReportInputError(const InputError& error, std::ostream& err);

// True when the bytes are a PDF's.
bool IsPdf(std::string_view bytes);

}  // namespace imr

#include "apps/cli/input_run_inl.h"
