// `imr facts --format html`: one page for a command line, the same text as in JSON.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace imr::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ProcessResult Facts(const std::vector<std::string>& arguments, const std::string& input = "") {
  return Imr(WithRules("facts", arguments), input);
}

std::size_t Count(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    ++count;
  }
  return count;
}

TEST(FactsAsHtml, LinksEveryPieceOfEvidenceThatJsonNames) {
  const std::string letter =
      ProjectFile("data/samples/letters/physical-therapy-extension-lumbar-mri.txt");
  const ProcessResult page = Facts({"--format", "html", letter});
  EXPECT_EQ(page.status, 0) << page.err;
  EXPECT_THAT(page.out, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page.out, HasSubstr("<details open class=\"case\""));
  const nlohmann::json cases = Json(Facts({"--format", "json", letter}));
  ASSERT_EQ(cases.size(), 1u);
  std::size_t evidence = 0;
  for (const auto& item : cases[0]["items"]) {
    for (const auto& [name, fact] : item["facts"].items()) {
      for (const auto& words : fact["evidence"]) {
        ++evidence;
        const std::string place = words["section"].get<std::string>() + "-" +
                                  words["start"].dump() + "-" + words["end"].dump() + "\"";
        EXPECT_THAT(page.out, HasSubstr(place)) << name;
      }
    }
  }
  EXPECT_GT(evidence, 5u);
  EXPECT_THAT(page.out, HasSubstr("pattern lexicon/facts/"));
  // The request's own facts too.
  for (const char* file : {"treatments", "body_parts", "quantities"}) {
    EXPECT_THAT(page.out, HasSubstr(std::string("pattern lexicon/") + file + ".yaml:"));
  }
}

TEST(FactsAsHtml, ShowsTheCueThatNegated) {
  const ProcessResult page =
      Facts({"--format", "html"},
            "case: one\nrequests: [{text: MRI of the lumbar spine}]\n"
            "records: [{kind: note, text: There is no numbness of the left leg. No weakness.}]\n");
  EXPECT_EQ(page.status, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("<span class=\"cue\">no</span>"));
  EXPECT_THAT(page.out, HasSubstr("negated by &quot;no&quot;"));
}

TEST(FactsAsHtml, IsOnePageForAllInputs) {
  const ProcessResult page = Facts({"--format", "html", "no/such/file.txt",
                                    ProjectFile("data/samples/letters"), "--view", "record"});
  EXPECT_EQ(page.status, 3);
  EXPECT_EQ(Count(page.out, "<!DOCTYPE html>"), 1u);
  EXPECT_EQ(Count(page.out, "</html>"), 1u);
  EXPECT_GT(Count(page.out, "<details class=\"case\""), 3u);
  EXPECT_THAT(page.out, HasSubstr("no/such/file.txt"));
  EXPECT_THAT(page.out, Not(HasSubstr("://")));
}

TEST(FactsAsHtml, DoesNotDependOnTheNumberOfThreads) {
  const std::string letters = ProjectFile("data/samples");
  const ProcessResult one = Facts({"--format", "html", "--jobs", "1", letters});
  const ProcessResult four = Facts({"--format", "html", "--jobs", "4", letters});
  EXPECT_EQ(one.out, four.out);
}

TEST(FactsAsHtml, IsOfferedForFactsAlone) {
  EXPECT_EQ(Predict({"--format", "html", ProjectFile("data/samples/letters")}).status, 2);
}

}  // namespace
}  // namespace imr::test
