#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "features/document/data_tree.h"
#include "features/document/date_finder.h"
#include "features/document/formats.h"
#include "features/text/text.h"
#include "features/yaml/diagnostic.h"

namespace imr {
namespace {

using Kind = DataNode::Kind;

constexpr std::array<std::string_view, 9> kCaseKeys = {
    "case",    "dates", "requests", "records", "utilization_review",
    "rulings", "facts", "summary",  "header"};

constexpr std::string_view kExample =
    "write 'requests:' with one '- text: ...' for each thing requested";

// A key that may be named in a message: a name, and not text of the case gone astray.
bool IsPlainName(std::string_view key) {
  constexpr std::size_t kLongestName = 40;
  return !key.empty() && key.size() <= kLongestName &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-' || c == '.';
         });
}

std::string AtLine(int line) { return "line " + std::to_string(line) + ": "; }

// Takes a case out of a tree. The first thing that cannot be understood is the error; things that
// can be left out are warnings.
class CaseReader {
 public:
  explicit CaseReader(const ReaderContext& context) : context_(context) {}

  ReadResult Read(const DataNode& root);

 private:
  struct Review {
    std::optional<Date> date;
    std::string text;
  };

  void ReadDates(const DataNode& node);
  void ReadRequests(const DataNode& root);
  RequestedItem ReadRequest(const DataNode& node);
  void ReadRecords(const DataNode& node);
  std::string ReadRecord(const DataNode& node);
  void ReadRulings(const DataNode& node);
  std::optional<Ruling> ReadRuling(const DataNode& node);
  std::optional<Outcome> ReadOutcome(const DataNode& node);
  Review ReadReview(const DataNode& node);
  std::vector<StatedFact> ReadFacts(const DataNode& node);
  std::optional<PlainValue> ReadValue(const DataNode& node);
  void ShareReview(const Review& review);

  bool IsMap(const DataNode& node, std::string_view what,
             std::initializer_list<std::string_view> known);
  bool IsList(const DataNode& node, std::string_view what);
  void WarnOfUnknownKeys(const DataNode& node, std::string_view what,
                         std::initializer_list<std::string_view> known);
  // The scalar at `key` as written; nothing when it is not there or null.
  std::optional<std::string> Scalar(const DataNode& map, std::string_view key);
  std::optional<std::string> ScalarOf(const DataNode& node, std::string_view name);
  std::optional<Date> DateOf(const DataNode& map, std::string_view key);
  void Fail(const DataNode& node, std::string message);
  void Warn(int line, const std::string& message) {
    document_.warnings.push_back(AtLine(line) + message);
  }

  const ReaderContext& context_;
  Document document_;
  std::optional<InputError> error_;
  std::optional<Date> review_date_;
};

std::string Line(const std::string& text) { return FoldSpaces(PlainText(text)); }
std::string Paragraphs(const std::string& text) {
  return FoldSpacesKeepingParagraphs(PlainText(text));
}

// Appends a text on a line of its own.
void AddLine(const std::string& text, std::string& to) {
  if (text.empty()) return;
  if (!to.empty()) to.push_back('\n');
  to.append(text);
}

void CaseReader::Fail(const DataNode& node, std::string message) {
  if (!error_) error_ = context_.Error(std::move(message), node.line);
}

bool CaseReader::IsMap(const DataNode& node, std::string_view what,
                       std::initializer_list<std::string_view> known) {
  if (node.kind != Kind::kMap) {
    std::string names;
    for (const std::string_view name : known)
      names += (names.empty() ? "" : ", ") + std::string(name);
    Fail(node, std::string(what) + " must be a mapping of names to values (" + names + ")");
    return false;
  }
  WarnOfUnknownKeys(node, what, known);
  return true;
}

bool CaseReader::IsList(const DataNode& node, std::string_view what) {
  if (node.kind == Kind::kList) return true;
  Fail(node, std::string(what) + " must be a list; begin each entry with '- '");
  return false;
}

void CaseReader::WarnOfUnknownKeys(const DataNode& node, std::string_view what,
                                   std::initializer_list<std::string_view> known) {
  constexpr std::size_t kMostWarnings = 50;
  const std::vector<std::string> names(known.begin(), known.end());
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const std::string& key = node.keys[i];
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    if (document_.warnings.size() >= kMostWarnings) return;
    const std::string name = IsPlainName(key) ? "'" + key + "'" : "such key";
    Warn(node.key_lines[i],
         std::string(what) + " has no " + name + "; it is left out" + Suggestion(key, names));
  }
}

std::optional<std::string> CaseReader::ScalarOf(const DataNode& node, std::string_view name) {
  if (node.kind == Kind::kNull) return std::nullopt;
  if (!node.is_scalar()) {
    Fail(node, "'" + std::string(name) + "' must be text, not a list or mapping; put it in quotes");
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::string> CaseReader::Scalar(const DataNode& map, std::string_view key) {
  const DataNode* node = map.Find(key);
  return node == nullptr ? std::nullopt : ScalarOf(*node, key);
}

std::optional<Date> CaseReader::DateOf(const DataNode& map, std::string_view key) {
  const auto text = Scalar(map, key);
  if (!text || Line(*text).empty()) return std::nullopt;
  const auto date = ParseDate(Line(*text));
  if (!date) {
    Warn(map.Find(key)->line, "the date at '" + std::string(key) +
                                  "' is no date that exists; it is left out (write 2014-12-25)");
  }
  return date;
}

void CaseReader::ReadDates(const DataNode& node) {
  if (node.kind == Kind::kNull) return;
  if (!IsMap(node, "'dates'", {"injury", "utilization_review", "decision"})) return;
  document_.known.dates.injury = DateOf(node, "injury");
  document_.known.dates.utilization_review = DateOf(node, "utilization_review");
  document_.decided.decision = DateOf(node, "decision");
}

std::optional<PlainValue> CaseReader::ReadValue(const DataNode& node) {
  switch (node.kind) {
    case Kind::kNull:
      return PlainValue{};
    case Kind::kBool:
      return PlainValue{node.yes};
    case Kind::kNumber:
      return PlainValue{node.number};
    case Kind::kString:
      if (node.text == "not_documented" || node.text == "undocumented") return PlainValue{};
      return PlainValue{node.text};
    case Kind::kMap:
      return std::nullopt;
    case Kind::kList:
      break;
  }
  std::vector<std::string> values;
  for (const DataNode& entry : node.entries) {
    if (!entry.is_scalar()) return std::nullopt;
    if (entry.kind != Kind::kNull) values.push_back(entry.text);
  }
  return PlainValue{std::move(values)};
}

std::vector<StatedFact> CaseReader::ReadFacts(const DataNode& node) {
  std::vector<StatedFact> facts;
  if (node.kind == Kind::kNull) return facts;
  if (node.kind != Kind::kMap) {
    Fail(node, "'facts' must be a mapping of names of facts to values");
    return facts;
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    auto value = ReadValue(node.entries[i]);
    if (!value) {
      Fail(node.entries[i], "a fact must be yes, no, a number, a name or a list of names");
      continue;
    }
    facts.push_back({node.keys[i], std::move(*value), node.key_lines[i]});
  }
  return facts;
}

CaseReader::Review CaseReader::ReadReview(const DataNode& node) {
  Review review;
  if (node.kind == Kind::kNull) return review;
  if (node.is_scalar()) {
    review.text = Paragraphs(node.text);
    return review;
  }
  if (!IsMap(node, "'utilization_review'", {"date", "text", "guideline"})) return review;
  review.date = DateOf(node, "date");
  review.text = Paragraphs(Scalar(node, "text").value_or(""));
  AddLine(Line(Scalar(node, "guideline").value_or("")), review.text);
  return review;
}

RequestedItem CaseReader::ReadRequest(const DataNode& node) {
  RequestedItem item;
  if (node.is_scalar()) {
    item.request = Line(ScalarOf(node, "a request").value_or(""));
    return item;
  }
  if (!IsMap(node, "a request", {"text", "facts", "utilization_review"})) return item;
  item.request = Line(Scalar(node, "text").value_or(""));
  if (const DataNode* facts = node.Find("facts")) item.facts = ReadFacts(*facts);
  if (const DataNode* given = node.Find("utilization_review")) {
    Review review = ReadReview(*given);
    item.utilization_review = std::move(review.text);
    if (review.date && (!review_date_ || *review_date_ < *review.date)) review_date_ = review.date;
  }
  return item;
}

void CaseReader::ReadRequests(const DataNode& root) {
  const DataNode* requests = root.Find("requests");
  if (requests == nullptr || requests->kind == Kind::kNull) {
    Fail(root, "has no 'requests'; " + std::string(kExample));
    return;
  }
  if (!IsList(*requests, "'requests'")) return;
  if (requests->entries.empty()) Fail(*requests, "'requests' is empty; " + std::string(kExample));
  if (requests->entries.size() > context_.limits.items) {
    Fail(*requests,
         "more than " + std::to_string(context_.limits.items) + " requests in one case; split it");
    return;
  }
  for (const DataNode& entry : requests->entries) {
    document_.known.items.push_back(ReadRequest(entry));
    if (document_.known.items.back().request.empty()) Warn(entry.line, "a request has no text");
  }
}

// "2014-09-22 progress report: text".
std::string CaseReader::ReadRecord(const DataNode& node) {
  if (node.is_scalar()) return Paragraphs(ScalarOf(node, "a record").value_or(""));
  if (!IsMap(node, "a record", {"date", "kind", "text"})) return "";
  std::string record;
  if (const auto date = DateOf(node, "date")) record = FormatDate(*date);
  const std::string kind = Line(Scalar(node, "kind").value_or(""));
  if (!kind.empty()) record += (record.empty() ? "" : " ") + kind;
  const std::string text = Paragraphs(Scalar(node, "text").value_or(""));
  if (!record.empty() && !text.empty()) record += ": ";
  return record + text;
}

void CaseReader::ReadRecords(const DataNode& node) {
  if (node.kind == Kind::kNull || !IsList(node, "'records'")) return;
  for (const DataNode& entry : node.entries) AddLine(ReadRecord(entry), document_.known.summary);
}

std::optional<Outcome> CaseReader::ReadOutcome(const DataNode& node) {
  static const std::vector<std::string> kOutcomes = {"upheld", "overturned",
                                                     "partially_overturned"};
  const auto text = ScalarOf(node, "outcome");
  for (const Outcome outcome :
       {Outcome::kUpheld, Outcome::kOverturned, Outcome::kPartiallyOverturned}) {
    if (text && *text == OutcomeName(outcome)) return outcome;
  }
  Fail(node, "an outcome must be upheld, overturned or partially_overturned" +
                 (text ? Suggestion(*text, kOutcomes) : ""));
  return std::nullopt;
}

std::optional<Ruling> CaseReader::ReadRuling(const DataNode& node) {
  if (node.kind == Kind::kNull) return std::nullopt;
  Ruling ruling;
  if (node.is_scalar()) {
    ruling.outcome = ReadOutcome(node).value_or(Outcome::kUpheld);
    return ruling;
  }
  if (!IsMap(node, "a ruling", {"outcome", "guideline", "rationale", "text"})) return std::nullopt;
  const DataNode* outcome = node.Find("outcome");
  if (outcome == nullptr || outcome->kind == Kind::kNull) return std::nullopt;
  ruling.outcome = ReadOutcome(*outcome).value_or(Outcome::kUpheld);
  ruling.guideline = Line(Scalar(node, "guideline").value_or(""));
  ruling.rationale = Line(Scalar(node, "rationale").value_or(""));
  if (ruling.rationale.empty()) ruling.rationale = Line(Scalar(node, "text").value_or(""));
  return ruling;
}

void CaseReader::ReadRulings(const DataNode& node) {
  if (node.kind == Kind::kNull || !IsList(node, "'rulings'")) return;
  if (node.entries.size() > document_.known.items.size()) {
    Fail(node, "'rulings' holds " + std::to_string(node.entries.size()) + " entries for " +
                   std::to_string(document_.known.items.size()) +
                   " requests; give one for each request, in the same order (null for none)");
    return;
  }
  for (const DataNode& entry : node.entries) document_.decided.rulings.push_back(ReadRuling(entry));
}

// What utilization review said of the whole case stands before what it said of each item.
void CaseReader::ShareReview(const Review& review) {
  if (review.text.empty()) return;
  if (review.text.size() * document_.known.items.size() > context_.limits.text_bytes) {
    if (!error_) error_ = context_.Error("'utilization_review' is too long for so many requests");
    return;
  }
  for (RequestedItem& item : document_.known.items) {
    std::string all = review.text;
    AddLine(item.utilization_review, all);
    item.utilization_review = std::move(all);
  }
}

ReadResult CaseReader::Read(const DataNode& root) {
  Case& known = document_.known;
  if (IsMap(root, "a case file",
            {kCaseKeys[0], kCaseKeys[1], kCaseKeys[2], kCaseKeys[3], kCaseKeys[4], kCaseKeys[5],
             kCaseKeys[6], kCaseKeys[7], kCaseKeys[8]})) {
    known.id = Line(Scalar(root, "case").value_or(""));
    known.header = Line(Scalar(root, "header").value_or(""));
    known.summary = Paragraphs(Scalar(root, "summary").value_or(""));
    if (const DataNode* dates = root.Find("dates")) ReadDates(*dates);
    if (const DataNode* facts = root.Find("facts")) known.facts = ReadFacts(*facts);
    ReadRequests(root);
    if (const DataNode* records = root.Find("records")) ReadRecords(*records);
    if (const DataNode* given = root.Find("utilization_review")) {
      const Review review = ReadReview(*given);
      if (review.date) review_date_ = review.date;
      ShareReview(review);
    }
    if (const DataNode* rulings = root.Find("rulings")) ReadRulings(*rulings);
  }
  if (error_) return *error_;
  if (known.id.empty()) known.id = context_.file_stem;
  if (!known.dates.utilization_review) known.dates.utilization_review = review_date_;
  CompleteDates(known.summary, known.dates);
  document_.decided.rulings.resize(known.items.size());
  return std::move(document_);
}

ReadResult ReadTree(std::variant<DataNode, DataError> parsed, const ReaderContext& context) {
  if (const auto* error = std::get_if<DataError>(&parsed)) {
    return context.Error(error->message, error->line);
  }
  const DataNode& root = std::get<DataNode>(parsed);
  const auto read_one = [&](const DataNode& one) {
    return one.Find("resourceType") != nullptr ? ReadFhir(one, context)
                                               : CaseReader(context).Read(one);
  };
  if (root.kind == Kind::kList && root.entries.size() == 1) return read_one(root.entries.front());
  if (root.kind == Kind::kList) {
    return context.Error("holds a list of " + std::to_string(root.entries.size()) +
                         " cases; give them as JSON lines, or one to a file");
  }
  return read_one(root);
}

// The key that begins a line of YAML at its left edge, or "".
std::string_view TopLevelKey(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  if (colon + 1 < line.size() && line[colon + 1] != ' ' && line[colon + 1] != '\r') return {};
  std::string_view key = line.substr(0, colon);
  if (key.size() >= 2 && (key.front() == '"' || key.front() == '\'') && key.back() == key.front()) {
    key = key.substr(1, key.size() - 2);
  }
  return key;
}

}  // namespace

bool LooksLikeJsonCaseFile(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  if (text[first] == '{') return true;
  if (text[first] != '[') return false;
  const std::size_t next = text.find_first_not_of(" \t\r\n", first + 1);
  return next != std::string_view::npos && text[next] == '{';
}

bool LooksLikeYamlCaseFile(std::string_view text) {
  constexpr int kMostLines = 5000;
  std::size_t start = 0;
  bool first = true;
  for (int lines = 0; lines < kMostLines && start < text.size(); ++lines) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (line.front() == '#' || line.front() == '%' || line.starts_with("---")) continue;
    const std::string_view key = TopLevelKey(line);
    if (key == "requests") return true;
    if (first && std::find(kCaseKeys.begin(), kCaseKeys.end(), key) != kCaseKeys.end()) return true;
    first = false;
  }
  return false;
}

ReadResult ReadJsonCaseFile(std::string_view text, const ReaderContext& context) {
  return ReadTree(ParseJsonData(text), context);
}

ReadResult ReadYamlCaseFile(std::string_view text, const ReaderContext& context) {
  return ReadTree(ParseYamlData(text), context);
}

}  // namespace imr
