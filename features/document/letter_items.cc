#include "features/document/letter_items.h"

#include <algorithm>
#include <array>
#include <re2/re2.h>

#include "features/document/line_map.h"
#include "features/text/text.h"

namespace imr {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

enum class Label { kClaimsAdministrator, kExpert, kRationale };

struct LabelPlace {
  Label label = Label::kRationale;
  std::size_t start = 0;
  std::size_t end = 0;
};

std::vector<LabelPlace> FindLabels(std::string_view letter, std::size_t from) {
  // "The Physician Reviewer's decision rationale:" is of another layout.
  static const RE2 kLabels(
      R"((?i)\b(claims\s+administrator(?:'s)?\s+guidelines?\s*:)|\b(maximus\s+guidelines?\s*:)|)"
      R"(\breviewer's\s+decision\s+rationale\s*:|\b(decision\s+rationale\s*:))");
  std::vector<LabelPlace> places;
  const re2::StringPiece text = Piece(letter);
  std::array<re2::StringPiece, 4> groups;
  while (kLabels.Match(text, from, text.size(), RE2::UNANCHORED, groups.data(), 4)) {
    const auto start = static_cast<std::size_t>(groups[0].data() - text.data());
    from = start + groups[0].size();
    if (groups[1].data() == nullptr && groups[2].data() == nullptr && groups[3].data() == nullptr) {
      continue;
    }
    const Label label = groups[1].data() != nullptr   ? Label::kClaimsAdministrator
                        : groups[2].data() != nullptr ? Label::kExpert
                                                      : Label::kRationale;
    places.push_back({label, start, from});
  }
  return places;
}

struct OutcomeText {
  Outcome outcome = Outcome::kUpheld;
  std::size_t start = 0;  // where the wording before it ends
};

// The outcome that stands at the end of letter[from, end), white space aside.
std::optional<OutcomeText> OutcomeBefore(std::string_view letter, std::size_t from,
                                         std::size_t end) {
  static const RE2 kOutcome(
      R"((?is)((?:\s*:\s*|\s+-\s*|\s+)(?:(partial(?:ly)?\s+overturned|partial(?:ly)?\s+upheld|)"
      R"((?:upheld|overturned)\s+in\s+part)|(upheld)|(overturned))|\s*:\s*(modified))\s*\.?\s*\z)");
  constexpr std::size_t kLongestOutcome = 80;
  while (end > from && (letter[end - 1] == '\n' || letter[end - 1] == ' ')) --end;
  const std::size_t start = end - std::min(end - from, kLongestOutcome);
  std::array<re2::StringPiece, 6> groups;
  // Cut at `end`, so that \z means it.
  if (!kOutcome.Match(Piece(letter.substr(0, end)), start, end, RE2::UNANCHORED, groups.data(),
                      6)) {
    return std::nullopt;
  }
  OutcomeText found;
  found.start = static_cast<std::size_t>(groups[1].data() - letter.data());
  if (groups[2].data() != nullptr || groups[5].data() != nullptr) {
    found.outcome = Outcome::kPartiallyOverturned;
  } else if (groups[4].data() != nullptr) {
    found.outcome = Outcome::kOverturned;
  }
  return found;
}

// One item as places in the letter.
struct ItemPlaces {
  std::size_t search_from = 0;  // the wording begins here or later
  std::size_t wording_start = 0;
  std::size_t wording_end = 0;
  std::optional<Outcome> outcome;
  std::optional<LabelPlace> claims_administrator, expert, rationale;

  std::size_t last_label_end() const {
    if (rationale) return rationale->end;
    if (expert) return expert->end;
    if (claims_administrator) return claims_administrator->end;
    return wording_end;
  }
};

// Sorts the labels into items. A label that neither begins an item nor is the next of the current
// one is part of a text.
std::vector<ItemPlaces> GroupLabels(std::string_view letter, std::size_t body,
                                    const std::vector<LabelPlace>& labels) {
  std::vector<ItemPlaces> items;
  for (const LabelPlace& label : labels) {
    const std::size_t from = items.empty() ? body : items.back().last_label_end();
    const auto outcome = OutcomeBefore(letter, from, label.start);
    const bool own_line = StartsLine(letter, label.start);
    bool begins = outcome.has_value();
    if (!items.empty() && !begins) {
      ItemPlaces& item = items.back();
      if (label.label == Label::kExpert && !item.expert && !item.rationale) {
        item.expert = label;
        continue;
      }
      if (label.label == Label::kRationale && !item.rationale) {
        item.rationale = label;
        continue;
      }
      // An item without a ruling: only the label tells that it begins.
      begins = label.label == Label::kClaimsAdministrator && own_line &&
               (item.claims_administrator || item.rationale);
    }
    if (!begins && !items.empty()) continue;
    ItemPlaces item;
    item.search_from = from;
    item.wording_end = outcome ? outcome->start : label.start;
    if (outcome) item.outcome = outcome->outcome;
    (label.label == Label::kClaimsAdministrator ? item.claims_administrator
     : label.label == Label::kExpert            ? item.expert
                                                : item.rationale) = label;
    items.push_back(item);
  }
  return items;
}

// Where the beginning of a "Claims Administrator guideline:" stands at the end of letter[from,
// ...); the letter's size when none does.
std::size_t CutLabelStart(std::string_view letter, std::size_t from) {
  static constexpr std::string_view kLabel = "Claims Administrator guideline:";
  std::size_t end = letter.size();
  while (end > from && (letter[end - 1] == '\n' || letter[end - 1] == ' ')) --end;
  for (std::size_t length = std::min(kLabel.size(), end - from); length > 0; --length) {
    const std::size_t start = end - length;
    if (letter.substr(start, length) == kLabel.substr(0, length) && StartsLine(letter, start)) {
      return start;
    }
  }
  return letter.size();
}

// A letter cut off after the last wording: an outcome, and at most the beginning of a label.
void AddCutOffItem(std::string_view letter, std::size_t body, std::vector<ItemPlaces>& items) {
  const std::size_t from = items.empty() ? body : items.back().last_label_end();
  const std::size_t end = CutLabelStart(letter, from);
  const auto outcome = OutcomeBefore(letter, from, end);
  if (!outcome || letter[outcome->start] == ' ' || letter[outcome->start] == '\n') return;
  ItemPlaces item;
  item.search_from = from;
  item.wording_end = outcome->start;
  item.outcome = outcome->outcome;
  items.push_back(item);
}

// "was the original request" opens a partial authorization, which runs over several sentences.
bool IsIncompletePartialAuthorization(std::string_view wording) {
  static const RE2 kRemainder(R"((?i)\bremaining\s+IMR\s+eligible\s+portion\b|)"
                              R"(\bauthorized\s+by\s+the\s+claims\s+administrator\b)");
  static const RE2 kOriginal(R"((?i)\b(?:was|were|is)\s+the\s+original\s+request)");
  return RE2::PartialMatch(Piece(wording), kRemainder) &&
         !RE2::PartialMatch(Piece(wording), kOriginal);
}

bool SpeaksOfNecessity(std::string_view text) {
  static const RE2 kNecessity(R"((?i)\bmedical(?:ly)?\s+necess|\bnecessary\b|\bnecessity\b)");
  return RE2::PartialMatch(Piece(text), kNecessity);
}

enum class Boundary { kNone, kWeak, kStrong };

// What speaks for a new paragraph at line `at` of `lines`. `previous` is the last line before it
// that is not blank.
Boundary JudgeBoundary(const LineMap& lines, std::size_t previous, std::size_t at) {
  const std::string_view before = lines.Trimmed(previous);
  const std::string_view line = lines.Trimmed(at);
  const bool lower = !line.empty() && line.front() >= 'a' && line.front() <= 'z';
  const bool early = lines.EndsEarly(previous, at);
  if (lines.gap_before(at)) {
    return EndsSentence(before) || early || !lower ? Boundary::kStrong : Boundary::kNone;
  }
  if (lower || !EndsSentence(before)) return Boundary::kNone;
  return early ? Boundary::kStrong : Boundary::kWeak;
}

// Where the last sentence of running text begins, for letters without lines.
std::size_t AfterLastSentence(std::string_view letter, std::size_t from, std::size_t end) {
  for (std::size_t at = end; at > from + 2; --at) {
    const char first = letter[at - 1];
    const bool capital = (first >= 'A' && first <= 'Z') || (first >= '0' && first <= '9');
    const bool apart = letter[at - 2] == ' ' || letter[at - 2] == '\n';
    if (capital && apart && EndsSentence(letter.substr(from, at - 2 - from))) return at - 1;
  }
  return from;
}

// Where the wording that ends at `item.wording_end` begins: the nearest paragraph's beginning.
std::size_t FindWordingStart(std::string_view letter, const ItemPlaces& item, std::size_t width) {
  constexpr std::size_t kMostLines = 40;
  const LineMap lines(letter, item.search_from, item.wording_end, width, kMostLines);
  if (lines.size() == 0) return item.wording_end;
  const auto wording = [&](std::size_t line) {
    return letter.substr(lines.start(line), item.wording_end - lines.start(line));
  };
  std::optional<std::size_t> weak;
  std::optional<std::size_t> incomplete;
  for (std::size_t at = lines.size() - 1; at > 0; --at) {
    const Boundary boundary = JudgeBoundary(lines, at - 1, at);
    if (boundary == Boundary::kNone) continue;
    if (IsIncompletePartialAuthorization(wording(at))) {
      if (!incomplete) incomplete = at;
      continue;
    }
    if (boundary == Boundary::kWeak) {
      if (incomplete) return lines.start(at);
      if (!weak) weak = at;
      continue;
    }
    // A paragraph that argues is the end of a rationale, with the wording set right below it.
    if (weak &&
        SpeaksOfNecessity(letter.substr(lines.start(at), lines.start(*weak) - lines.start(at)))) {
      return lines.start(*weak);
    }
    return lines.start(at);
  }
  if (weak) return lines.start(*weak);
  if (incomplete) return lines.start(*incomplete);
  if (!lines.first_is_label_line() && lines.size() < kMostLines) return lines.start(0);
  return AfterLastSentence(letter, lines.start(0), item.wording_end);
}

std::string Wording(std::string_view text) {
  std::string wording = FoldSpaces(text);
  static const RE2 kTrailing(R"((?i)(?:\s*:|\s+-|\s+is|\s+are)\s*\z)");
  constexpr std::size_t kLongestTrailing = 8;
  while (!wording.empty()) {
    const std::size_t from = wording.size() - std::min(wording.size(), kLongestTrailing);
    re2::StringPiece found;
    if (!kTrailing.Match(Piece(wording), from, wording.size(), RE2::UNANCHORED, &found, 1)) break;
    wording.resize(static_cast<std::size_t>(found.data() - wording.data()));
  }
  return wording;
}

// "1. ", "2) " before the wordings of all items: the letter's numbering, not theirs.
void RemoveNumbering(std::vector<LetterItem>& items) {
  const auto prefix = [](std::size_t i, char mark) { return std::to_string(i + 1) + mark + ' '; };
  for (const char mark : {'.', ')'}) {
    bool all = true;
    for (std::size_t i = 0; i < items.size() && all; ++i) {
      all = items[i].request.starts_with(prefix(i, mark));
    }
    if (!all) continue;
    for (std::size_t i = 0; i < items.size(); ++i) {
      items[i].request.erase(0, prefix(i, mark).size());
    }
    return;
  }
}

LetterItem ReadItem(std::string_view letter, const ItemPlaces& item, std::size_t end) {
  const auto between = [&](std::size_t from, std::size_t to) {
    return FoldSpaces(letter.substr(from, std::max(from, to) - from));
  };
  LetterItem out;
  out.request = Wording(letter.substr(item.wording_start, item.wording_end - item.wording_start));
  const std::size_t before_rationale = item.rationale ? item.rationale->start : end;
  const std::size_t before_expert = item.expert ? item.expert->start : before_rationale;
  if (item.claims_administrator) {
    out.utilization_review = between(item.claims_administrator->end, before_expert);
  }
  if (item.outcome) {
    Ruling ruling{*item.outcome, "", ""};
    if (item.expert) ruling.guideline = between(item.expert->end, before_rationale);
    if (item.rationale) ruling.rationale = between(item.rationale->end, end);
    out.ruling = std::move(ruling);
  }
  return out;
}

}  // namespace

LetterItems FindLabelledItems(std::string_view letter, std::size_t body) {
  std::vector<ItemPlaces> places = GroupLabels(letter, body, FindLabels(letter, body));
  AddCutOffItem(letter, body, places);
  LetterItems out;
  out.start = letter.size();
  if (places.empty()) return out;
  const std::size_t width = PageWidth(letter.substr(0, body));
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i].wording_start = i == 0 ? body : FindWordingStart(letter, places[i], width);
  }
  out.start = places.front().wording_start;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t end = i + 1 < places.size() ? places[i + 1].wording_start : letter.size();
    out.items.push_back(ReadItem(letter, places[i], end));
  }
  RemoveNumbering(out.items);
  return out;
}

}  // namespace imr
