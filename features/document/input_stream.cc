#include "features/document/input_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <istream>
#include <limits>
#include <string_view>
#include <system_error>
#include <utility>

namespace imr {
namespace fs = std::filesystem;
namespace {

using Result = std::variant<RawInput, InputError>;

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// How deep JSON is nested behind each byte, strings aside.
class JsonDepth {
 public:
  // Takes one byte in; returns the depth after it.
  int Feed(char c) {
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      --depth_;
    }
    return depth_;
  }

 private:
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

// Is a line one whole JSON object?
bool IsWholeObject(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] != '{') return false;
  JsonDepth depth;
  for (std::size_t i = first; i < line.size(); ++i) {
    if (depth.Feed(line[i]) == 0) return IsBlank(line.substr(i + 1));
  }
  return false;
}

struct Piece {
  std::size_t start = 0;
  std::size_t end = 0;
  int line = 0;
};

// The objects of a JSON array of objects; empty when the text is anything else.
std::vector<Piece> SplitArray(std::string_view text) {
  std::vector<Piece> pieces;
  JsonDepth depth;
  int line = 1;
  int before = 0;
  bool closed = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (closed && !IsBlank(text.substr(i, 1))) return {};
    const int after = depth.Feed(c);
    if (before == 0 && after == 0 && !IsBlank(text.substr(i, 1))) return {};
    if (before == 0 && after == 1 && c != '[') return {};
    if (before == 1 && after == 2) pieces.push_back({i, 0, line});
    if (before == 2 && after == 1) pieces.back().end = i + 1;
    if (before == 1 && after == 1 && c != ',' && !IsBlank(text.substr(i, 1))) return {};
    if (before == 1 && after == 0) closed = true;
    before = after;
  }
  const bool all_objects = std::all_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
    return text[piece.start] == '{' && text[piece.end - 1] == '}';
  });
  return closed && all_objects ? pieces : std::vector<Piece>{};
}

std::string TooLarge(const ReaderLimits& limits, std::string_view what) {
  return std::string(what) + " is larger than " + std::to_string(limits.bytes >> 20) +
         " MiB; split it into one case each";
}

}  // namespace

class InputStream::State {
 public:
  State(std::vector<std::string> paths, std::istream& standard_input, ReaderLimits limits)
      : paths_(std::move(paths)), standard_input_(standard_input), limits_(limits) {
    if (paths_.empty()) paths_.emplace_back("-");
  }

  std::optional<Result> Next();

 private:
  // A directory being walked: what is left of it, last first.
  struct Folder {
    std::vector<fs::path> left;
  };
  enum class LineEnd { kBreak, kEnd, kTooLong };

  std::optional<Result> NextOfFolders();
  std::optional<Result> NextOfLines();
  std::optional<Result> NextOfArray();
  std::optional<Result> Open(const std::string& path);
  std::optional<Result> EnterFolder(const fs::path& path);
  Result Start(std::istream& in, const std::string& source, std::string stem);
  Result ReadRest(std::istream& in, std::string bytes);
  LineEnd ReadLine(std::istream& in, std::string& line) const;
  bool MoreFollows(std::istream& in, std::string& skipped) const;
  RawInput Line(std::string bytes, int line) const {
    return {source_ + ":" + std::to_string(line), stem_ + ":" + std::to_string(line),
            std::move(bytes)};
  }

  std::vector<std::string> paths_;
  std::size_t next_path_ = 0;
  std::istream& standard_input_;
  ReaderLimits limits_;
  std::vector<Folder> folders_;

  // The input being read.
  std::ifstream file_;
  std::string source_;
  std::string stem_;
  std::istream* lines_ = nullptr;  // while it is JSON lines
  int line_ = 0;                   // lines read of it
  std::string array_;              // while it is a JSON array
  std::vector<Piece> pieces_;
  std::size_t next_piece_ = 0;
};

InputStream::State::LineEnd InputStream::State::ReadLine(std::istream& in,
                                                         std::string& line) const {
  line.clear();
  std::streambuf& buffer = *in.rdbuf();
  constexpr int kEnd = std::char_traits<char>::eof();
  for (int c = buffer.sbumpc(); c != kEnd; c = buffer.sbumpc()) {
    if (c == '\n') return LineEnd::kBreak;
    if (line.size() >= limits_.bytes) return LineEnd::kTooLong;
    line.push_back(static_cast<char>(c));
  }
  return LineEnd::kEnd;
}

// Steps over white space and keeps it in `skipped`. Does anything come after it?
bool InputStream::State::MoreFollows(std::istream& in, std::string& skipped) const {
  std::streambuf& buffer = *in.rdbuf();
  constexpr int kEnd = std::char_traits<char>::eof();
  for (int c = buffer.sgetc(); c != kEnd && skipped.size() <= limits_.bytes; c = buffer.snextc()) {
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return true;
    skipped.push_back(static_cast<char>(c));
  }
  return false;
}

Result InputStream::State::ReadRest(std::istream& in, std::string bytes) {
  constexpr std::size_t kChunk = 1u << 16;
  std::streambuf& buffer = *in.rdbuf();
  while (bytes.size() <= limits_.bytes) {
    const std::size_t before = bytes.size();
    bytes.resize(before + kChunk);
    const auto got = buffer.sgetn(bytes.data() + before, static_cast<std::streamsize>(kChunk));
    bytes.resize(before + static_cast<std::size_t>(std::max<std::streamsize>(got, 0)));
    if (got <= 0) break;
  }
  if (bytes.size() > limits_.bytes) return InputError{source_, 0, TooLarge(limits_, "the input")};
  return RawInput{source_, stem_, std::move(bytes)};
}

// Begins an input: all of it, or its first case when it holds several.
Result InputStream::State::Start(std::istream& in, const std::string& source, std::string stem) {
  source_ = source;
  stem_ = std::move(stem);
  line_ = 0;
  // Blank lines before the first object are kept, as the bytes may turn out to be a letter.
  std::string bytes;
  std::string line;
  bool first = true;
  while (true) {
    const LineEnd end = ReadLine(in, line);
    ++line_;
    std::string_view content = line;
    if (first && content.starts_with(kUtf8Mark)) content.remove_prefix(kUtf8Mark.size());
    first = false;
    if (end == LineEnd::kTooLong) return InputError{source_, 0, TooLarge(limits_, "the input")};
    const bool object = end == LineEnd::kBreak && IsWholeObject(content);
    std::string skipped;
    if (object && MoreFollows(in, skipped)) {
      lines_ = &in;
      RawInput input = Line(std::string(content), line_);
      line_ += static_cast<int>(std::count(skipped.begin(), skipped.end(), '\n'));
      return input;
    }
    const bool blank = IsBlank(content);
    bytes += line;
    if (end == LineEnd::kBreak) bytes.push_back('\n');
    bytes += skipped;
    if (!blank || end == LineEnd::kEnd || bytes.size() > limits_.bytes) break;
  }
  Result whole = ReadRest(in, std::move(bytes));
  if (auto* input = std::get_if<RawInput>(&whole)) {
    std::string_view content = input->bytes;
    if (content.starts_with(kUtf8Mark)) content.remove_prefix(kUtf8Mark.size());
    pieces_ = content.substr(0, 1) == "[" || IsBlank(content.substr(0, 1)) ? SplitArray(content)
                                                                           : std::vector<Piece>{};
    if (pieces_.size() > 1) {
      array_.assign(content);
      next_piece_ = 0;
      return *NextOfArray();
    }
    pieces_.clear();
  }
  return whole;
}

std::optional<Result> InputStream::State::NextOfLines() {
  std::string line;
  while (lines_ != nullptr) {
    const LineEnd end = ReadLine(*lines_, line);
    ++line_;
    if (end == LineEnd::kTooLong) {
      lines_->clear();
      lines_->ignore(std::numeric_limits<std::streamsize>::max(), '\n');
      if (!lines_->good()) lines_ = nullptr;
      return InputError{source_, line_, TooLarge(limits_, "the line")};
    }
    if (end == LineEnd::kEnd) lines_ = nullptr;
    if (!IsBlank(line)) return Line(std::move(line), line_);
  }
  return std::nullopt;
}

std::optional<Result> InputStream::State::NextOfArray() {
  if (next_piece_ >= pieces_.size()) {
    array_.clear();
    array_.shrink_to_fit();
    pieces_.clear();
    return std::nullopt;
  }
  const Piece& piece = pieces_[next_piece_++];
  return Line(array_.substr(piece.start, piece.end - piece.start), piece.line);
}

std::optional<Result> InputStream::State::EnterFolder(const fs::path& path) {
  // Directories sort as if they ended in '/', which makes the order of whole paths that of bytes.
  std::vector<std::pair<std::string, fs::path>> entries;
  std::error_code error;
  fs::directory_iterator it(path, error);
  while (!error && it != fs::directory_iterator()) {
    const std::string name = it->path().filename().string();
    std::error_code ignored;
    const bool directory = it->is_directory(ignored) && !it->is_symlink(ignored);
    if (!name.starts_with('.') && (directory || it->is_regular_file(ignored))) {
      entries.emplace_back(directory ? name + "/" : name, it->path());
    }
    it.increment(error);
  }
  if (error) {
    return InputError{path.string(), 0, "the directory cannot be read: " + error.message()};
  }
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.first > b.first; });
  Folder folder;
  for (auto& entry : entries) folder.left.push_back(std::move(entry.second));
  folders_.push_back(std::move(folder));
  return std::nullopt;
}

std::optional<Result> InputStream::State::Open(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return InputError{path, 0, "there is no such file or directory, or it is out of reach"};
  }
  if (fs::is_directory(status)) return EnterFolder(path);
  file_ = std::ifstream(path, std::ios::binary);
  if (!file_) {
    return InputError{path, 0, "cannot be read; check its permissions"};
  }
  return Start(file_, path, fs::path(path).stem().string());
}

std::optional<Result> InputStream::State::NextOfFolders() {
  while (!folders_.empty()) {
    Folder& folder = folders_.back();
    if (folder.left.empty()) {
      folders_.pop_back();
      continue;
    }
    const std::string path = folder.left.back().string();
    folder.left.pop_back();
    if (auto result = Open(path)) return result;
  }
  return std::nullopt;
}

std::optional<Result> InputStream::State::Next() {
  if (auto result = NextOfLines()) return result;
  if (!pieces_.empty()) {
    if (auto result = NextOfArray()) return result;
  }
  if (auto result = NextOfFolders()) return result;
  while (next_path_ < paths_.size()) {
    const std::string& path = paths_[next_path_++];
    if (path == "-") return Start(standard_input_, "-", "-");
    const std::size_t folders = folders_.size();
    if (auto result = Open(path)) return result;
    if (folders_.size() > folders) {
      if (auto result = NextOfFolders()) return result;
      return InputError{path, 0, "the directory holds no files to read"};
    }
  }
  return std::nullopt;
}

InputStream::InputStream(std::vector<std::string> paths, std::istream& standard_input,
                         ReaderLimits limits)
    : state_(std::make_unique<State>(std::move(paths), standard_input, limits)) {}

InputStream::~InputStream() = default;

std::optional<std::variant<RawInput, InputError>> InputStream::Next() { return state_->Next(); }

}  // namespace imr
