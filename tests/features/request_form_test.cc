#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/features/sample_letter.h"

namespace imr::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kTop =
    "State of California, Division of Workers' Compensation\n"
    "                     REQUEST FOR AUTHORIZATION\n"
    "                          DWC Form RFA\n"
    "Attach a progress report, DWC Form PR-2, or a narrative report.\n"
    "[x] New Request       [ ] Resubmission\n"
    "Employee Information\n"
    "Name (Last, First, Middle): Nobody, None\n"
    "Date of Injury (MM/DD/YYYY): 01/05/2015      Date of Birth (MM/DD/YYYY): 02/02/1970\n"
    "Requested Treatment (see instructions for guidance; attach additional pages if necessary)\n"
    "List each specific requested service below. Up to five (5) procedures may be entered.\n";

const std::string kBottom =
    "\nRequesting Physician Signature: (signed)               Date: 02/12/2015\n"
    "Claims Administrator/Utilization Review Organization (URO) Response\n"
    "[ ] Approved  [ ] Denied or Modified\n"
    "Authorized Agent Name:                 Signature:\n";

const std::string kRecords =
    "\fPRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)\n"
    "Date of exam: 02/11/2015\n\n"
    "Subjective: the ankle is\nswollen.\n";

TEST(RequestForm, ReadsATableRowToAService) {
  const std::string table =
      "Diagnosis          ICD-Code      Service/Good Requested      CPT/HCPCS        Other "
      "Information:\n"
      "(Required)         (Required)    (Required)                  Code (If known)  (Frequency, "
      "Duration,\n"
      "                                                                              Quantity, "
      "etc.)\n"
      "Ankle sprain       S93.401A      Ankle brace,                L1902            one, for 6 "
      "weeks\n"
      "                                 custom made\n"
      "Ankle sprain       S93.401A      Gait lessons                97116            2 times a "
      "week for\n"
      "                                                                              3 weeks\n"
      "                                 Grab bars                   E0241            2\n";
  const Document document = Read(kTop + table + kBottom + kRecords, "form-1");
  EXPECT_EQ(document.known.id, "form-1");
  EXPECT_THAT(Requests(document),
              ElementsAre("Ankle brace, custom made, one, for 6 weeks",
                          "Gait lessons, 2 times a week for 3 weeks", "Grab bars, 2"));
  EXPECT_EQ(document.known.header, "Date of Injury: 2015-01-05");
  EXPECT_EQ(document.known.summary,
            "Diagnosis: Ankle sprain (S93.401A)\n"
            "PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)\nDate of exam: 02/11/2015\n"
            "Subjective: the ankle is swollen.");
  EXPECT_EQ(FormatDate(*document.known.dates.injury), "2015-01-05");
  EXPECT_EQ(FormatDate(*document.known.dates.utilization_review), "2015-02-11");
  EXPECT_TRUE(document.known.dates.assumed);
  EXPECT_THAT(Outcomes(document), ElementsAre("none", "none", "none"));
  EXPECT_TRUE(document.warnings.empty());
}

TEST(RequestForm, ReadsATableWithBars) {
  const std::string table =
      "| Diagnosis | ICD-Code | Service/Good Requested | CPT/HCPCS | Other Information |\n"
      "|-----------|----------|------------------------|-----------|-------------------|\n"
      "| Sprain | S93.4 | Ankle brace | | one |\n"
      "|        |       | Grab bars   | E0241 |  |\n";
  const Document document = Read(kTop + table + kBottom);
  EXPECT_THAT(Requests(document), ElementsAre("Ankle brace, one", "Grab bars"));
  EXPECT_EQ(document.known.summary, "Diagnosis: Sprain (S93.4)");
  EXPECT_EQ(FormatDate(*document.known.dates.utilization_review), "2015-02-12");
  EXPECT_TRUE(document.known.dates.assumed);
  EXPECT_THAT(document.warnings, ElementsAre(HasSubstr("no records")));
}

TEST(RequestForm, ReadsLabelledLines) {
  const std::string labels =
      "1. Diagnosis (Required): Ankle sprain      ICD-Code (Required): S93.401A\n"
      "   Service/Good Requested (Required): Ankle brace,\n   custom made\n"
      "   CPT/HCPCS Code: L1902\n"
      "   Other Information: (Frequency, Duration, Quantity, etc.): one, for 6 weeks\n"
      "2. Diagnosis: Ankle sprain   ICD-Code: S93.401A\n"
      "   Service/Good Requested: Gait lessons\n"
      "   Frequency: 2 times a week   Duration: 3 weeks\n";
  const Document document = Read(kTop + labels + kBottom + kRecords);
  EXPECT_THAT(Requests(document),
              ElementsAre("Ankle brace, custom made, one, for 6 weeks",
                          "Gait lessons, Frequency: 2 times a week, Duration: 3 weeks"));
  EXPECT_THAT(document.known.summary, HasSubstr("Diagnosis: Ankle sprain (S93.401A)\n"));
}

TEST(RequestForm, ReadsAPlainList) {
  const Document document =
      Read(kTop + "\n1. Ankle brace\n2. Gait lessons, twice a week\n   for 3 weeks\n" + kBottom);
  EXPECT_THAT(Requests(document),
              ElementsAre("Ankle brace", "Gait lessons, twice a week for 3 weeks"));
}

TEST(RequestForm, KeepsNamesAndBirthdaysOut) {
  const Document document =
      Read(kTop + "Service/Good Requested: Ankle brace\n" + kBottom + kRecords);
  for (const std::string& text : {document.known.header, document.known.summary}) {
    EXPECT_THAT(text, Not(HasSubstr("Nobody")));
    EXPECT_THAT(text, Not(HasSubstr("1970")));
  }
}

TEST(RequestForm, WithoutAServiceSaysSo) {
  EXPECT_THAT(ReadError(kTop + kBottom).message, HasSubstr("no requested service"));
}

TEST(RequestForm, ALetterThatSpeaksOfOneIsALetter) {
  const Document document =
      Read(kHeader +
           "CLINICAL CASE SUMMARY\nThe Request for Authorization gives the diagnosis and ICD\n"
           "codes, date of injury and service requested.\nREQUEST FOR AUTHORIZATION\n" +
           kIssues + Item("Brace", "Upheld", "No."));
  EXPECT_THAT(Requests(document), ElementsAre("Brace"));
}

}  // namespace
}  // namespace imr::test
