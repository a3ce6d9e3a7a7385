#include "apps/server/corpus_shelf.h"

#include <algorithm>
#include <atomic>
#include <iostream>
#include <ostream>
#include <sstream>
#include <streambuf>
#include <string_view>

#include "features/document/input_stream.h"

namespace imr {
namespace {

constexpr std::size_t kMostUnreadableTold = 100;
constexpr std::size_t kLongestName = 80;

// Thrown while a corpus is read that is too large to be held.
struct TooLarge {};

std::size_t TextBytesOf(const Document& document) {
  std::size_t bytes = document.known.header.size() + document.known.summary.size();
  for (const RequestedItem& item : document.known.items) {
    bytes += item.request.size() + item.utilization_review.size() + item.rationale.size();
  }
  for (const auto& ruling : document.decided.rulings) {
    if (ruling) bytes += ruling->rationale.size() + ruling->guideline.size();
  }
  return bytes;
}

// Reads bytes where they lie.
class BytesBuffer : public std::streambuf {
 public:
  explicit BytesBuffer(const std::string& bytes) {
    char* begin = const_cast<char*>(bytes.data());  // never written to
    setg(begin, begin, begin + bytes.size());
  }
};

// The inputs in files that were sent, named by the names of the files.
class UploadedInputs {
 public:
  explicit UploadedInputs(const std::vector<UploadedFile>& files) : files_(files) {}

  std::optional<std::variant<RawInput, InputError>> Next() {
    for (;;) {
      if (!inputs_) {
        if (next_ >= files_.size()) return std::nullopt;
        buffer_ = std::make_unique<BytesBuffer>(files_[next_++].bytes);
        stream_ = std::make_unique<std::istream>(buffer_.get());
        inputs_ = std::make_unique<InputStream>(std::vector<std::string>{"-"}, *stream_);
      }
      auto input = inputs_->Next();
      if (!input) {
        inputs_.reset();
        continue;
      }
      const std::string& name = files_[next_ - 1].name;
      if (auto* raw = std::get_if<RawInput>(&*input)) {
        raw->source = name + raw->source.substr(1);
        raw->file_stem = std::filesystem::path(name).stem().string() + raw->file_stem.substr(1);
      } else {
        InputError& error = std::get<InputError>(*input);
        error.source = name + error.source.substr(1);
      }
      return input;
    }
  }

 private:
  const std::vector<UploadedFile>& files_;
  std::size_t next_ = 0;
  std::unique_ptr<BytesBuffer> buffer_;
  std::unique_ptr<std::istream> stream_;
  std::unique_ptr<InputStream> inputs_;
};

// Paths below the corpus, as clients see them.
class NamesBelow {
 public:
  explicit NamesBelow(const std::filesystem::path& corpus) {
    std::error_code error;
    const bool directory = std::filesystem::is_directory(corpus, error);
    std::string folder = (directory ? corpus : corpus.parent_path()).string();
    if (!folder.empty() && !folder.ends_with('/')) folder += '/';
    folder_ = folder;
  }
  void Shorten(std::string& source) const {
    if (source.starts_with(folder_)) source.erase(0, folder_.size());
  }

 private:
  std::string folder_;
};

// A name that does well in addresses and on a page.
std::string PlainName(std::string_view name) {
  std::string plain;
  for (const char c : name.substr(0, kLongestName)) {
    const bool keep = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '_' || c == '-';
    plain.push_back(keep ? c : '-');
  }
  const bool speaks = plain.find_first_not_of(".-_") != std::string::npos;
  return speaks ? plain : "upload";
}

std::string Mebibytes(std::size_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

CorpusShelf::CorpusShelf(const std::vector<Corpus>& opened, const Options& options, Limits limits)
    : options_(options), limits_(limits) {
  for (const Corpus& corpus : opened) {
    auto shelved = std::make_shared<Shelved>();
    shelved->name = corpus.name;
    shelved->path = corpus.path;
    shelved_.push_back(std::move(shelved));
  }
}

std::vector<CorpusShelf::Entry> CorpusShelf::List() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Entry> entries;
  for (const auto& one : shelved_) {
    entries.push_back({.name = one->name,
                       .uploaded = !one->path,
                       .cases = one->content ? std::optional(one->content->documents.cases.size())
                                             : std::nullopt});
  }
  return entries;
}

std::variant<std::shared_ptr<const CorpusContent>, CorpusShelf::Problem> CorpusShelf::Read(
    const NextInput& next, const std::function<void()>& on_document) const {
  Options options = options_;
  options.quiet = true;
  options.progress = false;
  std::istringstream nothing;
  std::ostream silent(nullptr);
  auto content = std::make_shared<CorpusContent>();
  std::atomic<std::size_t> bytes = 0;
  try {
    content->documents = AnswerCorpusOf<Document>(
        next, options, Streams{nothing, silent, silent},
        [&](const Document& document) {
          bytes += TextBytesOf(document);
          if (bytes > limits_.text_bytes) throw TooLarge{};
          on_document();
          return document;
        },
        [&](const InputError& error) {
          if (content->unreadable.size() < kMostUnreadableTold) {
            content->unreadable.push_back(error);
          }
        });
  } catch (const TooLarge&) {
    return Problem{413, "The corpus holds more than " + Mebibytes(limits_.text_bytes) +
                            " of text, which is more than the desk keeps in memory. Take a part "
                            "of it, or use `imr evaluate`."};
  }
  content->text_bytes = bytes;
  for (std::size_t i = 0; i < content->documents.cases.size(); ++i) {
    content->by_case.emplace(content->documents.cases[i].id, i);
  }
  if (content->documents.cases.empty()) {
    return Problem{422, content->documents.failed > 0
                            ? "None of " + std::to_string(content->documents.failed) +
                                  " inputs of the corpus could be read; the first: " +
                                  content->unreadable.front().message + "."
                            : "The corpus holds no case."};
  }
  return content;
}

std::variant<std::shared_ptr<const CorpusContent>, CorpusShelf::Problem> CorpusShelf::Get(
    const std::string& name, const std::function<void()>& on_document) {
  const auto shelved = Named(name);
  if (!shelved)
    return Problem{404,
                   "There is no corpus of this name; GET /api/v1/corpora lists "
                   "those that there are."};
  const auto known = [&]() -> std::shared_ptr<const CorpusContent> {
    const std::scoped_lock lock(mutex_);
    shelved->used = ++uses_;
    return shelved->content;
  };
  if (auto content = known()) return content;
  const std::scoped_lock reading(shelved->reading);
  if (auto content = known()) return content;
  InputStream inputs({shelved->path->string()}, std::cin);
  const NamesBelow names(*shelved->path);
  auto read = Read(
      [&] {
        auto input = inputs.Next();
        if (!input) return input;
        std::visit([&](auto& one) { names.Shorten(one.source); }, *input);
        return input;
      },
      on_document);
  if (const auto* content = std::get_if<std::shared_ptr<const CorpusContent>>(&read)) {
    const std::scoped_lock lock(mutex_);
    // What does not fit is used, but not kept.
    if (MakeRoom((*content)->text_bytes)) shelved->content = *content;
  }
  return read;
}

std::variant<CorpusShelf::Entry, CorpusShelf::Problem> CorpusShelf::Upload(
    const std::string& name, const std::vector<UploadedFile>& files) {
  UploadedInputs inputs(files);
  auto read = Read([&] { return inputs.Next(); }, [] {});
  if (auto* problem = std::get_if<Problem>(&read)) return std::move(*problem);
  auto shelved = std::make_shared<Shelved>();
  shelved->content = std::get<std::shared_ptr<const CorpusContent>>(std::move(read));
  const std::scoped_lock lock(mutex_);
  const auto uploads = static_cast<std::size_t>(
      std::count_if(shelved_.begin(), shelved_.end(), [](const auto& one) { return !one->path; }));
  if (uploads >= limits_.uploads || !MakeRoom(shelved->content->text_bytes)) {
    return Problem{409, "The corpora that were uploaded fill the room there is (" +
                            std::to_string(limits_.uploads) + " corpora, " +
                            Mebibytes(limits_.text_bytes) + " of text). DELETE one first."};
  }
  const std::string plain = PlainName(name);
  const auto taken = [&](const std::string& candidate) {
    return std::any_of(shelved_.begin(), shelved_.end(),
                       [&](const auto& one) { return one->name == candidate; });
  };
  shelved->name = plain;
  for (int i = 2; taken(shelved->name); ++i) shelved->name = plain + "-" + std::to_string(i);
  shelved->used = ++uses_;
  shelved_.push_back(shelved);
  return Entry{
      .name = shelved->name, .uploaded = true, .cases = shelved->content->documents.cases.size()};
}

bool CorpusShelf::Remove(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  return std::erase_if(shelved_, [&](const auto& one) { return one->name == name && !one->path; }) >
         0;
}

std::shared_ptr<CorpusShelf::Shelved> CorpusShelf::Named(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  const auto it = std::find_if(shelved_.begin(), shelved_.end(),
                               [&](const auto& one) { return one->name == name; });
  return it == shelved_.end() ? nullptr : *it;
}

// Puts opened corpora away, the longest unused first, until `bytes` more fit. REQUIRES: the lock is
// held.
bool CorpusShelf::MakeRoom(std::size_t bytes) {
  const auto held = [&] {
    std::size_t sum = 0;
    for (const auto& one : shelved_) sum += one->content ? one->content->text_bytes : 0;
    return sum;
  };
  while (held() + bytes > limits_.text_bytes) {
    std::shared_ptr<Shelved> oldest;
    for (const auto& one : shelved_) {
      if (one->path && one->content && (!oldest || one->used < oldest->used)) oldest = one;
    }
    if (!oldest) return false;
    oldest->content = nullptr;
  }
  return true;
}

}  // namespace imr
