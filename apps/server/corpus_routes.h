// The corpora over HTTP: which there are, new ones uploaded, and one case of them with its
// prediction.
#pragma once

#include "apps/server/corpus_shelf.h"
#include "apps/server/desk.h"
#include "apps/server/router.h"

namespace imr {

// The largest body of an upload, in bytes.
inline constexpr std::size_t kLargestUpload = std::size_t{64} << 20;

// GET and POST /api/v1/corpora, DELETE /api/v1/corpora/{name} (of what was uploaded),
// GET /api/v1/corpora/{name}/cases/{case}?view=, and POST to the same with {"view", "as_of",
// "corrections", "what_if"}, which answers as POST /api/v1/review does. `desk` and `shelf` outlive
// the router.
void AddCorpusRoutes(Router& router, const Desk& desk, CorpusShelf& shelf);

// 404.
HttpResponse NoSuchCorpus();

// [{"source", "line", "message"}] of inputs that could not be read.
nlohmann::ordered_json UnreadableJson(const CorpusContent& content);

// "prescreen" or "record", "" for prescreen; nothing for anything else.
std::optional<View> ViewNamed(std::string_view name);

}  // namespace imr
