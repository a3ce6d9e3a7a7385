// The cases in the body of a request, and what is asked of them by query and headers.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "apps/server/http_message.h"
#include "features/document/reader.h"

namespace imr {

// The name that a client gave to what it sends, for `source` and the name of the case.
struct InputName {
  std::string source = "-";
  std::string stem = "-";  // without folders and ending
};

// `name` is a file's name or path as the client has it; nothing in it is ever opened.
InputName NameOfInput(const std::string& name);

// By the header Imr-Source (percent-encoded); "-" without one. Nothing when that cannot be decoded.
std::optional<InputName> NameOfInput(const HttpRequest& request);

// What the query says of reading: ?view=prescreen|record&as_of=DATE&record=1.
struct Reading {
  View view = View::kPrescreen;
  std::optional<Date> as_of;
  bool record = false;  // in the history
};

// Nothing when a value is none of these; `problem` is the answer then.
std::optional<Reading> ReadingAsked(const HttpRequest& request,
                                    const std::optional<Date>& usual_as_of, HttpResponse& problem);

// Limits for what comes over the network: someone waits for the answer.
ReaderLimits NetworkLimits();

// Calls `take` on each case of `body`: one input of any kind, or JSON lines or a JSON array of case
// files. Stops when `take` returns false.
void ForEachCase(const std::string& body, const InputName& name,
                 const std::function<bool(ReadResult)>& take);

}  // namespace imr
