#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/features/sample_letter.h"

namespace imr::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Letter, GivesHeaderSummaryAndItems) {
  const Document document =
      Read(Letter(Item("Ankle brace, custom made", "Upheld", "It is not needed.")));
  const Case& known = document.known;
  EXPECT_EQ(known.id, "CM15-7000001");
  EXPECT_EQ(known.view, View::kPrescreen);
  EXPECT_EQ(FormatDate(*known.dates.injury), "2015-01-05");
  EXPECT_EQ(FormatDate(*known.dates.utilization_review), "2015-02-20");
  EXPECT_FALSE(known.dates.assumed);
  EXPECT_EQ(FormatDate(*document.decided.decision), "2015-04-14");
  EXPECT_EQ(known.header,
            "Case Number: CM15-7000001 Date Assigned: 03/02/2015 Date of Injury: 01/05/2015 "
            "Decision Date: 04/14/2015 UR Denial Date: 02/20/2015 Priority: Standard Application "
            "02/27/2015 Received:");
  EXPECT_EQ(known.summary,
            "A warehouse clerk slipped on a wet ramp. The ankle was swollen and could not carry "
            "weight on 02-03-2015, and walking was slow on 02-11-2015. Elevation and a brace were "
            "tried.");
  ASSERT_THAT(Requests(document), ElementsAre("Ankle brace, custom made"));
  EXPECT_EQ(known.items[0].utilization_review,
            "The Claims Administrator cited a chapter on ankles.");
  EXPECT_EQ(known.items[0].rationale, "");
  ASSERT_TRUE(document.decided.rulings[0].has_value());
  EXPECT_EQ(document.decided.rulings[0]->guideline, "Decision based on another chapter.");
  EXPECT_EQ(document.decided.rulings[0]->rationale, "It is not needed.");
  EXPECT_TRUE(document.warnings.empty());
  EXPECT_EQ(document.source, "source");
}

TEST(Letter, ReadsEveryWayAnOutcomeIsPrinted) {
  struct {
    const char* ending;
    const char* wording;
    const char* outcome;
  } const cases[] = {
      {"Brace: Upheld", "Brace", "upheld"},
      {"Brace: Overturned", "Brace", "overturned"},
      {"Brace is: Upheld", "Brace", "upheld"},
      {"Brace :\nOverturned", "Brace", "overturned"},
      {"Brace: Partially Overturned", "Brace", "partially_overturned"},
      {"Brace: Partially Upheld", "Brace", "partially_overturned"},
      {"Brace: Overturned in part", "Brace", "partially_overturned"},
      {"Brace: Modified", "Brace", "partially_overturned"},
      {"Pre-op labs: CBC: Overturned", "Pre-op labs: CBC", "overturned"},
      {"Brace: UPHELD.", "Brace", "upheld"},
      {"Brace:", "Brace", "none"},
      {"Brace", "Brace", "none"},
  };
  for (const auto& c : cases) {
    const Document document =
        Read(Letter(std::string(c.ending) + "\n\nClaims Administrator guideline: None.\n"));
    EXPECT_THAT(Requests(document), ElementsAre(c.wording)) << c.ending;
    EXPECT_THAT(Outcomes(document), ElementsAre(c.outcome)) << c.ending;
  }
}

const std::string kLongRationale =
    "The ankle had been swollen for six weeks when the request was made, and the notes at hand\n"
    "tell of a brace, of rest and of exercises at home, none of which let the worker stand "
    "through\n"
    "a shift. This request is therefore not medically necessary.";

TEST(Letter, FindsTheNextWordingWithAndWithoutABlankLine) {
  for (const char* gap : {"\n", "", "\n\n\n"}) {
    const Document document =
        Read(Letter(Item("First brace", "Upheld", kLongRationale) + gap +
                    Item("Second brace: left: size 9", "Overturned", "Needed.") + gap +
                    Item("Third thing", "Upheld", "No.")));
    EXPECT_THAT(Requests(document),
                ElementsAre("First brace", "Second brace: left: size 9", "Third thing"))
        << '"' << gap << '"';
    EXPECT_THAT(Outcomes(document), ElementsAre("upheld", "overturned", "upheld"));
    EXPECT_THAT(document.decided.rulings[0]->rationale, HasSubstr("not medically necessary."));
    EXPECT_THAT(document.decided.rulings[0]->rationale, Not(HasSubstr("Second")));
  }
}

TEST(Letter, ToleratesAPageBreakBetweenAnyTwoLines) {
  const std::string letter = Letter(Item("First brace,\nwith laces", "Upheld", kLongRationale) +
                                    "\n" + Item("Second brace", "Overturned", "Needed."));
  const Document whole = Read(letter);
  ASSERT_THAT(Requests(whole), ElementsAre("First brace, with laces", "Second brace"));
  for (std::size_t at = letter.find('\n'); at != std::string::npos;
       at = letter.find('\n', at + 1)) {
    for (const char* furniture :
         {"\f", "\n\n     Page 1 of 3\n\f", "\n\n   1\n\fCM15-7000001\n\n"}) {
      std::string broken = letter;
      broken.insert(at + 1, furniture);
      const Document document = Read(broken);
      EXPECT_EQ(Requests(document), Requests(whole)) << "break at byte " << at;
      EXPECT_EQ(document.known.summary, whole.known.summary);
      EXPECT_EQ(document.decided.rulings[0]->rationale, whole.decided.rulings[0]->rationale);
    }
  }
}

TEST(Letter, RunningHeadersOfAllPagesGo) {
  const std::string head = "Ankle Reviews of the West   sheet ";
  std::string letter = kHeader + kSummary + "\f" + head + "2\n" + kIssues +
                       Item("First brace", "Upheld", "No.") + "\f" + head + "3\n" +
                       Item("Second brace", "Upheld", "No.") + "\f" + head + "4\n" +
                       "Nothing more was found in the file.\n";
  const Document document = Read(letter);
  EXPECT_THAT(Requests(document), ElementsAre("First brace", "Second brace"));
  EXPECT_EQ(document.decided.rulings[1]->rationale, "No. Nothing more was found in the file.");
}

TEST(Letter, DoubleSpacedTextReadsAsSingleSpaced) {
  const std::string letter = Letter(Item("First brace,\nwith laces", "Upheld", kLongRationale) +
                                    "\n" + Item("Second brace", "Overturned", "Needed."));
  std::string spaced;
  for (const char c : letter.substr(kHeader.size()))
    spaced += c == '\n' ? "\n\n" : std::string(1, c);
  const Document document = Read(kHeader + spaced);
  EXPECT_THAT(Requests(document), ElementsAre("First brace, with laces", "Second brace"));
}

TEST(Letter, KeepsThePartialAuthorizationInTheWording) {
  const std::string wording =
      "Brace fittings for 8 visits was the original request. Brace fittings for 2 visits was\n"
      "authorized by the Claims Administrator. The remaining IMR eligible portion of the original\n"
      "request, brace fittings for 6 visits is";
  for (const char* gap : {"\n", ""}) {
    const Document document = Read(Letter(Item("First brace", "Upheld", kLongRationale) + gap +
                                          Item(wording, "Upheld", "No.")));
    ASSERT_EQ(document.known.items.size(), 2u);
    EXPECT_EQ(document.known.items[1].request,
              "Brace fittings for 8 visits was the original request. Brace fittings for 2 visits "
              "was authorized by the Claims Administrator. The remaining IMR eligible portion of "
              "the original request, brace fittings for 6 visits");
  }
}

// What is known before the decision does not change with anything that came after it.
TEST(Letter, KnowledgeIsTheSameWhateverWasDecided) {
  const auto letter = [](const char* outcome, std::string_view rationale) {
    return Letter(Item("First brace,\nwith laces", outcome, rationale) + "\n" +
                  Item("Second brace", outcome, rationale));
  };
  const Document first = Read(letter("Upheld", kLongRationale));
  for (const char* rationale :
       {"", "No.", "A text without an end", "Overturned: Upheld\n\nis it not\n\nnecessary?"}) {
    const Document second = Read(letter("Overturned", rationale));
    EXPECT_EQ(Requests(second), Requests(first)) << rationale;
    EXPECT_EQ(second.known.summary, first.known.summary);
    EXPECT_EQ(second.known.header, first.known.header);
    EXPECT_EQ(second.known.items[1].utilization_review, first.known.items[1].utilization_review);
    EXPECT_THAT(Outcomes(second), ElementsAre("overturned", "overturned"));
  }
}

TEST(Letter, WithoutHeaderTakesNameAndDatesFromElsewhere) {
  const std::string letter =
      "CLINICAL CASE SUMMARY\nA clerk with an industrial injury on 01-05-2015 was seen on "
      "02-11-2015.\n" +
      kIssues + Item("Brace", "Upheld", "No.");
  const Document document = Read(letter, "from-the-file");
  EXPECT_EQ(document.known.id, "from-the-file");
  EXPECT_EQ(document.known.header, "");
  EXPECT_EQ(FormatDate(*document.known.dates.injury), "2015-01-05");
  EXPECT_EQ(FormatDate(*document.known.dates.utilization_review), "2015-02-11");
  EXPECT_TRUE(document.known.dates.assumed);
  EXPECT_EQ(document.decided.decision, std::nullopt);
}

TEST(Letter, WarnsOfADateThatDoesNotExistAndOfAMissingWording) {
  std::string letter = Letter(Item("", "Upheld", "No."));
  letter.replace(letter.find("01/05/2015"), 10, "02/30/2015");
  const Document document = Read(letter);
  EXPECT_EQ(document.known.dates.injury, std::nullopt);
  EXPECT_THAT(document.warnings,
              ElementsAre(HasSubstr("date of injury"), HasSubstr("item 1 has no wording")));
}

TEST(Letter, CutOffAfterAWordingStillHasThatItem) {
  const Document document = Read(
      Letter(Item("First brace", "Upheld", "No.") + "\nSecond brace: Overturned\n\nClaims Adm"));
  EXPECT_THAT(Requests(document), ElementsAre("First brace", "Second brace"));
  EXPECT_EQ(document.decided.rulings[0]->rationale, "No.");
}

TEST(Letter, WithoutItemsSaysWhatWasFoundAndWhatIsMissing) {
  const InputError error = ReadError(kHeader + kSummary);
  EXPECT_THAT(error.message, HasSubstr("the case summary"));
  EXPECT_THAT(error.message, HasSubstr("without any disputed item"));
  EXPECT_THAT(error.message, Not(HasSubstr("clerk")));
}

TEST(Letter, InOtherEncodingsReadsTheSame) {
  const std::string letter = Letter(Item("Worker's brace", "Upheld", "No."));
  const Document plain = Read(letter);
  std::string wide("\xFF\xFE");
  std::string dos("\xEF\xBB\xBF");
  for (const char c : letter) {
    wide += {c, '\0'};
    dos += c == '\n' ? "\r\n" : std::string(1, c);
  }
  std::string typographic = letter;
  typographic.replace(typographic.find('\''), 1, "\x92");  // Windows-1252
  for (const std::string& bytes : {wide, dos, typographic}) {
    const Document document = Read(bytes);
    EXPECT_EQ(Requests(document), Requests(plain));
    EXPECT_EQ(document.known.summary, plain.known.summary);
    EXPECT_EQ(document.known.header, plain.known.header);
    EXPECT_NE(document.sha256, plain.sha256);
  }
}

TEST(Letter, InOneLongLineKeepsWordingsApart) {
  std::string letter =
      Letter(Item("First brace", "Upheld", "The ankle is stiff. It is not needed.") +
             Item("Second brace", "Upheld", "No."));
  const std::size_t items = letter.find("First brace");
  for (std::size_t at = items; at < letter.size(); ++at) {
    if (letter[at] == '\n') letter[at] = ' ';
  }
  EXPECT_THAT(Requests(Read(letter)), ElementsAre("First brace", "Second brace"));
}

TEST(OlderLetter, NumberedConclusionsOf2013) {
  const std::string letter =
      "Independent Medical Review Final Determination Letter\n"
      "Dated: 11/12/2013\n"
      "IMR Case Number:   CM13-7000002        Date of Injury:   06/02/2012\n"
      "Claims Number:     none                UR Denial Date:   07/30/2013\n"
      "Employee Name:     Nobody\n\n"
      "HOW THE IMR FINAL DETERMINATION WAS MADE\nA reviewer was chosen.\n\n"
      "DOCUMENTS REVIEWED\nThe file.\n\n"
      "CLINICAL CASE SUMMARY\nA painter fell from a ladder.\n\n"
      "IMR DECISION(S) AND RATIONALE(S)\n"
      "The Final Determination was based on decisions for the disputed items/services set forth "
      "below:\n\n"
      "1. The request for a ladder\nstool is not medically necessary and appropriate.\n\n"
      "The Claims Administrator based its decision on the shoulder chapter.\n"
      "The Physician Reviewer based his/her decision on the knee chapter.\n"
      "The Physician Reviewer's decision rationale:\nStools are not care.\n\n"
      "2. The request for grab bars is medically necessary and appropriate.\n\n"
      "The Claims Administrator did not base its decision on the MTUS.\n"
      "The Physician Reviewer's decision rationale:\nBars keep from falling.\n\n"
      "Sincerely,\nA person\n";
  const Document document = Read(letter);
  EXPECT_EQ(document.known.id, "CM13-7000002");
  EXPECT_EQ(FormatDate(*document.known.dates.injury), "2012-06-02");
  EXPECT_EQ(FormatDate(*document.known.dates.utilization_review), "2013-07-30");
  EXPECT_EQ(FormatDate(*document.decided.decision), "2013-11-12");
  EXPECT_THAT(document.known.header, Not(HasSubstr("Nobody")));
  EXPECT_EQ(document.known.summary, "A painter fell from a ladder.");
  EXPECT_THAT(Requests(document), ElementsAre("a ladder stool", "grab bars"));
  EXPECT_THAT(Outcomes(document), ElementsAre("upheld", "overturned"));
  EXPECT_EQ(document.known.items[0].utilization_review,
            "The Claims Administrator based its decision on the shoulder chapter.");
  EXPECT_EQ(document.decided.rulings[0]->guideline,
            "The Physician Reviewer based his/her decision on the knee chapter.");
  EXPECT_EQ(document.decided.rulings[0]->rationale, "Stools are not care.");
  EXPECT_EQ(document.decided.rulings[1]->rationale, "Bars keep from falling.");
}

TEST(OlderLetter, ConclusionsAheadOfTheirReasons) {
  const std::string letter =
      "Notice of Independent Medical Review Determination\n"
      "Date of UR Decision:  7/30/2013\nDate of Injury:  6/2/2012\n"
      "MAXIMUS Case Number:  CM13-7000003\n\n"
      "1) MAXIMUS Federal Services, Inc. has determined the request for a 10 day ladder course is\n"
      "   notmedically necessary and appropriate.\n"
      "2) MAXIMUS Federal Services, Inc. has determined the request for grab bars is medically\n"
      "   necessary and appropriate.\n\n"
      "Expert Reviewer Case Summary:\nA painter fell from a ladder.\n\n"
      "Documents Reviewed for Determination:\nThe file.\n\n"
      "1) Regarding the request for a 10 day ladder course:\n\n"
      "The Claims Administrator based its decision on the shoulder chapter.\n"
      "The Provider did not dispute it.\n"
      "The Expert Reviewer found the knee chapter to fit.\n\n"
      "Rationale for the Decision:\nCourses are not care. This is not medically necessary.\n\n"
      "2) Regarding the request for grab bars:\n\n"
      "The Claims Administrator based its decision on nothing.\n"
      "Rationale for the Decision:\nBars keep from falling.\n";
  const Document document = Read(letter);
  EXPECT_EQ(document.known.id, "CM13-7000003");
  EXPECT_THAT(Requests(document), ElementsAre("a 10 day ladder course", "grab bars"));
  EXPECT_THAT(Outcomes(document), ElementsAre("upheld", "overturned"));
  EXPECT_EQ(document.known.summary, "A painter fell from a ladder.");
  EXPECT_EQ(FormatDate(*document.known.dates.utilization_review), "2013-07-30");
  EXPECT_EQ(document.known.items[0].utilization_review,
            "The Claims Administrator based its decision on the shoulder chapter.");
  EXPECT_EQ(document.decided.rulings[0]->guideline,
            "The Expert Reviewer found the knee chapter to fit.");
  EXPECT_EQ(document.decided.rulings[0]->rationale,
            "Courses are not care. This is not medically necessary.");
  EXPECT_EQ(document.decided.rulings[1]->rationale, "Bars keep from falling.");
}

TEST(OlderLetter, SummariesByTitleLines) {
  const std::string letter =
      "ISSUE AT DISPUTE:\n1. Request for a ladder stool\n2. Grab bars\n\n"
      "CASE SUMMARY:\nA painter fell from a ladder in an accident on 6/2/2012.\n\n"
      "DOCUMENTS REVIEWED FOR DETERMINATION:\nThe file.\n\n"
      "MEDICAL TREATMENT GUIDELINE(S) RELIED UPON BY THE REVIEWER:\nThe knee chapter.\n\n"
      "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:\n"
      "Stools are not care.\n";
  const Document document = Read(letter, "painter");
  EXPECT_EQ(document.known.id, "painter");
  EXPECT_THAT(Requests(document), ElementsAre("a ladder stool", "Grab bars"));
  EXPECT_THAT(Outcomes(document), ElementsAre("upheld", "upheld"));
  EXPECT_EQ(document.known.summary, "A painter fell from a ladder in an accident on 6/2/2012.");
  EXPECT_EQ(document.decided.rulings[1]->guideline, "The knee chapter.");
  EXPECT_EQ(document.decided.rulings[1]->rationale, "Stools are not care.");
  EXPECT_EQ(FormatDate(*document.known.dates.injury), "2012-06-02");
}

}  // namespace
}  // namespace imr::test
