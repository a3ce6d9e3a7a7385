// Base64 and HTML, as attachments bring them.
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <vector>

#include "features/text/base64.h"
#include "features/text/html.h"

namespace imr {
namespace {

// Slow and obvious: bit by bit.
std::string EncodeBase64(const std::string& bytes) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<int> bits;
  for (const char c : bytes) {
    for (int bit = 7; bit >= 0; --bit) bits.push_back(static_cast<unsigned char>(c) >> bit & 1);
  }
  while (bits.size() % 6 != 0) bits.push_back(0);
  std::string text;
  for (std::size_t i = 0; i < bits.size(); i += 6) {
    std::size_t digit = 0;
    for (std::size_t k = 0; k < 6; ++k) digit = digit * 2 + static_cast<std::size_t>(bits[i + k]);
    text.push_back(digits[digit]);
  }
  while (text.size() % 4 != 0) text.push_back('=');
  return text;
}

TEST(Base64, GivesBackWhatWasEncodedAlsoInBrokenLines) {
  std::mt19937 random(11);
  for (std::size_t length = 0; length < 200; ++length) {
    std::string bytes;
    for (std::size_t i = 0; i < length; ++i) bytes.push_back(static_cast<char>(random() & 0xFF));
    std::string text = EncodeBase64(bytes);
    EXPECT_EQ(DecodeBase64(text), bytes) << length;
    for (std::size_t at = 7; at < text.size(); at += 9) text.insert(at, "\r\n ");
    EXPECT_EQ(DecodeBase64(text), bytes) << length;
  }
}

TEST(Base64, RefusesWhatItIsNot) {
  for (const char* text : {"A", "AA", "AAA", "AA=", "A===", "AA==AA==", "=AAA", "AAAA=", "AA-_",
                           "AA\x80=", "{\"a\"", "AAAAA"}) {
    EXPECT_EQ(DecodeBase64(text), std::nullopt) << text;
  }
}

struct HtmlCase {
  const char* html;
  const char* text;
};

TEST(Html, IsReadAsThePageIsSeen) {
  const std::vector<HtmlCase> cases = {
      {"plain", "plain"},
      {"<p>One</p><p>Two</p>", "\nOne\n\nTwo\n"},
      {"one<br/>two<BR>three", "one\ntwo\nthree"},
      {"<ul><li>knee</li><li>hip</li></ul>", "\n- knee\n\n- hip\n"},
      {"<b>right</b> knee", "right knee"},
      {"<td>L4</td><td>5/5</td>", " L4  5/5 "},
      {"pain &lt;5 &amp; rest &#176; &#x2019; &deg;", "pain <5 & rest \u00B0 \u2019 \u00B0"},
      {"&unknown; &; & &#xD800; &#0; &#99999999;", "&unknown; &; & &#xD800; &#0; &#99999999;"},
      {"a <!-- <p>hidden</p> --> b", "a  b"},
      {"<style>p { color: red }</style>x<script>if (a < b) {}</SCRIPT >y", "xy"},
      {"pain < 5 and <3 days", "pain < 5 and <3 days"},
      {"<p title=\"x\">one", "\none"},
      {"one <p", "one \n"},
      {"<!-- never closed", ""},
      {"<script>never closed", ""},
      {"<?xml version=\"1.0\"?><!DOCTYPE html>x", "x"},
      {"", ""}};
  for (const HtmlCase& c : cases) EXPECT_EQ(HtmlToText(c.html), c.text) << c.html;
}

TEST(Html, OfManyOpenTagsTakesNoMoreThanItsLength) {
  for (const std::string piece : {"<", "<p", "<p>", "&", "<!--", "<script>", "</script", "&#x"}) {
    std::string html;
    for (int i = 0; i < 200'000; ++i) html += piece;
    EXPECT_LE(HtmlToText(html).size(), html.size()) << piece;
  }
}

}  // namespace
}  // namespace imr
