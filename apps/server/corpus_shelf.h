// The corpora that the pages evaluate on: opened by who started the server, or uploaded and held in
// memory until it stops. The documents of a corpus are read once, when it is first used.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "apps/cli/corpus_run.h"
#include "apps/server/desk.h"

namespace imr {

// A corpus read: each case number once, in the order of the inputs. Immutable.
struct CorpusContent {
  CorpusAnswers<Document> documents;
  std::vector<InputError> unreadable;          // the first ones
  std::map<std::string, std::size_t> by_case;  // index into documents.cases
  std::size_t text_bytes = 0;
};

// A file that a client sent.
struct UploadedFile {
  std::string name;
  std::string bytes;
};

class CorpusShelf {
 public:
  struct Limits {
    std::size_t text_bytes = 512u << 20;  // of all corpora held, and of any one
    std::size_t uploads = 20;             // held at a time
  };
  // What stands on the shelf, without reading it.
  struct Entry {
    std::string name;
    bool uploaded = false;
    std::optional<std::size_t> cases;  // known once it was read
  };
  struct Problem {
    int status = 422;
    std::string detail;  // for people, without text of a case
  };

  // `options` say in how many threads, and whether scans are recognised.
  CorpusShelf(const std::vector<Corpus>& opened, const Options& options)
      : CorpusShelf(opened, options, Limits{}) {}
  CorpusShelf(const std::vector<Corpus>& opened, const Options& options, Limits limits);

  std::vector<Entry> List() const;
  bool Has(const std::string& name) const { return Named(name) != nullptr; }

  // Reads the corpus when it was not read before; calls `on_document` with each document read, in
  // any thread; what that throws stops the reading. Several threads may ask: one reads.
  std::variant<std::shared_ptr<const CorpusContent>, Problem> Get(
      const std::string& name, const std::function<void()>& on_document);

  // The name it got: `name`, or with a number behind it when that is taken.
  std::variant<Entry, Problem> Upload(const std::string& name,
                                      const std::vector<UploadedFile>& files);

  // Forgets an uploaded corpus. False when there is none of this name.
  bool Remove(const std::string& name);

 private:
  struct Shelved {
    std::string name;
    std::optional<std::filesystem::path> path;  // nothing: uploaded
    std::shared_ptr<const CorpusContent> content;
    std::uint64_t used = 0;  // when, counted in uses
    std::mutex reading;
  };

  std::shared_ptr<Shelved> Named(const std::string& name) const;
  bool MakeRoom(std::size_t bytes);
  std::variant<std::shared_ptr<const CorpusContent>, Problem> Read(
      const NextInput& next, const std::function<void()>& on_document) const;

  const Options options_;
  const Limits limits_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Shelved>> shelved_;
  std::uint64_t uses_ = 0;
};

}  // namespace imr
