#include "features/document/input_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/paths.h"

namespace imr::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Every input as "source|stem|bytes", errors as "source:line! message".
std::vector<std::string> Drain(std::vector<std::string> paths,
                               const std::string& standard_input = "",
                               const ReaderLimits& limits = {}) {
  std::istringstream in(standard_input);
  InputStream stream(std::move(paths), in, limits);
  std::vector<std::string> all;
  while (auto next = stream.Next()) {
    if (const auto* raw = std::get_if<RawInput>(&*next)) {
      all.push_back(raw->source + "|" + raw->file_stem + "|" + raw->bytes);
    } else {
      const auto& error = std::get<InputError>(*next);
      all.push_back(error.source + ":" + std::to_string(error.line) + "! " + error.message);
    }
  }
  return all;
}

TEST(InputStream, ReadsFilesInTheOrderGiven) {
  TemporaryDirectory directory;
  const std::string b = directory.Write("b.txt", "second").string();
  const std::string a = directory.Write("a.b.txt", "first\n\nline").string();
  EXPECT_THAT(Drain({b, a}), ElementsAre(b + "|b|second", a + "|a.b|first\n\nline"));
}

TEST(InputStream, ReadsStandardInputForADashOrNothing) {
  EXPECT_THAT(Drain({}, "text\n"), ElementsAre("-|-|text\n"));
  EXPECT_THAT(Drain({"-"}, ""), ElementsAre("-|-|"));
}

TEST(InputStream, WalksDirectoriesByPathInByteOrder) {
  TemporaryDirectory directory;
  const std::string root = directory.path().string();
  for (const char* name : {"b/x.txt", "b.txt", "b-1.txt", "a/z/1.txt", "a/Z.txt", ".hidden",
                           ".git/config", "c/empty/.keep"}) {
    directory.Write(name, "t");
  }
  EXPECT_THAT(Drain({root}),
              ElementsAre(root + "/a/Z.txt|Z|t", root + "/a/z/1.txt|1|t", root + "/b-1.txt|b-1|t",
                          root + "/b.txt|b|t", root + "/b/x.txt|x|t"));
}

TEST(InputStream, GoesOnAfterWhatCannotBeRead) {
  TemporaryDirectory directory;
  const std::string root = directory.path().string();
  const std::string file = directory.Write("a.txt", "t").string();
  const std::string empty = root + "/folder";
  std::filesystem::create_directory(empty);
  EXPECT_THAT(Drain({root + "/none", empty, file}),
              ElementsAre(HasSubstr("none:0! there is no such file"),
                          HasSubstr("folder:0! the directory holds no files"), file + "|a|t"));
}

TEST(InputStream, StreamsJsonLines) {
  const std::string lines =
      "\n{\"case\": \"1\"}\n\n  {\"case\": \"}{\"}\r\nbroken\n{\"case\": \"3\"}";
  EXPECT_THAT(Drain({"-"}, lines),
              ElementsAre("-:2|-:2|{\"case\": \"1\"}", "-:4|-:4|{\"case\": \"}{\"}\r",
                          "-:5|-:5|broken", "-:6|-:6|{\"case\": \"3\"}"));
}

TEST(InputStream, OneObjectIsNotJsonLines) {
  for (const char* text : {"{\"case\": \"1\"}", "{\"case\": \"1\"}\n", "{\"case\": \"1\"}\n\n  \n",
                           "{\n\"case\": \"1\"\n}\n", "{\"case\": \"{\"\n}\n{}\n"}) {
    EXPECT_THAT(Drain({"-"}, text), ElementsAre(std::string("-|-|") + text));
  }
}

TEST(InputStream, SplitsAnArrayOfCases) {
  EXPECT_THAT(Drain({"-"}, "[{\"case\": \"[1]\"},\n {\"a\": [{}]}\n]\n"),
              ElementsAre("-:1|-:1|{\"case\": \"[1]\"}", "-:2|-:2|{\"a\": [{}]}"));
  for (const char* text :
       {"[{\"a\": 1}]", "[1, 2]", "[{}, 2]", "[{}, {}", "[{}, {}] x", "[[], []]"}) {
    EXPECT_THAT(Drain({"-"}, text), ElementsAre(std::string("-|-|") + text));
  }
}

TEST(InputStream, RefusesWhatIsTooLargeAndGoesOn) {
  TemporaryDirectory directory;
  ReaderLimits limits;
  limits.bytes = 20;
  const std::string large = directory.Write("large.txt", std::string(21, 'x')).string();
  const std::string lines =
      directory.Write("tall.txt", std::string(9, '\n') + "x\n" + std::string(11, '\n')).string();
  const std::string fits = directory.Write("fits.txt", std::string(20, 'x')).string();
  EXPECT_THAT(Drain({large, lines, fits}, "", limits),
              ElementsAre(HasSubstr("large.txt:0! the input is larger"), HasSubstr("tall.txt:0!"),
                          HasSubstr("fits.txt|fits|xxx")));
  const std::string json = "{\"a\": 1}\n{\"a\": \"" + std::string(30, 'x') + "\"}\n{\"a\": 3}\n";
  EXPECT_THAT(Drain({"-"}, json, limits),
              ElementsAre("-:1|-:1|{\"a\": 1}", HasSubstr("-:2! the line is larger"),
                          "-:3|-:3|{\"a\": 3}"));
}

TEST(InputStream, KeepsNoMoreThanALineOfJsonLines) {
  // An endless source: 2,000 lines are read of it one by one, and no more of it is asked for.
  class Endless : public std::streambuf {
   public:
    int_type underflow() override {
      ++lines;
      line_ = "{\"case\": \"" + std::to_string(lines) + "\"}\n";
      setg(line_.data(), line_.data(), line_.data() + line_.size());
      return traits_type::to_int_type(line_[0]);
    }
    int lines = 0;

   private:
    std::string line_;
  };
  Endless endless;
  std::istream in(&endless);
  InputStream stream({"-"}, in);
  for (int i = 1; i <= 2000; ++i) {
    const auto next = stream.Next();
    ASSERT_TRUE(next.has_value());
    EXPECT_EQ(std::get<RawInput>(*next).source, "-:" + std::to_string(i));
    EXPECT_LE(endless.lines, i + 1);
  }
}

}  // namespace
}  // namespace imr::test
