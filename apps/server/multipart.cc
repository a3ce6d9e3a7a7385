#include "apps/server/multipart.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace imr {
namespace {

constexpr std::size_t kLongestBoundary = 70;      // RFC 2046, 5.1.1
constexpr std::size_t kLongestPartHeader = 8192;  // bytes

bool SameLetters(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) ==
                  std::tolower(static_cast<unsigned char>(y));
         });
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The value of `name` among the parameters behind the first ';' of a header's value.
std::optional<std::string> Parameter(std::string_view header, std::string_view name) {
  std::size_t at = header.find(';');
  while (at < header.size()) {
    header.remove_prefix(at + 1);
    const std::size_t equals = header.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const bool wanted = SameLetters(Trimmed(header.substr(0, equals)), name);
    header.remove_prefix(equals + 1);
    header = Trimmed(header);
    std::string value;
    if (header.starts_with('"')) {
      std::size_t i = 1;
      while (i < header.size() && header[i] != '"') {
        // Browsers escape quotes only; a backslash before anything else stands for itself.
        if (header[i] == '\\' && i + 1 < header.size() && header[i + 1] == '"') ++i;
        value.push_back(header[i++]);
      }
      if (i >= header.size()) return std::nullopt;
      at = header.find(';', i);
    } else {
      at = header.find(';');
      value = Trimmed(header.substr(0, at));
    }
    if (wanted) return value;
  }
  return std::nullopt;
}

bool IsBoundary(std::string_view boundary) {
  return !boundary.empty() && boundary.size() <= kLongestBoundary && boundary.back() != ' ' &&
         std::all_of(boundary.begin(), boundary.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                  std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
         });
}

// The value of Content-Disposition among a part's headers.
std::optional<std::string_view> Disposition(std::string_view headers) {
  while (!headers.empty()) {
    const std::size_t end = std::min(headers.find("\r\n"), headers.size());
    const std::string_view line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + 2, headers.size()));
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos &&
        SameLetters(line.substr(0, colon), "content-disposition")) {
      return Trimmed(line.substr(colon + 1));
    }
  }
  return std::nullopt;
}

std::string WithoutFolders(const std::string& filename) {
  const std::size_t slash = filename.find_last_of("/\\");
  return slash == std::string::npos ? filename : filename.substr(slash + 1);
}

std::optional<FormPart> ReadPart(std::string_view part) {
  std::size_t end = part.find("\r\n\r\n");
  if (end == std::string_view::npos || end > kLongestPartHeader) return std::nullopt;
  const auto disposition = Disposition(part.substr(0, end));
  if (!disposition) return std::nullopt;
  const auto name = Parameter(*disposition, "name");
  if (!name) return std::nullopt;
  return FormPart{.name = *name,
                  .filename = WithoutFolders(Parameter(*disposition, "filename").value_or("")),
                  .bytes = part.substr(end + 4)};
}

}  // namespace

std::variant<std::vector<FormPart>, std::string> ReadForm(std::string_view content_type,
                                                          std::string_view body) {
  const auto boundary = Parameter(content_type, "boundary");
  if (!boundary || !IsBoundary(*boundary)) {
    return "multipart/form-data needs a boundary of at most 70 characters.";
  }
  const std::string delimiter = "--" + *boundary;
  const std::string between = "\r\n" + delimiter;
  std::vector<FormPart> parts;
  if (!body.starts_with(delimiter)) {
    const std::size_t preamble = body.find(between);
    if (preamble == std::string_view::npos) return "The form does not hold its own boundary.";
    body.remove_prefix(preamble + 2);
  }
  body.remove_prefix(delimiter.size());
  while (!body.starts_with("--")) {
    body.remove_prefix(std::min(body.find_first_not_of(" \t"), body.size()));
    if (!body.starts_with("\r\n")) return "The form breaks off after a boundary.";
    body.remove_prefix(2);
    // A part without headers begins with the empty line that ends them.
    const std::size_t end = body.find(between);
    if (end == std::string_view::npos) return "The form breaks off in a part.";
    auto part = ReadPart(body.substr(0, end));
    if (!part) {
      return "Part " + std::to_string(parts.size() + 1) +
             " of the form has no Content-Disposition with a name.";
    }
    if (parts.size() >= kMostFormParts) {
      return "The form has more than " + std::to_string(kMostFormParts) + " parts.";
    }
    parts.push_back(std::move(*part));
    body.remove_prefix(end + between.size());
  }
  return parts;
}

}  // namespace imr
