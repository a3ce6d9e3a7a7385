#include "engine/explanation/facts_panel.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/explanation/html.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"

namespace imr {
namespace {

constexpr std::size_t kLongestQuote = 90;  // code points
constexpr std::size_t kShownAtOnce = 4;    // pieces of evidence of a fact; more unfold

enum class Heading { kRequest, kRecord, kComputed };

constexpr std::array<std::pair<Heading, std::string_view>, 3> kHeadings = {{
    {Heading::kRequest, "What is asked for"},
    {Heading::kRecord, "What the record says"},
    {Heading::kComputed, "Computed from these"},
}};

Heading HeadingOf(const Vocabulary& vocabulary, FactId fact) {
  if (IsOfRequest(vocabulary, fact)) return Heading::kRequest;
  return vocabulary.Definition(fact).group == FactGroup::kDerived ? Heading::kComputed
                                                                  : Heading::kRecord;
}

// Words that prove a fact, or would have proved another value.
struct Quote {
  Evidence words;
  bool outweighed = false;
  std::vector<std::string> places;  // of the patterns that found them, without directories
};

class Panel {
 public:
  Panel(const MarkedCase& marked, std::size_t item,
        const std::function<std::string(std::uint32_t)>& places)
      : marked_(marked), item_(item), places_(places) {}

  std::string Write() {
    const std::string request = std::to_string(item_);
    const FactSheet& sheet = marked_.facts.items[item_];
    const std::string* treatment = sheet.Code(marked_.vocabulary.computed().treatment);
    out_ = "<details class=\"facts\" open>\n<summary><h3>Request " + std::to_string(item_ + 1) +
           "</h3> <span class=\"treatment\">" +
           (treatment != nullptr ? EscapeHtml(*treatment) : "treatment not recognised") +
           "</span></summary>\n<p class=\"wording\"><a href=\"#" + marked_.id + "-r" + request +
           "\">" + EscapeHtml(Shortened(Printable(marked_.c.items[item_].request), kLongestQuote)) +
           "</a></p>\n";
    for (const auto& [heading, title] : kHeadings) WriteGroup(sheet, heading, title);
    out_ += "</details>\n";
    return std::move(out_);
  }

 private:
  void WriteGroup(const FactSheet& sheet, Heading heading, std::string_view title) {
    bool any = false;
    for (const auto& [id, fact] : sheet) {
      if (HeadingOf(marked_.vocabulary, id) != heading) continue;
      if (!any) out_ += "<h4>" + std::string(title) + "</h4>\n<ul>\n";
      any = true;
      WriteFact(id, fact);
    }
    if (any) out_ += "</ul>\n";
  }

  void WriteFact(FactId id, const Fact& fact) {
    const FactDefinition& definition = marked_.vocabulary.Definition(id);
    out_ += "<li><span class=\"name\" title=\"" + EscapeHtml(definition.meaning) + "\">" +
            EscapeHtml(Spaced(definition.name)) + "</span> <span class=\"value-of " +
            ClassOf(marked_.vocabulary, id, fact.value, false) + "\">" +
            EscapeHtml(ValueInWords(marked_.vocabulary, id, fact.value)) + "</span>";
    if (fact.stated) out_ += " <small>given in the case file</small>";
    const std::vector<Quote> quotes = QuotesOf(fact);
    if (!quotes.empty()) out_ += "<ul>";
    for (std::size_t i = 0; i < quotes.size(); ++i) {
      if (i == kShownAtOnce) {
        out_ +=
            "</ul><details><summary>" + std::to_string(quotes.size() - i) + " more</summary><ul>";
      }
      WriteQuote(quotes[i]);
    }
    if (!quotes.empty()) out_ += quotes.size() > kShownAtOnce ? "</ul></details>" : "</ul>";
    out_ += "</li>\n";
  }

  // Words that several patterns found are quoted once.
  std::vector<Quote> QuotesOf(const Fact& fact) const {
    std::vector<Quote> quotes;
    std::map<std::pair<std::string, bool>, std::size_t> known;
    auto add = [&](const Evidence& words, bool outweighed) {
      if (!LiesInText(marked_.c, item_, words)) return;
      const auto [it, fresh] =
          known.try_emplace({MarkId(marked_.id, item_, words), outweighed}, quotes.size());
      if (fresh) quotes.push_back({words, outweighed, {}});
      const std::string place = words.pattern == kNoPattern ? "" : places_(words.pattern);
      if (place.empty()) return;
      quotes[it->second].places.push_back(place.substr(place.rfind('/') + 1));
    };
    for (const Evidence& words : fact.evidence) add(words, false);
    for (const Evidence& words : fact.contrary) add(words, true);
    return quotes;
  }

  void WriteQuote(const Quote& quote) {
    const Evidence& words = quote.words;
    const std::string_view text = SectionText(marked_.c, item_, words.section);
    out_ += quote.outweighed ? "<li class=\"contrary\">outweighed: " : "<li>";
    out_ += "<a href=\"#" + MarkId(marked_.id, item_, words) + "\">" +
            EscapeHtml(Shortened(Printable(text.substr(words.start, words.end - words.start)),
                                 kLongestQuote)) +
            "</a> <small>" + EscapeHtml(Spaced(std::string(SectionName(words.section))));
    for (const std::string& place : quote.places) out_ += ", " + EscapeHtml(place);
    out_ += "</small></li>";
  }

  const MarkedCase& marked_;
  std::size_t item_;
  const std::function<std::string(std::uint32_t)>& places_;
  std::string out_;
};

}  // namespace

std::string PanelHtml(const MarkedCase& marked, std::size_t item,
                      const std::function<std::string(std::uint32_t)>& places) {
  return Panel(marked, item, places).Write();
}

}  // namespace imr
