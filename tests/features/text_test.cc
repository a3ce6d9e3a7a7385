#include "features/text/text.h"

#include <gtest/gtest.h>
#include <random>
#include <string>

namespace imr {
namespace {

TEST(ToUtf8, TakesEveryEncodingThatCasesComeIn) {
  struct {
    const char* what;
    std::string bytes;
    const char* expected;
  } const cases[] = {
      {"UTF-8 stays", "na\xC3\xAFve", "na\xC3\xAFve"},
      {"a byte order mark goes", "\xEF\xBB\xBFtext", "text"},
      {"UTF-16, little end first", std::string("\xFF\xFEn\0\xEF\0!\0", 8), "n\xC3\xAF!"},
      {"UTF-16, big end first", std::string("\xFE\xFF\0n\0\xEF\0!", 8), "n\xC3\xAF!"},
      {"UTF-16 beyond the first plane", std::string("\xFF\xFE\x3D\xD8\x00\xDE", 6),
       "\xF0\x9F\x98\x80"},
      {"half a surrogate pair", std::string("\xFF\xFE\x3D\xD8x\0", 6), "\xEF\xBF\xBDx"},
      {"UTF-16 cut in the middle", std::string("\xFF\xFEx\0y", 5), "x\xEF\xBF\xBD"},
      {"Windows-1252", "caf\xE9 \x93quoted\x94", "caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D"},
      {"one broken byte among sound UTF-8", "\xC3\xA9\xC3\xA9 \xFF",
       "\xC3\xA9\xC3\xA9 \xEF\xBF\xBD"},
      {"an overlong form is no character", "\xC3\xA9\xC3\xA9\xC0\xAF",
       "\xC3\xA9\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"a cut sequence at the end", "\xC3\xA9 \xE2\x80", "\xC3\xA9 \xEF\xBF\xBD"},
      {"nothing", "", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(ToUtf8(c.bytes), c.expected) << c.what;
}

// Whatever goes in, what comes out is UTF-8 and stays as it is.
TEST(ToUtf8, GivesUtf8ForAnyBytes) {
  std::mt19937 random(20150414);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 60, '\0');
    for (char& c : bytes) c = static_cast<char>(random() % 3 == 0 ? random() : 'a' + random() % 26);
    const std::string once = ToUtf8(bytes);
    const std::string marked = once.starts_with("\xEF\xBB\xBF") ? once.substr(3) : once;
    EXPECT_EQ(ToUtf8(once), marked);
    EXPECT_EQ(PlainText(PlainText(once)), PlainText(once));
  }
}

TEST(LooksBinary, TellsTextFromOtherBytes) {
  EXPECT_FALSE(LooksBinary("plain text\twith\r\nlines\f"));
  EXPECT_FALSE(LooksBinary("caf\xE9"));
  EXPECT_FALSE(LooksBinary(std::string("\xFF\xFEt\0e\0x\0t\0", 10)));
  EXPECT_FALSE(LooksBinary(""));
  EXPECT_TRUE(LooksBinary(std::string("te\0xt", 5)));
  EXPECT_TRUE(LooksBinary("\x01\x02\x03\x04 and some text"));
}

TEST(PlainText, MakesTypographyPlain) {
  struct {
    const char* typographic;
    const char* plain;
  } const cases[] = {
      {"\xEF\xAC\x81nding, o\xEF\xAC\x83"
       "ce, sti\xEF\xAC\x80",
       "finding, office, stiff"},
      {"re\xC2\xAD"
       "port\xE2\x80\x8B",
       "report"},
      {"\xE2\x80\x9Cthe worker\xE2\x80\x99s\xE2\x80\x9D", "\"the worker's\""},
      {"5\xE2\x80\x99 6\xE2\x80\xB3", "5' 6\""},
      {"2\xE2\x80\x93"
       "3 times\xE2\x80\x94weekly",
       "2-3 times-weekly"},
      {"two\xC2\xA0words\xE2\x80\x89here", "two words here"},
      {"a\r\nb\rc\n", "a\nb\nc\n"},
      {"\xE2\x80\xA2 first\n\xEF\x82\xB7 second", "- first\n- second"},
      {"tab\there\x07 page\fnext", "tab here  page\fnext"},
      {"2\xC3\x97"
       "6",
       "2x6"},
      {"na\xC3\xAFve", "na\xC3\xAFve"},
  };
  for (const auto& c : cases) EXPECT_EQ(PlainText(c.typographic), c.plain);
}

TEST(FoldSpaces, MakesOneLine) {
  EXPECT_EQ(FoldSpaces("  one\n\n two\t\tthree \f four\n"), "one two three four");
  EXPECT_EQ(FoldSpaces(""), "");
  EXPECT_EQ(FoldSpaces(" \n\f "), "");
}

TEST(FoldSpaces, JoinsWhatALineBreakSplitBehindAHyphen) {
  EXPECT_EQ(FoldSpaces("seen 11-21-\n2016"), "seen 11-21-2016");
  EXPECT_EQ(FoldSpaces("was non-  \n   certified"), "was non-certified");
  EXPECT_EQ(FoldSpaces("ankle -\nleft"), "ankle - left");
  EXPECT_EQ(FoldSpaces("pre-\n(operative)"), "pre- (operative)");
}

TEST(FoldSpacesKeepingParagraphs, KeepsLinesThatBeginSomething) {
  EXPECT_EQ(FoldSpacesKeepingParagraphs("one line\ngoes on\n\nnext paragraph\n"),
            "one line goes on\nnext paragraph");
  EXPECT_EQ(FoldSpacesKeepingParagraphs("Plan\n1. brace\n   for walking\n2) rest\n- ice"),
            "Plan\n1. brace for walking\n2) rest\n- ice");
  EXPECT_EQ(FoldSpacesKeepingParagraphs("pain is less.\nImpression: a sprain\nof the ankle"),
            "pain is less.\nImpression: a sprain of the ankle");
  EXPECT_EQ(FoldSpacesKeepingParagraphs("\n\n first\n \n\n second \n\n"), "first\nsecond");
}

// Folding changes white space alone, but for the space that a hyphen at a line's end swallows.
TEST(FoldSpaces, LosesNothingButWhiteSpace) {
  std::mt19937 random(7);
  const std::string alphabet = "ab1-.: \n\n\f";
  const auto letters = [](std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 80, ' ');
    for (char& c : text) c = alphabet[random() % alphabet.size()];
    const std::string folded = FoldSpaces(text);
    EXPECT_EQ(letters(folded), letters(text));
    EXPECT_EQ(FoldSpaces(folded), folded);
    EXPECT_EQ(folded.find("  "), std::string::npos);
    EXPECT_EQ(letters(FoldSpacesKeepingParagraphs(text)), letters(text));
  }
}

}  // namespace
}  // namespace imr
