#include "apps/server/serve_command.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <spawn.h>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <variant>

#include "apps/cli/history_input.h"
#include "apps/cli/predict_command.h"
#include "apps/cli/program.h"
#include "apps/history/review_history.h"
#include "apps/server/api_routes.h"
#include "apps/server/case_input.h"
#include "apps/server/desk.h"
#include "apps/server/http_server.h"
#include "apps/server/metrics.h"
#include "apps/server/page_routes.h"
#include "apps/server/router.h"
#include "apps/server/workroom.h"

namespace imr {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShortestToken = 16;

// The token in a file; nothing when there is no usable one, which is told on `err`.
std::optional<std::string> ReadToken(const fs::path& path, std::ostream& err) {
  std::ifstream in(path);
  std::string token;
  if (!in || !std::getline(in, token)) {
    err << "imr: " << path.string() << ": holds no token; write one, of at least " << kShortestToken
        << " characters, into it\n";
    return std::nullopt;
  }
  while (!token.empty() && (token.back() == '\r' || token.back() == ' ')) token.pop_back();
  const bool plain = std::all_of(token.begin(), token.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f;
  });
  if (token.size() < kShortestToken || !plain) {
    err << "imr: " << path.string() << ": a token has at least " << kShortestToken
        << " characters, all of them printable ASCII without spaces\n";
    return std::nullopt;
  }
  std::error_code error;
  const auto mode = fs::status(path, error).permissions();
  if (!error && (mode & fs::perms::others_read) != fs::perms::none) {
    err << "imr: " << path.string() << ": others can read the token; chmod 600 it\n";
  }
  return token;
}

// The predictor of a view with its own model and precedents, of rules loaded once.
std::shared_ptr<const Predictor> OfView(const std::shared_ptr<const Predictor>& rules, View view,
                                        const Options& options, const Streams& streams) {
  Options own = options;
  own.view = view;
  const auto usual = [&](const std::string& file) {
    std::error_code error;
    const fs::path path = options.data / file;
    return !options.data.empty() && fs::exists(path, error) ? path : fs::path();
  };
  own.model = usual("models/" + std::string(ViewName(view)) + ".yaml");
  own.history = usual("history/" + std::string(ViewName(view)) + ".jsonl");
  auto predictor = WithModelFile(rules, own.model, own, streams.err);
  if (!predictor || own.history.empty()) return predictor;
  const auto history = LoadHistory(own, *predictor, streams);
  return history ? predictor->WithHistory(history) : nullptr;
}

// Names the corpora by the last part of their paths. False when one is not there.
bool OpenCorpora(const std::vector<std::string>& paths, std::vector<Corpus>& corpora,
                 std::ostream& err) {
  std::set<std::string> names;
  for (const std::string& given : paths) {
    std::error_code error;
    const fs::path path = fs::canonical(given, error);
    if (error) {
      err << "imr: --corpus " << given << ": there is no such file or directory\n";
      return false;
    }
    const std::string base = path.filename().string();
    std::string name = base;
    for (int i = 2; !names.insert(name).second; ++i) name = base + "-" + std::to_string(i);
    corpora.push_back({std::move(name), path});
  }
  return true;
}

// Built once and then kept until the server has ended.
struct Served {
  Desk desk;
  std::unique_ptr<Metrics> metrics;
  std::unique_ptr<Workroom> workroom;
  Router router;
};

bool BuildDesk(const Options& options, const Streams& streams, Desk& desk) {
  desk.started = std::chrono::steady_clock::now();
  desk.options = options;
  const auto rules = LoadPredictor(options, streams.err, WithModel::kNo);
  if (!rules) return false;
  desk.prescreen = OfView(rules, View::kPrescreen, options, streams);
  desk.record = OfView(rules, View::kRecord, options, streams);
  desk.rules_may_be_saved = options.serve.edit_rules;
  HistoryOptions history;
  history.store_text = options.serve.store_text;
  std::string problem;
  desk.reviews = ReviewHistory::Open(options.serve.database, history, problem);
  if (!desk.reviews) {
    streams.err << "imr: " << problem << '\n';
    return false;
  }
  if (!desk.prescreen || !desk.record) return false;
  if (options.serve.corpora.empty()) desk.corpora = SampleCorpora(options.data);
  return OpenCorpora(options.serve.corpora, desk.corpora, streams.err);
}

// Predicts the samples that come with the program, if any: the automata of the patterns are built
// as they are used, and the first person to ask should not wait for that.
void WarmUp(const Desk& desk, const std::atomic<bool>& ending) {
  std::error_code error;
  fs::recursive_directory_iterator it(desk.options.data / "samples", error);
  for (; !error && it != fs::recursive_directory_iterator() && !ending; it.increment(error)) {
    if (!it->is_regular_file(error)) continue;
    std::ifstream in(it->path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const ReadResult read = ReadDocument(bytes, "-", "-", NetworkLimits());
    const auto* document = std::get_if<Document>(&read);
    if (document == nullptr) continue;
    for (const View view : {View::kPrescreen, View::kRecord}) {
      const auto predictor = desk.InUse(view);
      predictor->Predict(InView(*predictor, *document, view));
    }
  }
}

// Shows the page in the person's own browser, where there is one.
void OpenInBrowser(const std::string& address) {
  std::string program = "xdg-open";
  std::string page = address;
  char* arguments[] = {program.data(), page.data(), nullptr};
  pid_t child = 0;
  posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ);
}

std::string AddressOf(const std::string& host, std::uint16_t port) {
  const bool six = host.find(':') != std::string::npos;
  return "http://" + (six ? "[" + host + "]" : host) + ":" + std::to_string(port) + "/";
}

}  // namespace

int ServeCommand(const Options& options, const Streams& streams) {
  const ServeOptions& serve = options.serve;
  ServerOptions server_options;
  server_options.address = serve.address;
  server_options.port = serve.port;
  server_options.threads = serve.threads > 0 ? serve.threads : options.jobs;
  server_options.gate.hosts = serve.hosts;
  server_options.gate.beyond_loopback = !IsLoopbackAddress(serve.address);
  server_options.log = serve.log ? &streams.err : nullptr;
  server_options.end_on_signals = true;
  if (!serve.token_file.empty()) {
    const auto token = ReadToken(serve.token_file, streams.err);
    if (!token) return kWrongUsage;
    server_options.gate.token = *token;
  } else if (server_options.gate.beyond_loopback) {
    streams.err << "imr: an address other than loopback needs a token: name its file with "
                   "--token-file, and put a proxy with TLS before the server (docs/server.md)\n";
    return kWrongUsage;
  }
  Served served;
  if (!BuildDesk(options, streams, served.desk)) return kDoesNotHold;
  const Provenance provenance = ProvenanceOf(*served.desk.prescreen);
  served.metrics = std::make_unique<Metrics>(std::vector<std::pair<std::string, std::string>>{
      {"version", provenance.version},
      {"rules", "sha256:" + provenance.rules},
      {"model_prescreen", served.desk.prescreen->model_hash()},
      {"model_record", served.desk.record->model_hash()}});
  served.workroom = std::make_unique<Workroom>(served.desk);
  AddApiRoutes(served.router, served.desk, *served.metrics, *served.workroom,
               server_options.limits);
  if (const std::string problem = AddPageRoutes(served.router, serve.web); !problem.empty()) {
    streams.err << "imr: " << problem << "; only the API is served\n";
  }
  std::unique_ptr<HttpServer> server;
  try {
    server = std::make_unique<HttpServer>(served.router, server_options, *served.metrics);
  } catch (const std::system_error& error) {
    streams.err << "imr: cannot listen on " << serve.address << ", port " << serve.port << ": "
                << error.code().message() << "; choose another with --port\n";
    return kWrongUsage;
  }
  const std::string address = AddressOf(serve.address, server->port());
  streams.out << address << std::endl;
  if (serve.open) OpenInBrowser(address);
  std::atomic<bool> ending = false;
  std::thread warming([&] { WarmUp(served.desk, ending); });
  server->Run();
  ending = true;
  warming.join();
  return kDone;
}

}  // namespace imr
