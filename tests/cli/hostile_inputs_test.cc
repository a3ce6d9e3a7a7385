// Whatever comes in, the program answers or names it: no crash, no hang, no silent loss, bounded
// memory, and not a word of the case in its messages.
#include <cstdint>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ostream>
#include <random>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/cli/program.h"

namespace imr::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const char kLetter[] = "letters/sample-3-cyclobenzaprine-spine-consultation.txt";

std::string RandomBytes(std::size_t count) {
  std::mt19937 random(20150224);
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xff);
  return bytes;
}

std::string Repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

struct NotACase {
  std::string name;
  std::string bytes;
};

void PrintTo(const NotACase& input, std::ostream* out) { *out << input.name; }

std::string TestName(const ::testing::TestParamInfo<NotACase>& input) { return input.param.name; }

std::vector<NotACase> NotCases() {
  return {
      {"empty", ""},
      {"white_space", " \n\t\r\n\f \n"},
      {"zeros", std::string(5000, '\0')},
      {"random", RandomBytes(100000)},
      {"byte_order_mark_alone", "\xff\xfe"},
      {"empty_object", "{}"},
      {"empty_array", "[]"},
      {"null", "null"},
      {"number", "42"},
      {"cut_json", R"({"case": "A", "requests": [{"text": "MR)"},
      {"cut_yaml", "case: A\nrequests:\n  - text: \"MRI of"},
      {"wrong_types", R"({"case": 5, "requests": {"text": []}, "records": "none"})"},
      {"deep_json", Repeated("[", 200000)},
      {"deep_object", Repeated(R"({"a":)", 100000)},
      {"deep_yaml", Repeated("- ", 20000) + "x"},
      {"pdf_header_alone", "%PDF-1.4\n"},
      {"pdf_of_noise", "%PDF-1.7\n" + RandomBytes(50000)},
      {"headings_alone",
       "CLINICAL CASE SUMMARY\n\nIMR ISSUES, DECISIONS AND RATIONALES\n\nDecision rationale:\n"}};
}

class NotACaseTest : public ::testing::TestWithParam<NotACase> {};

TEST_P(NotACaseTest, IsNamedAsAnError) {
  const ProcessResult result = Predict({"--format", "json", "-"}, GetParam().bytes);
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.status, 3) << result.err.substr(0, 1000);
  EXPECT_THAT(result.err, Not(IsEmpty()));
  EXPECT_LT(result.err.size(), 4096u);
  const nlohmann::json cases = Json(result);
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_TRUE(cases[0].contains("error")) << cases[0].dump().substr(0, 500);
}

INSTANTIATE_TEST_SUITE_P(HostileInputs, NotACaseTest, ::testing::ValuesIn(NotCases()), TestName);

TEST(HostileInputs, EveryTruncationOfALetterIsAnsweredOrNamed) {
  const std::string letter = Sample(kLetter);
  const TemporaryDirectory directory;
  std::vector<std::string> names;
  for (std::size_t size = 0; size < letter.size(); size += 500) {
    names.push_back("cut-" + std::to_string(10000 + size) + ".txt");
    directory.Write(names.back(), letter.substr(0, size));
  }
  const ProcessResult result = Predict({"--format", "json", directory.path()});
  ExpectAnswered(result);
  const nlohmann::json cases = Json(result);
  ASSERT_EQ(cases.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_THAT(cases[i].value("source", ""), HasSubstr(names[i]));
    EXPECT_TRUE(cases[i].contains("error") || !cases[i]["items"].empty()) << names[i];
  }
}

TEST(HostileInputs, EveryTruncationOfAPdfIsAnsweredOrNamed) {
  const std::string pdf = Sample("pdf/sample-1-acupuncture-cyclobenzaprine.pdf");
  const TemporaryDirectory directory;
  std::size_t count = 0;
  for (std::size_t size = 0; size < pdf.size(); size += 1000, ++count) {
    directory.Write("cut-" + std::to_string(10000 + size) + ".pdf", pdf.substr(0, size));
  }
  const ProcessResult result = Predict({"--format", "json", directory.path()});
  ExpectAnswered(result);
  EXPECT_THAT(Json(result), SizeIs(count));
}

TEST(HostileInputs, FlippedBytesOfALetterAreAnsweredOrNamed) {
  const std::string letter = Sample(kLetter);
  std::mt19937 random(7);
  const TemporaryDirectory directory;
  for (int i = 0; i < 30; ++i) {
    std::string damaged = letter;
    for (int flips = 0; flips < 20; ++flips) {
      damaged[random() % damaged.size()] = static_cast<char>(random() & 0xff);
    }
    directory.Write("damaged-" + std::to_string(100 + i), damaged);
  }
  const ProcessResult result = Predict({"--format", "json", directory.path()});
  ExpectAnswered(result);
  EXPECT_THAT(Json(result), SizeIs(30));
}

TEST(HostileInputs, OneLineOfFiftyMegabytesIsAnsweredInBoundedMemory) {
  const ProcessResult result =
      Predict({"--format", "json", "-"}, Repeated("low back pain ", 50'000'000 / 14));
  ExpectAnswered(result);
  EXPECT_LT(result.out.size() + result.err.size(), 1u << 20);
#ifndef __SANITIZE_ADDRESS__
  EXPECT_LT(result.max_resident_kib, 1024 * 1024);
#endif
}

TEST(HostileInputs, ALetterWithASummaryOfManyMegabytesIsAnswered) {
  const std::string letter =
      Replaced(Sample(kLetter), "The utilization review under challenge",
               Repeated("She has pain. ", 100'000) + "The utilization review under challenge");
  ExpectAnswered(Predict({"--format", "json", "-"}, letter));
}

TEST(HostileInputs, YamlThatMultipliesItselfIsAnsweredQuickly) {
  std::string yaml = "a0: &a0 [pain, pain, pain, pain, pain, pain, pain, pain, pain, pain]\n";
  for (int level = 1; level < 12; ++level) {
    const std::string alias = "*a" + std::to_string(level - 1);
    yaml += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + alias;
    yaml += Repeated(", " + alias, 9) + "]\n";
  }
  yaml += "case: A\nrequests: [{text: *a11}]\nrecords: [{text: *a11}]\n";
  ProcessOptions options;
  options.input = yaml;
  options.limit = std::chrono::seconds(20);
  ExpectAnswered(Imr(WithRules("predict", {"--format", "json"}), options));
}

TEST(HostileInputs, MoreItemsThanAnyLetterHasAreAnsweredOrNamed) {
  std::string yaml = "case: A\nrequests:\n" + Repeated("  - text: MRI of the left knee\n", 5000);
  const ProcessResult result = Predict({"--format", "json"}, yaml);
  ExpectAnswered(result);
  EXPECT_THAT(Json(result), SizeIs(1));
}

// The same letter in several encodings must be the same case.
struct Encoded {
  std::string name;
  std::string bytes;
};

// Code points of a text whose characters all lie below U+10000.
std::vector<std::uint16_t> Utf16(const std::string& utf8) {
  std::vector<std::uint16_t> units;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    const int more = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : 2;
    std::uint32_t point = more == 0 ? byte : byte & (0x3fu >> more);
    for (int k = 1; k <= more; ++k) {
      point =
          point << 6 | (static_cast<unsigned char>(utf8[i + static_cast<std::size_t>(k)]) & 0x3fu);
    }
    units.push_back(static_cast<std::uint16_t>(point));
    i += static_cast<std::size_t>(more) + 1;
  }
  return units;
}

std::vector<Encoded> Encodings() {
  // A right single quotation mark, an en dash and an e with acute.
  const std::string utf8 =
      Replaced(Replaced(Replaced(Sample(kLetter), "her low back", "the patient\u2019s low back"),
                        "63-66", "63\u201366"),
               "movement was limited", "r\u00e9sum\u00e9: movement was limited");
  const std::string windows =
      Replaced(Replaced(Replaced(utf8, "\u2019", "\x92"), "\u2013", "\x96"), "\u00e9", "\xe9");
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const std::uint16_t unit : Utf16(utf8)) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    little += {low, high};
    big += {high, low};
  }
  return {{"utf8", utf8},
          {"utf8_with_mark", "\xef\xbb\xbf" + utf8},
          {"windows_lines", Replaced(utf8, "\n", "\r\n")},
          {"windows_1252", windows},
          {"utf16_little", little},
          {"utf16_big", big}};
}

TEST(HostileInputs, EncodingsOfOneLetterGiveOnePrediction) {
  nlohmann::json expected;
  for (const Encoded& encoded : Encodings()) {
    const ProcessResult result = Predict({"--format", "json", "--view", "record"}, encoded.bytes);
    EXPECT_EQ(result.status, 0) << encoded.name << ": " << result.err;
    nlohmann::json cases = Json(result);
    ASSERT_THAT(cases, SizeIs(1)) << encoded.name;
    cases[0]["provenance"].erase("input");
    if (expected.is_null()) expected = cases;
    EXPECT_EQ(cases, expected) << encoded.name;
  }
}

TEST(HostileInputs, APdfIsReadAsItsText) {
  const std::string name = "sample-1-acupuncture-cyclobenzaprine";
  const nlohmann::json text =
      Json(Predict({"--format", "json"}, Sample("letters/" + name + ".txt")));
  const nlohmann::json pdf = Json(Predict({"--format", "json"}, Sample("pdf/" + name + ".pdf")));
  ASSERT_THAT(pdf, SizeIs(1));
  EXPECT_EQ(pdf[0]["case"], text[0]["case"]);
  EXPECT_EQ(pdf[0]["dates"], text[0]["dates"]);
  EXPECT_EQ(pdf[0]["items"], text[0]["items"]);
}

TEST(HostileInputs, APdfWithoutTextIsNamed) {
  const ProcessResult result =
      Predict({"--format", "json", ProjectFile("tests/cli/data/no-text.pdf")});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.err, HasSubstr("no-text.pdf"));
  const nlohmann::json cases = Json(result);
  ASSERT_THAT(cases, SizeIs(1));
  EXPECT_TRUE(cases[0].contains("error"));
}

TEST(HostileInputs, DirectoriesWithOddEntriesAreReadToTheEnd) {
  const TemporaryDirectory directory;
  directory.Write("a-letter.txt", Sample(kLetter));
  ASSERT_EQ(mkfifo((directory.path() / "b-pipe").c_str(), 0600), 0);
  fs::create_symlink("nowhere", directory.path() / "c-dangling");
  fs::create_directory_symlink(".", directory.path() / "d-loop");
  fs::create_directory(directory.path() / "e-empty");
  directory.Write("f-letter.txt", Sample("letters/older-layout-2013.txt"));
  if (geteuid() != 0) fs::permissions(directory.Write("g-locked.txt", "x"), fs::perms::none);
  ProcessOptions options;
  options.limit = std::chrono::seconds(20);
  const ProcessResult result =
      Imr(WithRules("predict", {"--format", "json", directory.path()}), options);
  ExpectAnswered(result);
  std::vector<std::string> answered;
  for (const nlohmann::json& one : Json(result)) {
    if (!one.contains("error")) answered.push_back(one["case"]);
  }
  EXPECT_THAT(answered, ::testing::ElementsAre("CM14-9000003", "CM13-9000008"));
}

TEST(HostileInputs, ABrokenLineOfJsonLinesLeavesTheOthersAnswered) {
  const std::vector<std::string> lines = Lines(Sample("cases/three-cases.jsonl"));
  ASSERT_THAT(lines, SizeIs(3));
  const std::string input =
      lines[0] + "\n" + lines[1].substr(0, lines[1].size() / 2) + "\n" + lines[2] + "\n";
  const ProcessResult result = Predict({"--format", "jsonl"}, input);
  EXPECT_EQ(result.status, 3);
  const std::vector<std::string> answers = Lines(result.out);
  ASSERT_THAT(answers, SizeIs(3));
  EXPECT_THAT(answers[0], HasSubstr("SAMPLE-JSONL-1"));
  EXPECT_TRUE(nlohmann::json::parse(answers[1]).contains("error"));
  EXPECT_THAT(answers[2], HasSubstr("SAMPLE-JSONL-3"));
}

// Case text is confidential: messages say where, never what.
TEST(HostileInputs, WordsOfTheCaseNeverReachStandardError) {
  const std::string word = "Quorvexian";
  const std::string letter = Replaced(Sample(kLetter), "low back", "low back " + word);
  const std::string yaml = "case: A\nrequests: [{text: " + word + "}]\nrecords: [{text: ";
  const std::vector<std::string> inputs = {
      letter,
      letter.substr(0, letter.size() / 2),
      letter.substr(0, letter.size() / 4),
      Replaced(letter, "IMR ISSUES, DECISIONS AND RATIONALES", ""),
      word,
      word + ": " + word,
      "{\"case\": \"A\", \"requests\": [\"" + word + "\", " + word,
      R"({"case": "A", "requests": [{"text": ")" + word + R"(", "facts": {"prior_sessions": ")" +
          word + R"("}}], "dates": {"injury": ")" + word + R"("}})",
      yaml + word,
      yaml + word + "}]\nutilization_review: " + word + "\n",
      yaml + word + "}]\nrulings: [{outcome: " + word + "}]\n",
      "- " + word + "\n- [" + word + "\n",
      "%PDF-1.4\n" + word};
  for (const std::string& input : inputs) {
    for (const char* format : {"text", "json"}) {
      const ProcessResult result = Predict({"--format", format}, input);
      ExpectAnswered(result);
      EXPECT_THAT(result.err, Not(HasSubstr(word))) << "input: " << input.substr(0, 100);
      if (std::string_view(format) != "json") continue;
      for (const nlohmann::json& one : Json(result)) {
        if (one.contains("error")) {
          EXPECT_THAT(one.dump(), Not(HasSubstr(word)));
        }
      }
    }
  }
}

}  // namespace
}  // namespace imr::test
