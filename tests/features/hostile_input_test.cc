// Inputs made to break the reader: each must give a document or an error, soon.
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "tests/features/sample_letter.h"

namespace imr::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Repeat(std::string_view text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

const std::string kItems =
    Item("First brace,\nwith laces", "Upheld", "The ankle is stiff.\nIt is not needed.") + "\n\f" +
    Item(
        "Fittings of 8 visits was the original request. Fittings of 2 visits was authorized by "
        "the\nClaims Administrator. The remaining IMR eligible portion of the original request,\n"
        "fittings of 6 visits is",
        "Upheld", "No.") +
    Item("Labs: third: thing", "Overturned", "Needed.");

void ExpectAnswer(std::string_view bytes) {
  const ReadResult result = ReadDocument(bytes, "source", "stem");
  if (const auto* error = std::get_if<InputError>(&result)) {
    EXPECT_FALSE(error->message.empty());
    EXPECT_THAT(error->message, Not(HasSubstr("ankle")));
    return;
  }
  const Document& document = std::get<Document>(result);
  EXPECT_FALSE(document.known.items.empty());
  EXPECT_EQ(document.known.items.size(), document.decided.rulings.size());
  for (const RequestedItem& item : document.known.items) EXPECT_EQ(item.rationale, "");
}

TEST(HostileInput, ALetterCutAnywhere) {
  const std::string letter = Letter(kItems);
  const Document whole = Read(letter);
  ASSERT_EQ(whole.known.items.size(), 3u);
  for (std::size_t length = 0; length <= letter.size(); length += 13) {
    ExpectAnswer(letter.substr(0, length));
    ExpectAnswer(letter.substr(length));
  }
}

TEST(HostileInput, ALetterWithBytesChanged) {
  std::mt19937 random(99);
  const std::string letter = Letter(kItems);
  for (int round = 0; round < 300; ++round) {
    std::string changed = letter;
    for (int i = 0; i < 20; ++i) {
      const std::size_t at = random() % changed.size();
      switch (random() % 4) {
        case 0:
          changed[at] = static_cast<char>(random());
          break;
        case 1:
          changed.erase(at, random() % 40);
          break;
        case 2:
          changed.insert(at, changed.substr(random() % changed.size(), random() % 200));
          break;
        default:
          changed[at] = "\n\f:.-\xE9"[random() % 6];
      }
    }
    ExpectAnswer(changed);
  }
}

TEST(HostileInput, CaseFilesWithBytesChanged) {
  std::mt19937 random(17);
  const std::string texts[] = {
      "case: a\nrequests:\n- text: x\n  facts: {a: yes}\nrecords:\n- {date: 2015-01-01, text: "
      "'y'}\n",
      R"({"case": "a", "requests": [{"text": "x", "facts": {"a": [1, true]}}], "records": ["y"]})"};
  for (const std::string& text : texts) {
    for (int round = 0; round < 500; ++round) {
      std::string changed = text;
      for (int i = 0; i < 4; ++i) {
        const std::size_t at = random() % changed.size();
        if (random() % 2 == 0) {
          changed[at] = "{}[]\"',:\n -&*#|>\\\x80"[random() % 18];
        } else {
          changed.erase(at, 1 + random() % 6);
          changed += ' ';
        }
      }
      ExpectAnswer(changed);
    }
  }
}

TEST(HostileInput, EmptyBlankBinaryAndUnknownAreToldApart) {
  EXPECT_THAT(ReadError("").message, HasSubstr("is empty"));
  EXPECT_THAT(ReadError(" \n\t\n").message, HasSubstr("holds no text"));
  EXPECT_THAT(ReadError(std::string("\x7F"
                                    "ELF\0\1\1",
                                    7))
                  .message,
              HasSubstr("binary data"));
  EXPECT_THAT(ReadError("A shopping list: milk, bread.").message, HasSubstr("not recognised"));
  EXPECT_THAT(ReadError("A shopping list: milk, bread.").message, Not(HasSubstr("milk")));
}

TEST(HostileInput, LimitsAreKept) {
  ReaderLimits limits;
  limits.bytes = 1000;
  EXPECT_THAT(ReadError(Letter(kItems), limits).message, HasSubstr("larger than"));
  limits = {};
  limits.items = 2;
  EXPECT_THAT(ReadError(Letter(kItems), limits).message, HasSubstr("more than 2 disputed items"));
  limits = {};
  limits.text_bytes = 100;
  EXPECT_THAT(ReadError(Letter(kItems), limits).message, HasSubstr("of text; split it"));
}

// Each took minutes or gigabytes with a method that is not linear; now it is a moment.
TEST(HostileInput, LargeInputsTakeTimeInProportion) {
  const std::string top = "CLINICAL CASE SUMMARY\nx\nIMR ISSUES, DECISIONS AND RATIONALES\n";
  const std::string dispute =
      "RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:\n";
  const std::string inputs[] = {
      Repeat("a ", 20u << 20),
      top + Repeat("Brace: Upheld Claims Administrator guideline: x ", 40'000),
      top + Repeat("Brace: Upheld\nClaims Administrator guideline: x\n", 40'000),
      top + Repeat("Brace: Upheld\n", 150'000),
      top + "Brace: Upheld\nDecision rationale: " + Repeat("word word. ", 200'000),
      "IMR DECISION(S) AND RATIONALE(S)\n" + Repeat("1. x\n", 400'000),
      "ISSUE AT DISPUTE:\n" + Repeat("- x\n", 300'000) + dispute + Repeat("z ", 300'000),
      "CLINICAL CASE SUMMARY\n" + Repeat("a\f", 500'000),
      "CLINICAL CASE SUMMARY\n" + Repeat("Utilization Review injury 1/2/16 ", 50'000),
      "REQUEST FOR AUTHORIZATION\nDate of Injury: 1/1/2016\nDiagnosis  ICD  Service/Good "
      "Requested\n" +
          Repeat("a  b  c  ", 200'000),
      "REQUEST FOR AUTHORIZATION\nDate of Injury: 1/1/2016\n" +
          Repeat("Service/Good Requested: x  Other Information: y ", 40'000),
      "{\"requests\":" + Repeat("[", 2'000'000),
      "{\"requests\":[" + Repeat("1,", 1'000'000) + "1]}",
      "requests: " + Repeat("[", 2'000'000),
      "requests:\n" + Repeat("- ", 1'000'000),
      "requests: [" + Repeat("a,", 1'000'000) + "a]",
  };
  for (std::size_t i = 0; i < std::size(inputs); ++i) {
    const auto start = std::chrono::steady_clock::now();
    const ReadResult result = ReadDocument(inputs[i], "source", "stem");
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_LT(seconds.count(), 20)
        << "input " << i;  // a moment, with sanitizers and a busy machine
    const auto* error = std::get_if<InputError>(&result);
    EXPECT_TRUE(error == nullptr || !error->message.empty()) << "input " << i;
  }
}

}  // namespace
}  // namespace imr::test
