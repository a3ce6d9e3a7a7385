#include "apps/server/case_input.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>
#include <variant>

#include "apps/server/request_target.h"
#include "features/document/input_stream.h"

namespace imr {
namespace {

constexpr std::size_t kMostNameBytes = 300;

// The end of a name, which tells files apart, beginning at a whole character.
std::string Shortened(const std::string& name) {
  if (name.size() <= kMostNameBytes) return name;
  std::size_t from = name.size() - kMostNameBytes;
  while (from < name.size() && (static_cast<unsigned char>(name[from]) & 0xC0) == 0x80) ++from;
  return name.substr(from);
}

// "-:12", as lines of standard input are called, by the name that the client gave.
std::string Renamed(const std::string& called, const std::string& name) {
  return called.starts_with('-') ? name + called.substr(1) : called;
}

bool MayHoldSeveral(const std::string& body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != std::string::npos && (body[first] == '{' || body[first] == '[');
}

}  // namespace

InputName NameOfInput(const std::string& name) {
  if (name.empty() || name == "-") return {};
  const std::string source = Shortened(name);
  std::string stem = std::filesystem::path(source).stem().string();
  if (stem.empty()) stem = "-";
  return {source, std::move(stem)};
}

std::optional<InputName> NameOfInput(const HttpRequest& request) {
  const auto name = DecodePercent(request.Header("imr-source"));
  if (!name) return std::nullopt;
  return NameOfInput(*name);
}

std::optional<Reading> ReadingAsked(const HttpRequest& request,
                                    const std::optional<Date>& usual_as_of, HttpResponse& problem) {
  Reading reading{View::kPrescreen, usual_as_of, false};
  const std::string view = request.Query("view");
  if (view == "record") {
    reading.view = View::kRecord;
  } else if (!view.empty() && view != "prescreen") {
    problem = ProblemResponse(400, "view is prescreen or record.");
    return std::nullopt;
  }
  if (const std::string day = request.Query("as_of"); !day.empty()) {
    reading.as_of = ParseDate(day);
    if (!reading.as_of) {
      problem = ProblemResponse(400, "as_of is not a date; write it as 2016-12-01.");
      return std::nullopt;
    }
  }
  const std::string record = request.Query("record");
  reading.record = record == "1" || record == "true";
  if (!record.empty() && !reading.record && record != "0" && record != "false") {
    problem = ProblemResponse(400, "record is 1 or 0.");
    return std::nullopt;
  }
  return reading;
}

ReaderLimits NetworkLimits() {
  ReaderLimits limits;
  limits.pdf_cpu_seconds = 15;
  limits.pdf_wall_seconds = 20;
  return limits;
}

void ForEachCase(const std::string& body, const InputName& name,
                 const std::function<bool(ReadResult)>& take) {
  const ReaderLimits limits = NetworkLimits();
  if (!MayHoldSeveral(body)) {
    take(ReadDocument(body, name.source, name.stem, limits));
    return;
  }
  std::istringstream in(body);
  InputStream inputs({"-"}, in, limits);
  while (auto next = inputs.Next()) {
    if (auto* error = std::get_if<InputError>(&*next)) {
      error->source = Renamed(error->source, name.source);
      if (!take(std::move(*error))) return;
      continue;
    }
    const RawInput& input = std::get<RawInput>(*next);
    if (!take(ReadDocument(input.bytes, Renamed(input.source, name.source),
                           Renamed(input.file_stem, name.stem), limits))) {
      return;
    }
  }
}

}  // namespace imr
