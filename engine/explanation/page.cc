#include "engine/explanation/page.h"

#include <algorithm>
#include <set>

#include "engine/explanation/layout.h"

namespace imr {
namespace {

constexpr std::size_t kLeastWidth = 40;
constexpr std::size_t kLongestQuote = 240;

std::string_view CodeOf(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "";
    case Ink::kBold:
      return "\x1b[1m";
    case Ink::kFaint:
      return "\x1b[2m";
    case Ink::kGreen:
      return "\x1b[32m";
    case Ink::kRed:
      return "\x1b[31m";
    case Ink::kYellow:
      return "\x1b[33m";
  }
  return "";
}

}  // namespace

Page::Page(const WordingOptions& options)
    : width_(std::max(options.width, kLeastWidth)), colour_(options.colour) {}

void Page::Write(std::size_t indent, std::string_view lead, std::string_view words, Ink ink,
                 Ink lead_ink) {
  const std::size_t hang = indent + CodePoints(lead);
  const std::string safe = Printable(words);
  bool first = true;
  for (const std::string& line : Wrap(safe, width_ - std::min(hang, width_ - 20))) {
    text_ += first ? std::string(indent, ' ') + Painted(lead, lead_ink) : std::string(hang, ' ');
    text_ += Painted(line, ink) + '\n';
    first = false;
  }
}

std::string Page::Painted(std::string_view words, Ink ink) const {
  if (!colour_ || ink == Ink::kPlain || words.empty()) return std::string(words);
  return std::string(CodeOf(ink)) + std::string(words) + "\x1b[0m";
}

std::string Spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string DateWords(const CaseDates& dates) {
  std::string out;
  if (dates.injury) out += "; injured " + FormatDate(*dates.injury);
  if (dates.utilization_review) {
    out += "; reviewed " + FormatDate(*dates.utilization_review);
    if (dates.assumed) out += " (assumed)";
  }
  return out;
}

std::string CitationWords(const Citation& citation) {
  std::string out = citation.source;
  if (!citation.section.empty()) out += (out.empty() ? "" : ", ") + citation.section;
  if (citation.pages) out += ", p. " + *citation.pages;
  const Validity& effective = citation.effective;
  if (effective.from && effective.to) {
    out += " (in force " + FormatDate(*effective.from) + " to " + FormatDate(*effective.to) + ")";
  } else if (effective.from) {
    out += " (in force from " + FormatDate(*effective.from) + ")";
  } else if (effective.to) {
    out += " (in force to " + FormatDate(*effective.to) + ")";
  }
  return out;
}

std::string Quoted(const Case& c, std::size_t item, const Evidence& evidence) {
  const std::string_view text = SectionText(c, item, evidence.section);
  if (evidence.start >= evidence.end || evidence.end > text.size()) return "";
  return '"' +
         Shortened(Printable(text.substr(evidence.start, evidence.end - evidence.start)),
                   kLongestQuote) +
         '"';
}

void WriteQuotes(const Case& c, std::size_t item, const std::vector<Evidence>& all,
                 std::size_t most, std::size_t indent, Page& page) {
  const auto inside_another = [&](const Evidence& words) {
    return std::any_of(all.begin(), all.end(), [&](const Evidence& other) {
      return other.section == words.section && other.start <= words.start &&
             words.end <= other.end && other.end - other.start > words.end - words.start;
    });
  };
  std::set<std::string> shown;
  for (const Evidence& evidence : all) {
    if (shown.size() == most) break;
    const std::string quote = Quoted(c, item, evidence);
    if (quote.empty() || inside_another(evidence) || !shown.insert(quote).second) continue;
    page.Write(indent, Spaced(std::string(SectionName(evidence.section))) + ": ", quote,
               Ink::kPlain, Ink::kFaint);
  }
}

}  // namespace imr
