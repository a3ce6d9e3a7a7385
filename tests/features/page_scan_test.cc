// PDFs whose pages are pictures.
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "features/document/program_run.h"
#include "features/document/reader.h"
#include "tests/support/paths.h"

namespace imr {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Scan() {
  return test::ReadFile(test::ProjectFile("data/scans/rfa-emg-occupational-therapy.pdf"));
}

std::string TestPdf(const std::string& name) {
  return test::ReadFile(test::ProjectFile("tests/cli/data/" + name));
}

bool CanRecognise() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  const ProgramRun run = RunProgramOn({"tesseract", "--list-langs"}, "",
                                      {30, std::size_t{1} << 30, std::size_t{1} << 20, deadline});
  return run.end == ProgramRun::End::kExited && run.status == 0 &&
         run.output.find("eng") != std::string::npos;
}

std::string Error(const std::string& pdf, const ReaderOptions& options) {
  const ReadResult result = ReadDocument(pdf, "scan.pdf", "scan", options);
  const auto* error = std::get_if<InputError>(&result);
  return error == nullptr ? "" : error->message;
}

TEST(Scans, AreAnErrorThatNamesTheOptionWhenTheyAreNotRecognised) {
  EXPECT_THAT(Error(Scan(), {}), HasSubstr("--ocr"));
  EXPECT_THAT(Error(TestPdf("no-text.pdf"), {}), HasSubstr("--ocr"));
}

TEST(Scans, AreReadPageByPage) {
  if (!CanRecognise()) GTEST_SKIP() << "tesseract-ocr is not installed";
  std::vector<std::string> told;
  const ReaderOptions options{
      {}, true, [&](const std::string& source, int page, int pages) {
        told.push_back(source + " " + std::to_string(page) + "/" + std::to_string(pages));
      }};
  const ReadResult result = ReadDocument(Scan(), "scan.pdf", "scan", options);
  ASSERT_TRUE(std::holds_alternative<Document>(result)) << std::get<InputError>(result).message;
  const Case& known = std::get<Document>(result).known;
  EXPECT_THAT(told, ElementsAre("scan.pdf 1/3", "scan.pdf 2/3", "scan.pdf 3/3"));
  ASSERT_EQ(known.items.size(), 2u);
  EXPECT_EQ(known.items[0].request, "EMG/NCV of the right upper extremity, one study");
  EXPECT_EQ(known.items[1].request,
            "Occupational therapy, right wrist, 2 times a week for 4 weeks");
  EXPECT_EQ(known.dates.injury, ParseDate("2015-10-30"));
  EXPECT_THAT(known.summary, HasSubstr("Strength of thumb abduction is 4/5."));
  EXPECT_THAT(known.summary, HasSubstr("Continue the night splint."));
}

TEST(Scans, WithAStampOverThemAreRecognisedToo) {
  if (!CanRecognise()) GTEST_SKIP() << "tesseract-ocr is not installed";
  const std::string pdf = TestPdf("stamped.pdf");
  EXPECT_THAT(Error(pdf, {}), HasSubstr("--ocr"));
  const ReadResult result = ReadDocument(pdf, "scan.pdf", "scan", ReaderOptions{{}, true, {}});
  ASSERT_TRUE(std::holds_alternative<Document>(result)) << std::get<InputError>(result).message;
  EXPECT_EQ(std::get<Document>(result).known.items.size(), 2u);
}

TEST(Scans, OfBlankPagesAreAnError) {
  if (!CanRecognise()) GTEST_SKIP() << "tesseract-ocr is not installed";
  EXPECT_THAT(Error(TestPdf("no-text.pdf"), {{}, true, {}}), HasSubstr("no text"));
}

TEST(Scans, OfTooManyPagesAreAnErrorBeforeAnyIsRead) {
  ReaderOptions options{{}, true, [](const std::string&, int, int) { FAIL(); }};
  options.limits.ocr_pages = 2;
  EXPECT_THAT(Error(Scan(), options), HasSubstr("at most 2"));
}

TEST(PdfsWithText, KeepIt) {
  if (!CanRecognise()) GTEST_SKIP() << "tesseract-ocr is not installed";
  const std::string pdf = test::ReadFile(
      test::ProjectFile("data/samples/pdf/sample-1-acupuncture-cyclobenzaprine.pdf"));
  const auto plain = std::get<Document>(ReadDocument(pdf, "-", "-"));
  const auto recognised = std::get<Document>(ReadDocument(pdf, "-", "-", ReaderOptions{{}, true, {}}));
  EXPECT_EQ(recognised.known.summary, plain.known.summary);
  ASSERT_EQ(recognised.known.items.size(), plain.known.items.size());
  EXPECT_EQ(recognised.decided.rulings.at(1)->rationale, plain.decided.rulings.at(1)->rationale);
}

// Puts another PATH in place while it lives.
class SearchPath {
 public:
  explicit SearchPath(const std::string& path) : before_(getenv("PATH")) {
    setenv("PATH", path.c_str(), 1);
  }
  ~SearchPath() { setenv("PATH", before_.c_str(), 1); }
  SearchPath(const SearchPath&) = delete;
  SearchPath& operator=(const SearchPath&) = delete;

 private:
  std::string before_;
};

// A directory with the programs of the system, but without tesseract, or with a script instead.
class Programs {
 public:
  Programs() {
    for (const char* name : {"pdftotext", "pdfinfo", "pdftoppm"}) {
      std::filesystem::create_symlink(std::string("/usr/bin/") + name, directory_.path() / name);
    }
  }
  void Add(const std::string& name, const std::string& script) const {
    const auto path = directory_.Write(name, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  std::string path() const { return directory_.path(); }

 private:
  test::TemporaryDirectory directory_;
};

TEST(Scans, NameThePackageOfAMissingProgram) {
  const Programs programs;
  const SearchPath path(programs.path());
  EXPECT_THAT(Error(Scan(), {{}, true, {}}), HasSubstr("tesseract-ocr"));
}

TEST(Scans, SurviveAProgramThatFailsHangsOrNeverEnds) {
  struct Faulty {
    std::string script, message;
  };
  for (const Faulty& faulty : std::vector<Faulty>{
           {"exit 1", "status 1"},
           {"exec /bin/sleep 60", "longer than"},
           {"while :; do :; done", "tesseract"},
           {"while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done",
            "tesseract"},
           {"kill -SEGV $$", "signal"},
           {"echo x > /tmp/imr-test-must-not-exist && echo made", "page"}}) {
    const Programs programs;
    programs.Add("tesseract", faulty.script);
    const SearchPath path(programs.path());
    ReaderOptions options{{}, true, {}};
    options.limits.ocr_page_seconds = 2;
    EXPECT_THAT(Error(Scan(), options), HasSubstr(faulty.message)) << faulty.script;
  }
}

}  // namespace
}  // namespace imr
