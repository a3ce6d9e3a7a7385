#include "features/document/date.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "features/document/date_finder.h"

namespace imr {
namespace {

std::string Format(const std::optional<Date>& date) { return date ? FormatDate(*date) : "none"; }

TEST(ParseDate, ReadsTheFormsThatRecordsUse) {
  struct {
    const char* text;
    const char* expected;
  } const cases[] = {
      {"2014-12-25", "2014-12-25"},   {"12/25/2014", "2014-12-25"},
      {"12-25-2014", "2014-12-25"},   {"12/25/14", "2014-12-25"},
      {"1-2-14", "2014-01-02"},       {"December 25, 2014", "2014-12-25"},
      {"Dec. 25 2014", "2014-12-25"}, {"25 December 2014", "2014-12-25"},
      {"sept 3, 2014", "2014-09-03"}, {" 12/25/2014 ", "2014-12-25"},
      {"01/01/49", "2049-01-01"},     {"01/01/50", "1950-01-01"},
      {"02/29/2016", "2016-02-29"},   {"May 1 2015", "2015-05-01"},
  };
  for (const auto& c : cases) EXPECT_EQ(Format(ParseDate(c.text)), c.expected) << c.text;
}

TEST(ParseDate, RefusesEverythingElse) {
  for (const char* text : {"",
                           "today",
                           "2014",
                           "12/2014",
                           "02/29/2015",
                           "02/30/2016",
                           "13/01/2014",
                           "12/25/1899",
                           "12/25/2101",
                           "12/25/201",
                           "12/25/2014x",
                           "x12/25/2014",
                           "12-25/2014",
                           "2014/12/25",
                           "December 2014",
                           "Decembre 25, 2014",
                           "December 25, 14",
                           "2014-12-25T10:00",
                           "0/1/2014",
                           "99999999999999999999/1/1"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(ParseDate, ReadsWhatFormatDateWrites) {
  for (auto day = std::chrono::sys_days(
           Date{std::chrono::year(1900), std::chrono::month(1), std::chrono::day(1)});
       Date(day).year() <= std::chrono::year(2100); day += std::chrono::days(17)) {
    EXPECT_EQ(ParseDate(FormatDate(Date(day))), Date(day));
  }
}

TEST(DaysBetween, CountsAcrossMonthsAndLeapYears) {
  const auto days = [](const char* from, const char* to) {
    return DaysBetween(*ParseDate(from), *ParseDate(to));
  };
  EXPECT_EQ(days("2016-02-28", "2016-03-01"), 2);
  EXPECT_EQ(days("2015-02-28", "2015-03-01"), 1);
  EXPECT_EQ(days("2015-03-01", "2015-02-28"), -1);
  EXPECT_EQ(days("1999-12-31", "2000-01-01"), 1);
}

TEST(FindDates, FindsDatesInRunningText) {
  const auto found = [](std::string_view text) {
    std::vector<std::string> dates;
    for (const FoundDate& date : FindDates(text)) {
      dates.push_back(std::string(text.substr(date.span.start, date.span.end - date.span.start)));
    }
    return dates;
  };
  using Dates = std::vector<std::string>;
  EXPECT_EQ(found("seen on 1/2/15, again March 3, 2015."), (Dates{"1/2/15", "March 3, 2015"}));
  EXPECT_EQ(found("from 1/2/15-3/4/15"), (Dates{"1/2/15", "3/4/15"}));
  EXPECT_EQ(found("10/325mg, 1/2/3/15, code 5-1/2/15, 123/4/15, L1-2-15"), Dates{});
  EXPECT_EQ(found("(02-03-2015)"), Dates{"02-03-2015"});
}

TEST(ReadSummaryDates, TellsTheDatesOfACaseByTheWordsAroundThem) {
  struct {
    const char* summary;
    const char* injury;
    const char* review;
  } const cases[] = {
      {"A clerk with an industrial injury on 1-5-2015. Seen on 2-3-2015.", "2015-01-05", "none"},
      {"The injured worker was seen on 2-3-2015 and reports an injury of January 5, 2015.",
       "2015-01-05", "none"},
      {"There was an injury. On 2-3-2015 a brace was given.", "none", "none"},
      {"An occupational claim from 01/05/2015.", "2015-01-05", "none"},
      {"The Utilization Review dated 2-20-15 denied the brace asked for on 2-11-15.", "none",
       "2015-02-20"},
      {"On 2-20-2015 Utilization Review non-certified the request.", "none", "2015-02-20"},
      {"Injury of 1-5-2015.In a utilization review report dated February 20, 2015, it was denied.",
       "2015-01-05", "2015-02-20"},
      {"The UR of 2/20/15 cited nothing.", "none", "2015-02-20"},
      {"This was non-certified on 2/20/15 for want of findings seen on 2/3/15.", "none",
       "2015-02-20"},
      {"No dates at all.", "none", "none"},
  };
  for (const auto& c : cases) {
    const SummaryDates dates = ReadSummaryDates(c.summary);
    EXPECT_EQ(Format(dates.injury), c.injury) << c.summary;
    EXPECT_EQ(Format(dates.utilization_review), c.review) << c.summary;
  }
}

TEST(CompleteDates, AssumesTheLatestDateOnlyForWantOfAReviewDate) {
  CaseDates dates;
  CompleteDates("Injury on 1-5-2015. Seen 2-11-2015 and 2-3-2015.", dates);
  EXPECT_EQ(Format(dates.injury), "2015-01-05");
  EXPECT_EQ(Format(dates.utilization_review), "2015-02-11");
  EXPECT_TRUE(dates.assumed);

  CaseDates stated{std::nullopt, ParseDate("2015-02-20"), false};
  CompleteDates("Seen 2-11-2015.", stated);
  EXPECT_EQ(Format(stated.utilization_review), "2015-02-20");
  EXPECT_FALSE(stated.assumed);

  CaseDates none;
  CompleteDates("No date.", none);
  EXPECT_EQ(none.utilization_review, std::nullopt);
  EXPECT_FALSE(none.assumed);
}

}  // namespace
}  // namespace imr
