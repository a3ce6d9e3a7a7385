// The development letters, where they are at hand: text, PDF and an independent parser must agree.
// Letters are named by case number only; none of their text is printed.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "features/document/input_stream.h"
#include "features/text/text.h"
#include "tests/features/sample_letter.h"
#include "tests/support/paths.h"

namespace imr::test {
namespace {

namespace fs = std::filesystem;

struct ItemSeen {
  std::string request, outcome, utilization_review, guideline, rationale;
  friend bool operator==(const ItemSeen&, const ItemSeen&) = default;
};

// Spaces behind a hyphen and the words that lead to an outcome are matters of taste.
std::string Comparable(const std::string& text) {
  std::string folded = FoldSpaces(PlainText(text));
  for (std::size_t at = folded.find("- "); at != std::string::npos; at = folded.find("- ", at)) {
    folded.erase(at + 1, 1);
  }
  for (const char* ending : {" is", ":", " is"}) {
    if (folded.ends_with(ending)) folded.resize(folded.size() - std::string(ending).size());
  }
  return folded;
}

std::vector<ItemSeen> ItemsOf(const Document& document) {
  std::vector<ItemSeen> items;
  for (std::size_t i = 0; i < document.known.items.size(); ++i) {
    const RequestedItem& item = document.known.items[i];
    const auto& ruling = document.decided.rulings[i];
    if (!ruling) return {};
    items.push_back({Comparable(item.request), std::string(OutcomeName(ruling->outcome)),
                     Comparable(item.utilization_review), Comparable(ruling->guideline),
                     Comparable(ruling->rationale)});
  }
  return items;
}

std::map<std::string, Document> ReadAll(const fs::path& folder) {
  std::map<std::string, Document> documents;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string stem = entry.path().stem().string();
    const ReadResult result = ReadDocument(ReadFile(entry.path()), stem, stem);
    if (const auto* document = std::get_if<Document>(&result)) {
      documents.emplace(stem, *document);
    } else {
      ADD_FAILURE() << stem << ": " << std::get<InputError>(result).message;
    }
  }
  return documents;
}

// What the independent parser finds, by case number or file name.
std::map<std::string, std::vector<ItemSeen>> Reference(const fs::path& tool,
                                                       const fs::path& folder) {
  const std::string command =
      "python3 '" + tool.string() + "' '" + folder.string() + "' 2>/dev/null";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::vector<char> buffer(1 << 16);
  while (pipe != nullptr) {
    const std::size_t got = fread(buffer.data(), 1, buffer.size(), pipe.get());
    if (got == 0) break;
    output.append(buffer.data(), got);
  }
  std::map<std::string, std::vector<ItemSeen>> reference;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    const auto letter = nlohmann::json::parse(line);
    std::vector<ItemSeen>& items = reference[letter.at("case").get<std::string>()];
    for (const auto& item : letter.at("items")) {
      const bool upheld = item.at("outcome") == "Upheld";
      items.push_back({Comparable(item.at("request")), upheld ? "upheld" : "overturned",
                       Comparable(item.at("ur_guideline")), Comparable(item.at("imr_guideline")),
                       Comparable(item.at("rationale"))});
    }
  }
  return reference;
}

void CompareWithReference(const std::string& folder, std::size_t letters, std::size_t items) {
  const auto path = SharedFile(folder);
  const auto tool = SharedFile("tools/letters.py");
  if (!path || !tool) GTEST_SKIP() << "no development letters here";
  const auto reference = Reference(*tool, *path);
  if (reference.empty()) GTEST_SKIP() << "no python3 to run the independent parser";
  const auto documents = ReadAll(*path);
  EXPECT_EQ(documents.size(), letters);
  std::size_t found = 0;
  for (const auto& [stem, document] : documents) {
    const auto expected = reference.find(document.known.id);
    ASSERT_NE(expected, reference.end()) << stem;
    EXPECT_TRUE(ItemsOf(document) == expected->second) << stem;
    found += document.known.items.size();
  }
  EXPECT_EQ(found, items);
}

TEST(RealLetters, AgreeWithAnIndependentParser) { CompareWithReference("letters/dev", 97, 224); }

TEST(RealLetters, WithoutHeadersAgreeToo) { CompareWithReference("letters/seeds", 5, 9); }

TEST(RealLetters, AreTheSameAsPdf) {
  const auto text = SharedFile("letters/dev");
  const auto pdf = SharedFile("letters/dev-pdf");
  if (!text || !pdf) GTEST_SKIP() << "no development letters here";
  const auto from_text = ReadAll(*text);
  const auto from_pdf = ReadAll(*pdf);
  ASSERT_EQ(from_pdf.size(), from_text.size());
  for (const auto& [stem, document] : from_text) {
    const Document& other = from_pdf.at(stem);
    EXPECT_TRUE(ItemsOf(document) == ItemsOf(other)) << stem;
    EXPECT_TRUE(document.known.summary == other.known.summary) << stem;
    EXPECT_TRUE(document.known.header == other.known.header) << stem;
    EXPECT_EQ(document.decided.decision, other.decided.decision) << stem;
  }
}

TEST(RealLetters, HaveTheirDatesInTheHeader) {
  const auto path = SharedFile("letters/dev");
  if (!path) GTEST_SKIP() << "no development letters here";
  for (const auto& [stem, document] : ReadAll(*path)) {
    EXPECT_EQ(document.known.id, stem);
    EXPECT_TRUE(document.known.dates.injury && document.known.dates.utilization_review) << stem;
    EXPECT_FALSE(document.known.dates.assumed) << stem;
    EXPECT_TRUE(document.decided.decision.has_value()) << stem;
    EXPECT_TRUE(document.warnings.empty()) << stem;
  }
}

// Inverted outcomes change the determination, and nothing that is known before it.
TEST(RealLetters, InvertedOutcomesLeaveKnowledgeAlone) {
  const auto path = SharedFile("letters/dev");
  if (!path) GTEST_SKIP() << "no development letters here";
  for (const auto& [stem, document] : ReadAll(*path)) {
    std::string text = ReadFile(*path / (stem + ".txt"));
    for (std::size_t at = 0; (at = text.find(':', at)) != std::string::npos; ++at) {
      const std::size_t word = text.find_first_not_of(" \n", at + 1);
      if (word == std::string::npos) break;
      if (text.compare(word, 6, "Upheld") == 0) {
        text.replace(word, 6, "Overturned");
      } else if (text.compare(word, 10, "Overturned") == 0) {
        text.replace(word, 10, "Upheld");
      }
    }
    const Document inverted = Read(text, stem);
    EXPECT_TRUE(Requests(inverted) == Requests(document)) << stem;
    EXPECT_TRUE(inverted.known.summary == document.known.summary) << stem;
    ASSERT_EQ(inverted.decided.rulings.size(), document.decided.rulings.size()) << stem;
    for (std::size_t i = 0; i < document.decided.rulings.size(); ++i) {
      EXPECT_NE(inverted.decided.rulings[i]->outcome, document.decided.rulings[i]->outcome) << stem;
    }
  }
}

TEST(RealLetters, CutAnywhereGiveAnAnswer) {
  const auto path = SharedFile("letters/dev");
  if (!path) GTEST_SKIP() << "no development letters here";
  for (const fs::directory_entry& entry : fs::directory_iterator(*path)) {
    const std::string text = ReadFile(entry.path());
    std::size_t most = 0;
    for (std::size_t length = 0; length <= text.size(); length += 500) {
      const ReadResult result = ReadDocument(text.substr(0, length), "source", "stem");
      const auto* document = std::get_if<Document>(&result);
      const std::size_t items = document == nullptr ? 0 : document->known.items.size();
      EXPECT_GE(items, most) << entry.path().stem() << " cut at " << length;
      most = std::max(most, items);
      EXPECT_TRUE(document != nullptr || !std::get<InputError>(result).message.empty());
    }
  }
}

}  // namespace
}  // namespace imr::test
