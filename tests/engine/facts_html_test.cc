// The page of facts: nothing of a case gets out of its place, everything that was read is on it,
// and it neither loads nor runs anything.
#include "engine/explanation/facts_html.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/explanation/facts_style.h"
#include "engine/explanation/highlight.h"
#include "engine/explanation/html.h"
#include "engine/explanation/layout.h"
#include "engine/explanation/page.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

std::string Unescaped(std::string text) {
  const std::vector<std::pair<std::string, std::string>> entities = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
  for (const auto& [entity, character] : entities) {
    for (std::size_t at = text.find(entity); at != std::string::npos;
         at = text.find(entity, at + 1)) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

// What a browser shows of a fragment whose attribute values hold no raw '>'.
std::string TextOf(const std::string& html) {
  std::string text;
  bool inside_tag = false;
  for (const char c : html) {
    if (c == '<') inside_tag = true;
    if (!inside_tag) text += c;
    if (c == '>') inside_tag = false;
  }
  return Unescaped(text);
}

// Names of elements that are closed out of order or never; empty when all is well.
std::vector<std::string> Misnested(const std::string& html) {
  static const std::set<std::string> kWithoutEnd = {"!DOCTYPE", "meta"};
  std::vector<std::string> open, wrong;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const bool closes = html.at(at + 1) == '/';
    const std::size_t from = at + (closes ? 2 : 1);
    const std::string name = html.substr(from, html.find_first_of(" >\n", from) - from);
    if (kWithoutEnd.contains(name)) continue;
    if (!closes) {
      open.push_back(name);
    } else if (!open.empty() && open.back() == name) {
      open.pop_back();
    } else {
      wrong.push_back("/" + name);
    }
  }
  wrong.insert(wrong.end(), open.begin(), open.end());
  return wrong;
}

std::vector<std::string> AllMatches(const std::string& text, const std::string& expression) {
  const std::regex pattern(expression);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) {
    found.push_back((*it)[1]);
  }
  return found;
}

Highlight Mark(std::uint32_t start, std::uint32_t end, const std::string& id,
               const std::string& note = "n") {
  return {.start = start, .end = end, .classes = "c", .id = id, .note = note};
}

TEST(EscapeHtmlTest, KeepsTextText) {
  struct Row {
    std::string in, out;
  };
  const std::vector<Row> rows = {
      {"", ""},
      {"pain & <b>\"5'\"</b>", "pain &amp; &lt;b&gt;&quot;5&#39;&quot;&lt;/b&gt;"},
      {"</style><script>x</script>", "&lt;/style&gt;&lt;script&gt;x&lt;/script&gt;"},
      {"&lt;", "&amp;lt;"},
      {"one\n\ntwo\n", "one\n\ntwo\n"},
      {std::string("a\0b\x1b[0m\x7f", 8), "a\uFFFDb\uFFFD[0m\uFFFD"},
      {"\u202Eright\u2066", "\uFFFDright\uFFFD"},
      {"bad \xFF", "bad \uFFFD"},
      {"caf\u00e9", "caf\u00e9"},
  };
  for (const Row& row : rows) EXPECT_EQ(EscapeHtml(row.in), row.out);
}

TEST(Base64Test, IsThatOfRfc4648) {
  const std::map<std::string, std::string> rows = {{"", ""},
                                                   {"f", "Zg=="},
                                                   {"fo", "Zm8="},
                                                   {"foo", "Zm9v"},
                                                   {"foob", "Zm9vYg=="},
                                                   {"fooba", "Zm9vYmE="},
                                                   {"foobar", "Zm9vYmFy"},
                                                   {"\xFB\xFF", "+/8="}};
  for (const auto& [bytes, text] : rows) EXPECT_EQ(Base64(bytes), text);
}

TEST(ContentPolicyTest, NamesTheHashOfTheStyle) {
  EXPECT_EQ(OnlyThisStyle("abc"),
            "default-src 'none'; style-src "
            "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='; base-uri 'none'; "
            "form-action 'none'");
}

TEST(HighlightTest, NestsWhatLiesInsideAndSplitsWhatCrosses) {
  EXPECT_EQ(HighlightHtml("a<b", {}), "a&lt;b");
  EXPECT_EQ(HighlightHtml("no spasm", {Mark(3, 8, "inner", "i"), Mark(0, 8, "outer", "o")}),
            "<mark id=\"outer\" class=\"c\" tabindex=\"0\" data-note=\"o\">no "
            "<mark id=\"inner\" class=\"c\" tabindex=\"0\" data-note=\"i\no\">spasm</mark></mark>");
  EXPECT_EQ(HighlightHtml("abcdef", {Mark(0, 4, "x", "1"), Mark(2, 6, "y", "2")}),
            "<mark id=\"x\" class=\"c\" tabindex=\"0\" data-note=\"1\">ab"
            "<mark id=\"y\" class=\"c cut\" tabindex=\"0\" data-note=\"2\n1\">cd</mark></mark>"
            "<mark class=\"c continued\" data-note=\"2\">ef</mark>");
  EXPECT_EQ(HighlightHtml("no", {Mark(0, 2, "", "")}), "<span class=\"c\">no</span>");
}

TEST(HighlightTest, CutsStretchesToTheTextAndToWholeCharacters) {
  EXPECT_THAT(TextOf(HighlightHtml("abc", {Mark(1, 9000, "x"), Mark(2, 2, "y"), Mark(7, 9, "z")})),
              "abc");
  const std::string text = "caf\u00e9 \U0001F600!";
  for (std::uint32_t start = 0; start <= text.size(); ++start) {
    for (std::uint32_t end = start; end <= text.size() + 1; ++end) {
      EXPECT_EQ(TextOf(HighlightHtml(text, {Mark(start, end, "x")})), text) << start << '-' << end;
    }
  }
}

TEST(HighlightTest, AnyOverlapKeepsTheTextTheNestingAndEveryName) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (std::uint64_t n = 1 + random() % 60; n > 0; --n) text += "ab<&\" \n\u00e9"[random() % 7];
    std::vector<Highlight> marks;
    std::vector<std::string> names;
    for (std::uint64_t n = random() % 60; n > 0; --n) {
      const auto start = static_cast<std::uint32_t>(random() % text.size());
      const auto end = start + 1 + static_cast<std::uint32_t>(random() % (text.size() - start));
      names.push_back("m" + std::to_string(n));
      marks.push_back(Mark(start, end, names.back()));
    }
    const std::string html = HighlightHtml(text, marks);
    EXPECT_EQ(TextOf(html), text);
    EXPECT_THAT(Misnested(html), IsEmpty());
    std::vector<std::string> found = AllMatches(html, " id=\"([^\"]*)\"");
    std::sort(found.begin(), found.end());
    std::sort(names.begin(), names.end());
    EXPECT_EQ(found, names);
  }
}

TEST(HighlightTest, DepthIsBoundedAndDeeperNamesStillHaveAPlace) {
  const std::string text(4000, 'x');
  std::vector<Highlight> marks;
  for (std::uint32_t i = 0; i < 2000; ++i) marks.push_back(Mark(i, 4000 - i, "m"));
  const std::string html = HighlightHtml(text, marks);
  EXPECT_EQ(TextOf(html), text);
  EXPECT_EQ(AllMatches(html, "<(mark)").size(), kDeepestHighlight);
  EXPECT_EQ(AllMatches(html, "(id=\"m\")").size(), 2000u);
  EXPECT_LT(html.size(), 100'000u);
}

class FactsPageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Diagnostics diagnostics;
    vocabulary_ = Vocabulary::Load(test::ProjectFile("rules/vocabulary.yaml"), "vocabulary.yaml",
                                   diagnostics);
    ASSERT_NE(vocabulary_, nullptr);
    known_.id = "CM15-9000001";
    known_.header = "Case Number: CM15-9000001";
    known_.summary = "There was no spasm. Six visits were completed. Pain was better, then worse.";
    known_.items.resize(2);
    known_.items[0].request = "Acupuncture x 6";
    known_.items[0].utilization_review = "It relied on the MTUS.";
    known_.items[1].request = "Cyclobenzaprine #30";
    facts_.items.resize(2);
    facts_.items[0].Set(
        Id("muscle_spasm"),
        Fact{.value = false,
             .evidence = {{.start = 10, .end = 18, .pattern = 7, .cue_start = 10, .cue_end = 12}}});
    facts_.items[1] = facts_.items[0];
    facts_.items[0].Set(Id("prior_sessions"), Fact{.value = NumberRange::Exactly(6),
                                                   .evidence = {{.start = 20, .end = 30}}});
    facts_.items[0].Set(Id("pain_relief"),
                        Fact{.value = true,
                             .evidence = {{.start = 47, .end = 62, .pattern = 8}},
                             .contrary = {{.start = 64, .end = 74, .pattern = 9}}});
    facts_.items[0].Set(
        Id("sessions_requested"),
        Fact{.value = NumberRange::Exactly(6),
             .evidence = {{.section = SectionKind::kRequest, .start = 12, .end = 15}}});
    facts_.items[0].Set(Id("weeks_since_injury"), NumberRange::Exactly(192));
    facts_.items[0].Set(Id("home_exercise"), Fact{.value = true, .stated = true});
  }

  FactId Id(const std::string& name) const { return vocabulary_->Find(name).value(); }

  FactsOfCase TheCase() const { return {known_, facts_, "letters/one.txt", {}}; }

  std::string PageOf(const std::vector<FactsOfCase>& cases) const {
    std::ostringstream out;
    FactsPage page(
        *vocabulary_,
        [](std::uint32_t pattern) { return "lexicon/facts/a.yaml:" + std::to_string(pattern); },
        out);
    for (const FactsOfCase& c : cases) page.AddCase(c);
    page.Finish();
    return out.str();
  }
  std::string Html() const { return PageOf({TheCase()}); }

  // The inside of the element that shows a section's text.
  static std::string SectionHtml(const std::string& html, const std::string& id) {
    const std::string start = "<div class=\"text\" id=\"" + id + "\">";
    const std::size_t at = html.find(start);
    if (at == std::string::npos) return "no section " + id;
    const std::size_t from = at + start.size();
    return html.substr(from, html.find("</div>", from) - from);
  }

  std::shared_ptr<const Vocabulary> vocabulary_;
  Case known_;
  CaseFacts facts_;
};

TEST_F(FactsPageTest, ShowsTheTextOfEverySectionUnchanged) {
  const std::string html = Html();
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-header")), known_.header);
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-summary")), known_.summary);
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-r0-request")), known_.items[0].request);
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-r1-request")), known_.items[1].request);
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-r0-utilization_review")),
            known_.items[0].utilization_review);
  EXPECT_THAT(Misnested(html), IsEmpty());
}

TEST_F(FactsPageTest, MarksSayWhatTheWordsProve) {
  const std::string summary = SectionHtml(Html(), "c1-summary");
  EXPECT_THAT(summary, HasSubstr("<mark id=\"c1-summary-10-18\" class=\"no\" tabindex=\"0\" "
                                 "data-note=\"muscle spasm: no, negated by &quot;no&quot;\npattern "
                                 "lexicon/facts/a.yaml:7, for requests 1, 2\">"
                                 "<span class=\"cue\">no</span> spasm</mark>"));
  EXPECT_THAT(summary, HasSubstr("class=\"value\" tabindex=\"0\" data-note=\"prior sessions: "
                                 "6\nfor request 1\">Six visits</mark>"));
  EXPECT_THAT(summary, HasSubstr("class=\"yes\" tabindex=\"0\" data-note=\"pain relief: yes\n"));
  EXPECT_THAT(summary, HasSubstr("class=\"contrary no\" tabindex=\"0\" data-note=\"pain relief: "
                                 "outweighed; other words say yes\n"));
  EXPECT_THAT(SectionHtml(Html(), "c1-r0-request"), HasSubstr("class=\"request\""));
}

TEST_F(FactsPageTest, ThePanelHoldsEveryFactWithItsValue) {
  const std::string html = Html();
  std::size_t from = html.find("<aside");
  for (const FactSheet& sheet : facts_.items) {
    from = html.find("<details class=\"facts\"", from + 1);
    const std::string panel = html.substr(from, html.find("<details class=\"facts\"", from + 1));
    for (const auto& [id, fact] : sheet) {
      EXPECT_THAT(TextOf(panel), HasSubstr(Spaced(vocabulary_->Definition(id).name) + " " +
                                           DescribeValue(fact.value)));
    }
  }
  EXPECT_THAT(html, HasSubstr("given in the case file"));
}

TEST_F(FactsPageTest, RequestsAreCountedFromOneForPeople) {
  facts_.items[1].Set(Id("depends_on"), NumberRange::Exactly(0));
  EXPECT_THAT(TextOf(Html()), HasSubstr("depends on request 1\n"));
}

TEST_F(FactsPageTest, EveryLinkLeadsToOnePlaceOnThePage) {
  const std::string html = PageOf({TheCase(), TheCase()});
  std::vector<std::string> names = AllMatches(html, " id=\"([^\"]*)\"");
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << "a name given twice";
  const std::vector<std::string> links = AllMatches(html, " href=\"([^\"]*)\"");
  EXPECT_THAT(links, Not(IsEmpty()));
  EXPECT_THAT(links, Each(StartsWith("#")));
  for (const std::string& link : links) {
    EXPECT_TRUE(std::binary_search(names.begin(), names.end(), link.substr(1))) << link;
  }
}

TEST_F(FactsPageTest, HostileTextStaysText) {
  const std::string attack =
      "</style></div><script>alert(1)</script>\"'><img src=//e.example> \x1b[2J";
  known_.id = attack;
  known_.header = attack;
  known_.summary = attack + " no spasm " + attack;
  known_.items[0].request = attack;
  known_.items[0].utilization_review = attack;
  facts_.items[0].Set(Id("agent"), Fact{.value = attack,
                                        .evidence = {{.section = SectionKind::kRequest,
                                                      .start = 3,
                                                      .end = 40,
                                                      .cue_start = 1,
                                                      .cue_end = 30}}});
  facts_.items[0].Set(Id("surgery_considered"),
                      Fact{.value = true,
                           .evidence = {{.start = 5, .end = 9000},
                                        {.start = 9, .end = 9},
                                        {.start = 2, .end = 9, .cue_start = 5, .cue_end = 7000}}});
  FactsOfCase hostile = TheCase();
  hostile.source = attack;
  hostile.warnings = {attack};
  hostile.facts.problems = {{.item = 0, .line = 1, .message = attack}};
  std::ostringstream out;
  FactsPage page(
      *vocabulary_, [&](std::uint32_t) { return attack; }, out);
  page.AddCase(hostile);
  page.AddError({.source = attack, .line = 3, .message = attack});
  page.Finish();
  const std::string html = out.str();
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")), Not(HasSubstr("\x1b")),
                          Not(HasSubstr("</style></div>"))));
  EXPECT_THAT(Misnested(html), IsEmpty());
  std::string shown = attack;
  shown.replace(shown.find('\x1b'), 1, "\uFFFD");
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-summary")), shown + " no spasm " + shown);
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-r0-request")), shown);
}

TEST_F(FactsPageTest, LoadsAndRunsNothing) {
  const std::string html = PageOf({TheCase(), TheCase()});
  EXPECT_THAT(html, HasSubstr(EscapeHtml(OnlyThisStyle(kFactsStyle))));
  EXPECT_THAT(html, HasSubstr("<style>" + std::string(kFactsStyle) + "</style>"));
  for (const char* forbidden :
       {"<script", "<link", "<img", "<iframe", "<form", "<object", "://", "src=", "@import", "url(",
        " style=", " onload", " onclick", "javascript:"}) {
    EXPECT_THAT(html, Not(HasSubstr(forbidden)));
  }
}

TEST_F(FactsPageTest, OneCaseIsOpenAndSeveralAreAList) {
  EXPECT_EQ(AllMatches(Html(), "<details( open)? class=\"case\"").size(), 1u);
  EXPECT_THAT(Html(), HasSubstr("<details open class=\"case\" id=\"c1\">"));
  const std::string three = PageOf({TheCase(), TheCase(), TheCase()});
  EXPECT_THAT(AllMatches(three, "<details class=\"case\" id=\"([^\"]*)\""),
              ElementsAre("c1", "c2", "c3"));
  EXPECT_THAT(three, Not(HasSubstr("<details open class=\"case\"")));
  EXPECT_THAT(PageOf({}), HasSubstr("No case was read."));
  EXPECT_THAT(Misnested(PageOf({})), IsEmpty());
}

TEST_F(FactsPageTest, AnInputThatCannotBeReadKeepsItsPlace) {
  std::ostringstream out;
  FactsPage page(
      *vocabulary_, [](std::uint32_t) { return ""; }, out);
  page.AddCase(TheCase());
  page.AddError({.source = "b.txt", .line = 4, .message = "is no letter"});
  page.AddCase(TheCase());
  page.Finish();
  const std::string html = out.str();
  const std::size_t error = html.find("b.txt:4: is no letter");
  EXPECT_LT(html.find("id=\"c1\""), error);
  EXPECT_LT(error, html.find("id=\"c2\""));
}

TEST_F(FactsPageTest, ShowsTheExpertsFindingsInTheRecordViewOnly) {
  known_.items[0].rationale = "No flare-up was found.";
  EXPECT_THAT(Html(), Not(HasSubstr("flare-up")));
  known_.view = View::kRecord;
  EXPECT_EQ(TextOf(SectionHtml(Html(), "c1-r0-rationale")), "No flare-up was found.");
}

TEST_F(FactsPageTest, ManyWordsForOneFactFoldAway) {
  Fact often{.value = true};
  for (std::uint32_t i = 0; i < 9; ++i) often.evidence.push_back({.start = i, .end = i + 3});
  facts_.items[1].Set(Id("red_flags"), often);
  const std::string html = Html();
  EXPECT_THAT(html, HasSubstr("<summary>5 more</summary>"));
  EXPECT_THAT(Misnested(html), IsEmpty());
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-summary")), known_.summary);
}

TEST_F(FactsPageTest, ACaseWithoutRequestsStillShowsItsText) {
  known_.items.clear();
  facts_.items.clear();
  const std::string html = Html();
  EXPECT_EQ(TextOf(SectionHtml(html, "c1-summary")), known_.summary);
  EXPECT_THAT(html, HasSubstr("No disputed request was found."));
}

}  // namespace
}  // namespace imr
