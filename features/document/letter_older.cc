// Layouts before the labelled one: numbered conclusions (2013), and summaries by title lines.
#include <algorithm>
#include <array>
#include <map>
#include <re2/re2.h>

#include "features/document/letter_items.h"
#include "features/document/line_map.h"
#include "features/text/text.h"

namespace imr {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

std::optional<Span> FindIn(std::string_view text, const RE2& expression, std::size_t from,
                           std::size_t to) {
  re2::StringPiece found;
  if (from >= to || !expression.Match(Piece(text), from, to, RE2::UNANCHORED, &found, 1)) {
    return std::nullopt;
  }
  const auto start = static_cast<std::uint32_t>(found.data() - text.data());
  return Span{start, start + static_cast<std::uint32_t>(found.size())};
}

std::string Folded(std::string_view text, std::size_t from, std::size_t to) {
  return FoldSpaces(text.substr(from, std::max(from, to) - from));
}

// A line that begins with a number: "3. ...", "3) ...".
struct NumberedLine {
  std::size_t number = 0;
  std::size_t start = 0;    // of the line
  std::size_t content = 0;  // behind the number
};

std::vector<NumberedLine> FindNumberedLines(std::string_view text, std::size_t from) {
  static const RE2 kNumbered(R"((?m)^[ ]*(\d{1,3})[ ]?[.)][ ]*(\S))");
  std::vector<NumberedLine> lines;
  std::array<re2::StringPiece, 3> groups;
  while (kNumbered.Match(Piece(text), from, text.size(), RE2::UNANCHORED, groups.data(), 3)) {
    NumberedLine line;
    line.start = static_cast<std::size_t>(groups[0].data() - text.data());
    line.content = static_cast<std::size_t>(groups[2].data() - text.data());
    for (const char digit : groups[1].as_string()) {
      line.number = line.number * 10 + static_cast<std::size_t>(digit - '0');
    }
    lines.push_back(line);
    from = line.content + 1;
  }
  return lines;
}

struct Conclusion {
  std::string request;
  Outcome outcome = Outcome::kUpheld;
  std::size_t start = 0;
  std::size_t end = 0;
};

// The request named in "MAXIMUS ... has determined the request for X", "The request for X", "X".
std::string RequestNamed(std::string_view text) {
  static const RE2 kLead(
      R"((?is)\s*(?:MAXIMUS\s+Federal\s+Services,?(?:\s+Inc\.?,?)?\s+has\s+determined\s+)"
      R"((?:that\s+)?)?)"
      R"((?:(?:the\s+)?(?:decision|requests?)\s+(?:for|of)\s+)?)");
  re2::StringPiece lead;
  std::size_t skip = 0;
  if (kLead.Match(Piece(text), 0, text.size(), RE2::ANCHOR_START, &lead, 1)) skip = lead.size();
  return FoldSpaces(text.substr(skip));
}

// The conclusion in text[line.content, end): a wording, and whether it is medically necessary.
std::optional<Conclusion> ReadConclusion(std::string_view text, const NumberedLine& line,
                                         std::size_t end) {
  static const RE2 kVerdict(
      R"((?is)\b(?:is|are|was|were)\s+(partially\s+)?(not\s*)?medically\s+necessary)"
      R"((?:\s+(?:and|or)\s+appropriate)?\s*\.?)");
  constexpr std::size_t kLongestConclusion = 2000;
  end = std::min(end, line.content + kLongestConclusion);
  std::array<re2::StringPiece, 3> groups;
  if (!kVerdict.Match(Piece(text), line.content, end, RE2::UNANCHORED, groups.data(), 3)) {
    return std::nullopt;
  }
  const auto verdict = static_cast<std::size_t>(groups[0].data() - text.data());
  const std::string_view wording = text.substr(line.content, verdict - line.content);
  // A verdict further down a text of its own belongs to the reasons, not to the number.
  static const RE2 kSeveralSentences(R"re((?s)[a-z)"]\.\s+(?:The|This|There|In|As)\s)re");
  if (RE2::PartialMatch(Piece(wording), kSeveralSentences)) return std::nullopt;
  Conclusion conclusion;
  conclusion.request = RequestNamed(wording);
  conclusion.start = line.start;
  conclusion.end = verdict + groups[0].size();
  conclusion.outcome = groups[1].data() != nullptr && !groups[1].empty()
                           ? Outcome::kPartiallyOverturned
                       : groups[2].data() != nullptr && !groups[2].empty() ? Outcome::kUpheld
                                                                           : Outcome::kOverturned;
  return conclusion;
}

// Splits the reasons behind a conclusion, letter[from, to), into what utilization review cited,
// what the expert relied on, and the rationale.
void ReadReasons(std::string_view letter, std::size_t from, std::size_t to, LetterItem& item) {
  static const RE2 kClaimsAdministrator(R"((?i)\bthe\s+claims\s+administrator(?:'s)?\s)");
  static const RE2 kReviewer(
      R"((?i)\bthe\s+(?:MAXIMUS\s+)?(?:expert|physician)\s+reviewer(?:'s)?\s)");
  static const RE2 kProvider(R"((?i)\bthe\s+provider\s+did\b)");
  static const RE2 kRationale(R"((?i)(?:\bthe\s+(?:MAXIMUS\s+)?(?:expert|)"
                              R"(physician)\s+reviewer's\s+)?decision\s+rationale\s*:|)"
                              R"(\brationale\s+for\s+the\s+decision\s*:)");
  static const RE2 kEnd(
      R"((?im)^[ ]*(?:sincerely,|effect of the decision:|disclaimer:|/[a-z]{2,4}$))");
  if (const auto end = FindIn(letter, kEnd, from, to)) to = end->start;
  const auto rationale = FindIn(letter, kRationale, from, to);
  const std::size_t before = rationale ? rationale->start : to;
  const auto reviewer = FindIn(letter, kReviewer, from, before);
  const auto administrator = FindIn(letter, kClaimsAdministrator, from, before);
  const std::size_t reviewer_at = reviewer ? reviewer->start : before;
  if (administrator && administrator->start < reviewer_at) {
    std::size_t end = reviewer_at;
    if (const auto provider = FindIn(letter, kProvider, administrator->end, end)) {
      end = provider->start;
    }
    item.utilization_review = Folded(letter, administrator->start, end);
  }
  if (!item.ruling) return;
  if (reviewer && rationale) item.ruling->guideline = Folded(letter, reviewer_at, before);
  item.ruling->rationale = rationale                   ? Folded(letter, rationale->end, to)
                           : administrator || reviewer ? Folded(letter, reviewer_at, to)
                                                       : Folded(letter, from, to);
}

// The conclusions numbered 1, 2, 3 ... in order, each the first of its number.
std::vector<Conclusion> FindConclusions(std::string_view letter,
                                        const std::vector<NumberedLine>& lines) {
  std::vector<Conclusion> conclusions;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].number != conclusions.size() + 1) continue;
    const std::size_t end = i + 1 < lines.size() ? lines[i + 1].start : letter.size();
    if (auto conclusion = ReadConclusion(letter, lines[i], end)) {
      conclusions.push_back(std::move(*conclusion));
    }
  }
  return conclusions;
}

struct Region {
  std::size_t start = 0;
  std::size_t end = 0;
};

// The reasons for each number, where they have a title: "N) Regarding the request for ...".
std::map<std::size_t, Region> FindTitledReasons(std::string_view letter,
                                                const std::vector<NumberedLine>& lines) {
  std::map<std::size_t, Region> reasons;
  std::size_t end = letter.size();
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    const std::string_view content = letter.substr(line->content, 9);
    if (content != "Regarding" && content != "REGARDING") continue;
    reasons[line->number] = {line->content, end};
    end = line->start;
  }
  return reasons;
}

}  // namespace

LetterItems FindNumberedConclusions(std::string_view letter, std::size_t body) {
  std::vector<NumberedLine> lines = FindNumberedLines(letter, body);
  std::vector<Conclusion> conclusions = FindConclusions(letter, lines);
  if (conclusions.empty() && body > 0) {
    lines = FindNumberedLines(letter, 0);
    conclusions = FindConclusions(letter, lines);
  }
  LetterItems out;
  out.start = conclusions.empty() ? letter.size() : conclusions.front().start;
  const auto titled = FindTitledReasons(letter, lines);
  for (std::size_t i = 0; i < conclusions.size(); ++i) {
    LetterItem item;
    item.request = std::move(conclusions[i].request);
    item.ruling = Ruling{conclusions[i].outcome, "", ""};
    Region reasons{conclusions[i].end,
                   i + 1 < conclusions.size() ? conclusions[i + 1].start : letter.size()};
    if (const auto found = titled.find(i + 1); found != titled.end()) reasons = found->second;
    ReadReasons(letter, reasons.start, reasons.end, item);
    out.items.push_back(std::move(item));
  }
  return out;
}

namespace {

enum class Title { kIssue, kSummary, kDocuments, kGuideline, kNotNecessary, kNecessary, kOther };

struct TitlePlace {
  Title title = Title::kOther;
  std::size_t start = 0;
  std::size_t end = 0;
};

std::vector<TitlePlace> FindTitles(std::string_view letter) {
  static const RE2 kTitles(
      R"((?im)^[ ]*(?:(ISSUES?[ ]+(?:AT|IN)[ ]+DISPUTE[^\n:]{0,40}:)|(CASE[ ]+SUMMARY[ ]*:)|)"
      R"((DOCUMENTS[ ]+REVIEWED[^\n:]{0,60}:)|(MEDICAL[ ]+TREATMENT[ ]+GUIDELINE[^:]{0,160}:)|)"
      R"((RATIONALE[ ]+FOR[ ]+WHY[^:]{0,120}\bNOT\s+MEDICALLY\s+NECESSARY\s*:)|)"
      R"((RATIONALE[ ]+FOR[ ]+WHY[^:]{0,120}\bMEDICALLY\s+NECESSARY\s*:)))");
  constexpr int kGroups = 7;
  static constexpr std::array<Title, kGroups> kKinds = {
      Title::kOther,     Title::kIssue,        Title::kSummary,  Title::kDocuments,
      Title::kGuideline, Title::kNotNecessary, Title::kNecessary};
  std::vector<TitlePlace> places;
  std::array<re2::StringPiece, kGroups> groups;
  std::size_t from = 0;
  while (
      kTitles.Match(Piece(letter), from, letter.size(), RE2::UNANCHORED, groups.data(), kGroups)) {
    TitlePlace place;
    place.start = static_cast<std::size_t>(groups[0].data() - letter.data());
    place.end = place.start + groups[0].size();
    for (std::size_t i = 1; i < groups.size(); ++i) {
      if (groups[i].data() != nullptr) place.title = kKinds[i];
    }
    places.push_back(place);
    from = place.end;
  }
  return places;
}

// The requests that an issue names: one to a bullet or number, else all of it.
std::vector<std::string> IssuesNamed(std::string_view text) {
  static const RE2 kMark(R"((?m)^[ ]*(?:\d{1,3}[.)]|[-*])[ ]+)");
  std::vector<std::size_t> starts;
  std::vector<std::size_t> ends;
  re2::StringPiece mark;
  std::size_t from = 0;
  while (kMark.Match(Piece(text), from, text.size(), RE2::UNANCHORED, &mark, 1)) {
    ends.push_back(static_cast<std::size_t>(mark.data() - text.data()));
    from = ends.back() + mark.size();
    starts.push_back(from);
  }
  std::vector<std::string> issues;
  if (starts.empty()) {
    issues.push_back(RequestNamed(text));
  }
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t end = i + 1 < starts.size() ? ends[i + 1] : text.size();
    issues.push_back(RequestNamed(text.substr(starts[i], end - starts[i])));
  }
  std::erase_if(issues, [](const std::string& issue) { return issue.empty(); });
  return issues;
}

}  // namespace

LetterItems FindIssuesAtDispute(std::string_view letter) {
  // Issues that share one rationale each get a copy of it; this bounds them all together.
  constexpr std::size_t kMostCopied = 32u << 20;
  const std::vector<TitlePlace> titles = FindTitles(letter);
  LetterItems out;
  out.start = letter.size();
  std::size_t current = 0;  // the first item of the issue being read
  std::size_t copied = 0;
  std::string guideline;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const std::size_t end = i + 1 < titles.size() ? titles[i + 1].start : letter.size();
    const std::string_view content = letter.substr(titles[i].end, end - titles[i].end);
    if (titles[i].title == Title::kIssue) {
      out.start = std::min(out.start, titles[i].start);
      current = out.items.size();
      guideline.clear();
      for (std::string& issue : IssuesNamed(content)) {
        out.items.push_back({std::move(issue), "", std::nullopt});
      }
    } else if (titles[i].title == Title::kGuideline) {
      guideline = FoldSpaces(content);
    } else if (titles[i].title == Title::kNotNecessary || titles[i].title == Title::kNecessary) {
      const bool denied = titles[i].title == Title::kNotNecessary;
      const std::string rationale = FoldSpaces(content);
      for (std::size_t item = current; item < out.items.size(); ++item) {
        copied += guideline.size() + rationale.size();
        const bool room = copied <= kMostCopied;
        out.items[item].ruling = Ruling{denied ? Outcome::kUpheld : Outcome::kOverturned,
                                        room ? guideline : "", room ? rationale : ""};
      }
    }
  }
  return out;
}

}  // namespace imr
