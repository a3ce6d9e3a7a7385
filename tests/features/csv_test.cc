#include "features/text/csv.h"

#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

namespace imr {
namespace {

using Records = std::vector<std::vector<std::string>>;

// All records; what is wrong as a last record {"error", line, message}.
Records Read(std::string_view text, char delimiter = ',') {
  CsvReader reader(text, delimiter);
  Records records;
  while (const auto next = reader.Next()) {
    if (const auto* error = std::get_if<CsvError>(&*next)) {
      records.push_back({"error", std::to_string(error->line), error->message});
    } else {
      const auto& record = std::get<CsvRecord>(*next);
      records.emplace_back(record.begin(), record.end());
    }
  }
  return records;
}

TEST(CsvReader, ReadsTables) {
  struct Case {
    const char* what;
    std::string text;
    Records records;
  };
  const std::vector<Case> cases = {
      {"nothing", "", {}},
      {"empty lines", "\n\r\n\n", {}},
      {"a last line without an end", "a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"all line ends", "a\nb\r\nc\rd\n", {{"a"}, {"b"}, {"c"}, {"d"}}},
      {"empty fields", "a,,\n,,c\n", {{"a", "", ""}, {"", "", "c"}}},
      {"an empty last field", "a,", {{"a", ""}}},
      {"quotes", "\"a\",\"b,c\"\n", {{"a", "b,c"}}},
      {"doubled quotes", "\"say \"\"a\"\"\",\"\"\"\",\"\"\n", {{"say \"a\"", "\"", ""}}},
      {"line breaks in quotes", "\"a\nb\r\nc\",d\n", {{"a\nb\r\nc", "d"}}},
      {"a quote inside a bare field", "5\" needle,x\n", {{"5\" needle", "x"}}},
      {"white space is kept", " a , \"b\"\n", {{" a ", " \"b\""}}},
      {"bytes beyond ASCII", "\xC3\xA9,\xE2\x82\xAC\n", {{"\xC3\xA9", "\xE2\x82\xAC"}}},
  };
  for (const Case& c : cases) EXPECT_EQ(Read(c.text), c.records) << c.what;
  EXPECT_EQ(Read("a;\"b;c\";d,e", ';'), (Records{{"a", "b;c", "d,e"}}));
}

TEST(CsvReader, TellsTheLineOfAMistakeAndStops) {
  EXPECT_EQ(Read("a\nb\n\"c\nd\ne\n"),
            (Records{{"a"}, {"b"}, {"error", "3", "opens a quote that never closes"}}));
  EXPECT_EQ(Read("a\n\"x\ny\"z\nb\n"),
            (Records{{"a"},
                     {"error", "3",
                      "goes on behind a closing quote; write a quote inside quotes twice"}}));
  EXPECT_EQ(Read(std::string("a\nb\0c\n", 6)).back()[1], "2");
  EXPECT_EQ(Read(std::string("a\n\"b\0c\"\n", 8)).back()[1], "2");
  EXPECT_EQ(Read(std::string(200000, ',')).back()[2], "has more than 100000 fields");
}

TEST(CsvReader, TellsTheLineThatARecordBeginsOn) {
  CsvReader reader("a\n\n\"b\nb\"\nc\n", ',');
  for (const int line : {1, 3, 5}) {
    ASSERT_TRUE(reader.Next());
    EXPECT_EQ(reader.line(), line);
  }
  EXPECT_FALSE(reader.Next());
}

// What is written by the rules of RFC 4180 is read back, whatever the values.
TEST(CsvReader, ReadsBackWhatIsWritten) {
  std::mt19937_64 random(1);
  constexpr std::string_view kBytes = "ab ,;\"\n\r\t\xC3\xA9";
  for (int repeat = 0; repeat < 300; ++repeat) {
    Records records(1 + random() % 5, std::vector<std::string>(1 + random() % 4));
    std::string text;
    for (auto& record : records) {
      for (std::size_t f = 0; f < record.size(); ++f) {
        for (std::size_t i = random() % 6; i > 0; --i) {
          record[f].push_back(kBytes[random() % kBytes.size()]);
        }
        std::string quoted = "\"";
        for (const char c : record[f]) quoted += c == '"' ? "\"\"" : std::string(1, c);
        text += (f == 0 ? "" : ",") + quoted + '"';
      }
      text += random() % 2 == 0 ? "\n" : "\r\n";
    }
    EXPECT_EQ(Read(text), records);
  }
}

TEST(CsvReader, AnswersWhateverTheBytes) {
  std::mt19937_64 random(2);
  constexpr std::string_view kBytes = "a,\"\n\r\\;";
  for (int repeat = 0; repeat < 2000; ++repeat) {
    std::string text;
    for (std::size_t i = random() % 30; i > 0; --i)
      text.push_back(kBytes[random() % kBytes.size()]);
    std::size_t bytes = 0;
    for (const auto& record : Read(text)) {
      if (record.front() == "error") break;
      for (const auto& field : record) bytes += field.size();
    }
    EXPECT_LE(bytes, text.size());
  }
}

TEST(GuessDelimiter, CountsInTheFirstLineOutsideOfQuotes) {
  EXPECT_EQ(GuessDelimiter("a,b;c,d\n;;;;;;"), ',');
  EXPECT_EQ(GuessDelimiter("a;b;c\n1,2,3,4"), ';');
  EXPECT_EQ(GuessDelimiter("a\tb\r\n"), '\t');
  EXPECT_EQ(GuessDelimiter("a|b|c"), '|');
  EXPECT_EQ(GuessDelimiter("\"a,b,c,d\n,\";x;y"), ';');
  EXPECT_EQ(GuessDelimiter("alone"), ',');
  EXPECT_EQ(GuessDelimiter(""), ',');
}

}  // namespace
}  // namespace imr
