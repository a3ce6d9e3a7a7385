#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <vector>

#include "tests/features/sample_letter.h"
#include "tests/support/paths.h"

namespace imr::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

bool HavePdfToText() {
  for (const char* place : {"/usr/bin/pdftotext", "/usr/local/bin/pdftotext"}) {
    if (std::filesystem::exists(place)) return true;
  }
  return false;
}

// A small PDF with one page for each part of `text` between form feeds, in a font of fixed width.
std::string MakePdf(const std::string& text) {
  std::vector<std::string> streams;
  std::string page = "BT /F1 8 Tf 40 780 Td 10 TL\n(";
  for (const char c : text + "\f") {
    if (c == '\n') {
      page += ") Tj T*\n(";
    } else if (c == '\f') {
      streams.push_back(page + ") Tj ET");
      page = "BT /F1 8 Tf 40 780 Td 10 TL\n(";
    } else {
      if (c == '(' || c == ')' || c == '\\') page += '\\';
      page += c;
    }
  }
  std::vector<std::string> objects = {"<< /Type /Catalog /Pages 2 0 R >>", "",
                                      "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"};
  std::string kids;
  for (const std::string& stream : streams) {
    const std::size_t number = objects.size() + 1;
    kids += std::to_string(number) + " 0 R ";
    objects.push_back("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents " +
                      std::to_string(number + 1) +
                      " 0 R /Resources << /Font << /F1 3 0 R >> >> >>");
    objects.push_back("<< /Length " + std::to_string(stream.size()) + " >>\nstream\n" + stream +
                      "\nendstream");
  }
  objects[1] =
      "<< /Type /Pages /Count " + std::to_string(streams.size()) + " /Kids [" + kids + "] >>";
  std::string pdf = "%PDF-1.4\n";
  std::string table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    std::string offset = std::to_string(pdf.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::string count = std::to_string(objects.size() + 1);
  return pdf + "xref\n0 " + count + "\n0000000000 65535 f \n" + table + "trailer << /Size " +
         count + " /Root 1 0 R >>\nstartxref\n" + std::to_string(pdf.size()) + "\n%%EOF\n";
}

const std::string kLetter =
    Letter(Item("First brace,\nwith laces", "Upheld", "The ankle is stiff.\nIt is not needed.") +
           "\n" + Item("Second brace", "Overturned", "Needed."));

class Pdf : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!HavePdfToText()) GTEST_SKIP() << "pdftotext is not installed";
  }
};

TEST_F(Pdf, ReadsAsItsText) {
  std::string paged = kLetter;
  paged.insert(paged.find("with laces"), "\f");
  const Document text = Read(kLetter);
  const Document document = Read(MakePdf(paged));
  EXPECT_EQ(Requests(document), Requests(text));
  EXPECT_EQ(Outcomes(document), Outcomes(text));
  EXPECT_EQ(document.known.summary, text.known.summary);
  EXPECT_EQ(document.known.header, text.known.header);
  EXPECT_EQ(document.decided.rulings[1]->rationale, "Needed.");
}

TEST_F(Pdf, MayBeginWithinTheFirstKilobyte) {
  EXPECT_THAT(Requests(Read(std::string(500, ' ') + MakePdf(kLetter))),
              ElementsAre("First brace, with laces", "Second brace"));
}

TEST_F(Pdf, ReadsInSeveralThreadsAtOnce) {
  const std::string pdf = MakePdf(kLetter);
  const std::vector<std::string> expected = Requests(Read(pdf));
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 3; ++i) {
        const ReadResult result = ReadDocument(pdf, "source", "stem");
        const auto* document = std::get_if<Document>(&result);
        right += document != nullptr && Requests(*document) == expected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 12);
}

TEST_F(Pdf, WithoutTextIsProbablyAScan) {
  EXPECT_THAT(ReadError(MakePdf("")).message, HasSubstr("--ocr"));
}

TEST_F(Pdf, DamagedIsAnError) {
  EXPECT_THAT(ReadError("%PDF-1.4\nnothing that a PDF holds").message, HasSubstr("damaged"));
  const std::string pdf = MakePdf(kLetter);
  for (std::size_t length = 0; length < pdf.size(); length += 500) {
    const ReadResult result = ReadDocument(pdf.substr(0, length), "source", "stem");
    if (const auto* error = std::get_if<InputError>(&result)) {
      EXPECT_FALSE(error->message.empty());
    } else {
      EXPECT_FALSE(std::get<Document>(result).known.items.empty());
    }
  }
}

// A child that stops reading its input must not take the program with it (SIGPIPE).
TEST_F(Pdf, LargeGarbageIsRefusedAndTheProgramLives) {
  std::string garbage = "%PDF-1.4\n";
  while (garbage.size() < (4u << 20)) garbage += "%%EOF 1 0 obj << >> endobj\n";
  EXPECT_FALSE(ReadError(garbage).message.empty());
}

TEST_F(Pdf, MoreTextThanAllowedIsRefused) {
  ReaderLimits limits;
  limits.text_bytes = 100;
  EXPECT_THAT(ReadError(MakePdf(kLetter), limits).message, HasSubstr("of text; split it"));
}

TEST_F(Pdf, LimitsOnMemoryHold) {
  ReaderLimits limits;
  limits.pdf_memory_bytes = 1u << 20;  // not even enough to start
  EXPECT_FALSE(ReadError(MakePdf(kLetter), limits).message.empty());
}

class PathVariable {
 public:
  explicit PathVariable(const char* value) : before_(std::getenv("PATH")) {
    setenv("PATH", value, 1);
  }
  PathVariable(const PathVariable&) = delete;
  PathVariable& operator=(const PathVariable&) = delete;
  ~PathVariable() { setenv("PATH", before_.c_str(), 1); }

 private:
  std::string before_;
};

TEST(PdfWithoutProgram, NamesThePackageToInstall) {
  const PathVariable nowhere("/nonexistent");
  EXPECT_THAT(ReadError("%PDF-1.4\n").message, HasSubstr("poppler-utils"));
}

// A stand-in for the program that never ends shows that the wall clock does.
TEST(PdfWithoutProgram, StopsAProgramThatNeverEnds) {
  TemporaryDirectory directory;
  const auto program = directory.Write("pdftotext", "#!/bin/sh\nexec /bin/sleep 60\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const PathVariable path(directory.path().c_str());
  ReaderLimits limits;
  limits.pdf_wall_seconds = 1;
  EXPECT_THAT(ReadError("%PDF-1.4\n", limits).message, HasSubstr("more than 1 seconds"));
}

TEST(PdfWithoutProgram, StopsAProgramThatComputesForEver) {
  TemporaryDirectory directory;
  const auto program = directory.Write("pdftotext", "#!/bin/sh\nwhile :; do :; done\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const PathVariable path(directory.path().c_str());
  ReaderLimits limits;
  limits.pdf_cpu_seconds = 1;
  EXPECT_THAT(ReadError("%PDF-1.4\n", limits).message, HasSubstr("seconds of computing"));
}

// The program gets two variables, whatever the environment holds, and no open files of ours.
TEST(PdfWithoutProgram, StartsItWithAnEmptyEnvironment) {
  TemporaryDirectory directory;
  const auto program = directory.Write("pdftotext",
                                       "#!/bin/sh\n[ -z \"$IMR_SECRET\" ] && [ \"$LC_ALL\" = "
                                       "C.UTF-8 ] && [ ! -e /proc/self/fd/9 ] || exit 9\n"
                                       "echo 'requests of nobody'\n");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  const PathVariable path(directory.path().c_str());
  setenv("IMR_SECRET", "x", 1);
  EXPECT_THAT(ReadError("%PDF-1.4\n").message, HasSubstr("not recognised"));
  unsetenv("IMR_SECRET");
}

}  // namespace
}  // namespace imr::test
