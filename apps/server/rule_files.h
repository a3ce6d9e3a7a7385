// The files of the rules directory, as far as a page may read and change them: plain YAML files in
// the folders that the program loads, and nothing else of the disk.
#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/cli/git_rules.h"

namespace imr {

class RuleFiles {
 public:
  struct Entry {
    std::string path;  // below the rules directory
    std::size_t bytes = 0;
    std::string sha256;
    int previous = 0;  // versions kept of it
  };
  struct Problem {
    int status = 404;
    std::string detail;
  };
  struct Saved {
    std::string sha256;
    bool created = false;
    std::string previous;  // where the version before is now, below the rules; "" when created
  };
  // What the person who saves saw last: the hash of the file, or that there is none.
  struct Seen {
    std::string sha256;  // empty: no file
  };

  explicit RuleFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  // By path in byte order.
  std::vector<Entry> List() const;

  // Bytes of a file.
  std::variant<std::string, Problem> Read(const std::string& path) const;

  // Replaces the file at once and whole, when it still is what was seen last, and keeps what it was
  // in ".previous/PATH.N", N from 1, which is never loaded.
  std::variant<Saved, Problem> Save(const std::string& path, const std::string& text,
                                    const Seen& seen);

  // What a file was before it was saved here, the highest number last; empty for a file never saved
  // here and for one that there is not.
  struct Earlier {
    int number = 0;         // from 1
    std::size_t bytes = 0;  // of the text
    std::string replaced;   // when, in UTC: "2026-01-31T08:15:00Z"
  };
  std::vector<Earlier> Previous(const std::string& path) const;
  // Bytes of an earlier version.
  std::variant<std::string, Problem> ReadPrevious(const std::string& path, int number) const;

  // All files with their bytes, those of `overlay` in place of their own or added.
  std::vector<RuleFile> With(const std::vector<RuleFile>& overlay) const;

  // Can it be written to, by who runs the program?
  bool writable() const;
  const std::filesystem::path& directory() const { return directory_; }

 private:
  std::filesystem::path directory_;
  std::mutex saving_;
};

// Whether a client may name a file so: letters, digits, '.', '_' and '-', ending in .yaml, in
// guidelines/ or lexicon/, or one of the files that stand beside these. Nothing when it may, else
// what is wrong.
std::optional<std::string> WrongRulePath(std::string_view path);

// Strong entity tag of a file's hash.
std::string EntityTag(const std::string& sha256);

}  // namespace imr
