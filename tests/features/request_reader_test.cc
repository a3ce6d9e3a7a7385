#include "features/extraction/request_reader.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "tests/features/request_fixture.h"

namespace imr::test {
namespace {

namespace fs = std::filesystem;

struct PartCase {
  const char* wording;
  const char* parts;
};

TEST(RequestReader, BodyPartsThatTheWordingNames) {
  const std::vector<PartCase> cases = {
      {"MRI of the low back", "lumbar"},
      {"MRI of the neck", "cervical"},
      {"MRI L-spine", "lumbar"},
      {"Acupuncture for the back", "thoracic, lumbar"},
      {"Lumbar back brace", "lumbar"},
      {"EMG/NCV RUE", "upper_arm, forearm, hand"},
      {"EMG of the bilateral lower extremities", "thigh, lower_leg, foot"},
      {"EMG of the upper and lower extremities",
       "upper_arm, forearm, hand, thigh, lower_leg, foot"},
      {"ESI at L4-5", "lumbar"},
      {"ACDF C5-C6", "cervical"},
      {"MRI T9-10", "thoracic"},
      {"X-ray of the left thumb", "hand"},
      {"X-ray of the right great toe", "foot"},
      {"X-ray of the heel", "foot"},
      {"Carpal tunnel release", "wrist"},
      {"Rotator cuff repair", "shoulder"},
      {"Right SI joint injection", "pelvis"},
      {"Physical therapy of the right hip and foot", "hip, foot"},
      {"MRI of the spine and pelvis", "pelvis"},
      {"Chest x-ray", "chest"},
      {"EKG", "chest"},
      {"CBC", "systemic"},
      {"Renal function panel", "systemic"},
      {"Pre-op cardiac clearance", "systemic"},
      {"Psychotherapy 6 sessions", "psyche"},
      {"Gabapentin 300mg #90", "unspecified"},
      {"Physical therapy 6 visits", "unspecified"},
      {"Return to work on full duty evaluation", "unspecified"},
  };
  for (const PartCase& one : cases) {
    EXPECT_EQ(Value(ReadOne(one.wording), "body_parts"), one.parts) << one.wording;
  }
}

TEST(RequestReader, WhatTheWordingLeavesOpenTheSummaryTells) {
  // The sentence that asks for the same treatment.
  const std::string several =
      "Diagnoses include sprain of the right knee and of the left wrist. The request was for "
      "acupuncture 2 times a week for 4 weeks for the left wrist, and MRI of the right knee.";
  const Case c = CaseOf({"Acupuncture", "MRI without contrast"}, several);
  const auto sheets = TheReader().Read(c);
  EXPECT_EQ(Value(sheets[0], "body_parts"), "wrist");
  EXPECT_EQ(Proof(c, 0, sheets[0], "body_parts"), "summary:wrist");
  EXPECT_EQ(Value(sheets[0], "sessions_requested"), "8");
  EXPECT_EQ(Proof(c, 0, sheets[0], "sessions_requested"), "summary:2 times a week for 4 weeks");
  EXPECT_EQ(Value(sheets[1], "body_parts"), "knee");

  // The only region that the case treats.
  const std::string one = "The worker was diagnosed as having a crush injury of the right foot.";
  EXPECT_EQ(Value(ReadOne("Transportation to appointments", one), "body_parts"), "foot");
  EXPECT_EQ(Value(ReadOne("Ibuprofen 800mg #60", one), "body_parts"), "unspecified");
  // Several regions decide nothing.
  EXPECT_EQ(Value(ReadOne("Hospital bed rental", several), "body_parts"), "unspecified");
  // Words like "spinal" mean the region of the spine that the case is about.
  const std::string spine = "Diagnoses are lumbar strain and abdominal strain.";
  EXPECT_EQ(Value(ReadOne("Spinal manipulation 6 visits", spine), "body_parts"), "lumbar");
  // So does a kind of surgery that depends on the part.
  EXPECT_EQ(Value(ReadOne("Arthroscopy", one), "treatment"), "surgery.foot_ankle");
  EXPECT_EQ(Value(ReadOne("Arthroscopy"), "treatment"), "surgery.other");
}

TEST(RequestReader, PartlyAuthorizedRequests) {
  const Case c = CaseOf(
      {"Physical therapy for the left ankle 3 times a week for 4 weeks was the original request. "
       "Physical therapy 6 visits was authorized by the Claims Administrator. The remaining IMR "
       "eligible portion of the original request, Physical therapy 6 visits is",
       "Tramadol 50mg #90 was the original request. Tramadol 50mg #40 was authorized by the Claims "
       "Administrator."});
  const auto sheets = TheReader().Read(c);
  EXPECT_EQ(Value(sheets[0], "treatment"), "therapy.physical");
  EXPECT_EQ(Value(sheets[0], "body_parts"), "ankle");
  EXPECT_EQ(Value(sheets[0], "sessions_original"), "12");
  EXPECT_EQ(Value(sheets[0], "sessions_authorized"), "6");
  EXPECT_EQ(Value(sheets[0], "sessions_requested"), "6");
  // Without a stated remainder it is what is left.
  EXPECT_EQ(Value(sheets[1], "quantity"), "50");
  EXPECT_EQ(Value(sheets[1], "agent"), "tramadol");
  EXPECT_EQ(Value(sheets[1], "sessions_requested"), "");
}

TEST(RequestReader, ItemsThatAccompanyADisputedSurgery) {
  const Case c = CaseOf({"Left knee arthroscopy with meniscectomy", "Assistant surgeon",
                         "Associated surgical service: EKG", "Labs: CBC",
                         "Post-op physical therapy x12", "Cold therapy unit rental 7 days",
                         "Post-op Norco 5/325mg #30", "MRI of the lumbar spine",
                         "Physical therapy for the neck, 6 visits", "Lumbar brace"});
  const auto sheets = TheReader().Read(c);
  EXPECT_EQ(Value(sheets[0], "depends_on"), "");
  for (std::size_t i = 1; i <= 6; ++i) EXPECT_EQ(Value(sheets[i], "depends_on"), "0") << i;
  for (std::size_t i = 7; i <= 9; ++i) EXPECT_EQ(Value(sheets[i], "depends_on"), "") << i;
  // Tests become preparation, and the part is that of the surgery.
  EXPECT_EQ(Value(sheets[2], "treatment"), "surgery.preoperative");
  EXPECT_EQ(Value(sheets[3], "treatment"), "surgery.preoperative");
  EXPECT_EQ(Value(sheets[4], "body_parts"), "knee");
  EXPECT_EQ(Value(sheets[5], "body_parts"), "knee");
  EXPECT_EQ(Value(sheets[6], "body_parts"), "knee");
  EXPECT_EQ(Proof(c, 4, sheets[4], "depends_on"), "request:Post-op");
}

TEST(RequestReader, NothingDependsOnASurgeryThatIsNotDisputed) {
  const auto sheets = Read({"Pre-op labs: CBC", "Post-op physical therapy x12"});
  EXPECT_EQ(Value(sheets[0], "depends_on"), "");
  EXPECT_EQ(Value(sheets[0], "treatment"), "surgery.preoperative");
  EXPECT_EQ(Value(sheets[1], "depends_on"), "");
}

TEST(RequestReader, CompanionsOfOtherItems) {
  // Items, and what the last one of each row accompanies.
  const std::vector<std::pair<std::vector<std::string>, std::string>> rows = {
      {{"Lumbar epidural steroid injection L4-5", "Fluoroscopic guidance"}, "0"},
      {{"Lumbar epidural steroid injection L4-5", "Epidurography"}, "0"},
      {{"Right knee cortisone injection", "Ultrasound guidance"}, "0"},
      {{"TENS unit purchase", "TENS electrodes 8 pairs"}, "0"},
      {{"TENS unit purchase", "Lead wires"}, "0"},
      {{"MRI of the lumbar spine", "Valium 5mg #2 for the MRI"}, "0"},
      {{"Functional restoration program 160 hours", "Transportation to the program"}, "0"},
      {{"Right knee arthroscopy", "Transportation to and from surgery"}, "0"},
      {{"Spinal cord stimulator trial", "Psychological clearance"}, "0"},
      {{"Right knee arthroscopy", "Physical therapy 12 sessions"}, "0"},
      {{"Right knee arthroscopy", "Physical therapy for the neck, 12 sessions"}, ""},
      // An injection with guidance is no companion of another, nor is an ultrasound study.
      {{"Right shoulder injection", "Left knee injection with ultrasound guidance"}, ""},
      {{"Right shoulder injection", "Ultrasound of the left knee"}, ""},
      {{"TENS electrodes", "TENS lead wires"}, ""},
      {{"Fluoroscopic guidance"}, ""},
  };
  for (const auto& [items, parent] : rows) {
    Case c;
    for (const std::string& item : items) c.items.push_back({.request = item});
    const auto sheets = TheReader().Read(c);
    EXPECT_EQ(Value(sheets.back(), "depends_on"), parent) << items.back();
  }
}

TEST(RequestReader, AmongSeveralSurgeriesTheOneOfTheSamePart) {
  const auto sheets =
      Read({"Right carpal tunnel release", "Left shoulder arthroscopy",
            "Associated surgical service: wrist splint", "Shoulder sling", "Assistant surgeon"});
  EXPECT_EQ(Value(sheets[2], "depends_on"), "0");
  EXPECT_EQ(Value(sheets[3], "depends_on"), "1");
  EXPECT_EQ(Value(sheets[4], "depends_on"), "1");
}

TEST(RequestReader, ContextChangesTheCode) {
  EXPECT_EQ(Value(ReadOne("Ultrasound 1 times 8"), "treatment"), "therapy.modality");
  EXPECT_EQ(Value(ReadOne("Ultrasound of the shoulder"), "treatment"), "imaging.ultrasound");
  EXPECT_EQ(Value(Read({"Initial exam", "Spinal manipulation 1 times 8"})[0], "treatment"),
            "evaluation.chiropractic_examination");
  EXPECT_EQ(Value(ReadOne("Initial exam"), "treatment"), "evaluation.other");
}

TEST(RequestReader, RetrospectiveIsAlwaysStated) {
  EXPECT_EQ(Value(ReadOne("Retrospective request for urine drug screen"), "retrospective"), "yes");
  EXPECT_EQ(Value(ReadOne("X-ray of the hand (DOS 3/4/2016)"), "retrospective"), "yes");
  EXPECT_EQ(Value(ReadOne("MRI of the knee, date of service 1/2/15"), "retrospective"), "yes");
  EXPECT_EQ(Value(ReadOne("X-ray of the hand"), "retrospective"), "no");
  EXPECT_EQ(Value(ReadOne("Something that nobody knows"), "retrospective"), "no");
}

TEST(RequestReader, UnderspecifiedRequests) {
  EXPECT_EQ(Value(ReadOne("Physical therapy for the knee"), "request_underspecified"), "yes");
  EXPECT_EQ(Value(ReadOne("Physical therapy 6 visits"), "request_underspecified"), "yes");
  EXPECT_EQ(Value(ReadOne("Physical therapy for the knee x6"), "request_underspecified"), "no");
  EXPECT_EQ(Value(ReadOne("Tramadol 50mg"), "request_underspecified"), "yes");
  EXPECT_EQ(Value(ReadOne("Tramadol 50mg #60"), "request_underspecified"), "no");
  EXPECT_EQ(Value(ReadOne("TENS unit"), "request_underspecified"), "yes");
  EXPECT_EQ(Value(ReadOne("TENS unit purchase"), "request_underspecified"), "no");
  EXPECT_EQ(Value(ReadOne("Hospital bed for an unspecified rental"), "request_underspecified"),
            "yes");
  EXPECT_EQ(Value(ReadOne("EKG"), "request_underspecified"), "");
}

TEST(RequestReader, EvidenceIsTheWordsThatSayIt) {
  const Case c = CaseOf({"Acupuncture 1xWk x 6Wks cervical spine and left upper extremity"});
  const FactSheet sheet = TheReader().Read(c)[0];
  EXPECT_EQ(Proof(c, 0, sheet, "treatment"), "request:Acupuncture");
  EXPECT_EQ(Proof(c, 0, sheet, "sessions_requested"), "request:1xWk x 6Wks");
  EXPECT_EQ(Proof(c, 0, sheet, "body_parts"), "request:cervical spine | request:upper extremity");
}

TEST(RequestReader, UnknownWordingsGiveNoTreatment) {
  for (const char* wording : {"", " ", "Something that nobody knows", "?!", "\xEF\xBF\xBD"}) {
    const FactSheet sheet = ReadOne(wording);
    EXPECT_EQ(Value(sheet, "treatment"), "") << wording;
    EXPECT_EQ(Value(sheet, "body_parts"), "unspecified") << wording;
  }
}

TEST(RequestReader, HostileWordingsAreBounded) {
  std::string words;
  while (words.size() < 200000) words += "MRI of the knee 2x6 #60 Norco and for the ";
  const FactSheet sheet = ReadOne(words, words);
  EXPECT_EQ(Value(sheet, "treatment"), "imaging.mri");
}

TEST(RequestReader, MentionsInFreeText) {
  const std::string text =
      "He had physical therapy for the low back, takes Norco and uses a knee brace. RFA signed.";
  const auto found = TheReader().FindMentions(text, {0, static_cast<std::uint32_t>(text.size())});
  std::vector<std::string> treatments;
  for (const auto& mention : found.treatments) {
    treatments.push_back(TheVocabulary()->treatments()[mention.code] + " " +
                         std::string(mention.agent));
  }
  EXPECT_EQ(treatments, (std::vector<std::string>{"therapy.physical ",
                                                  "medication.opioid hydrocodone/acetaminophen",
                                                  "equipment.brace "}));
  std::vector<std::string> parts;
  for (const auto& mention : found.body_parts) {
    parts.push_back(TheVocabulary()->body_parts()[mention.code]);
  }
  EXPECT_EQ(parts, (std::vector<std::string>{"lumbar", "knee"}));
}

TEST(RequestReader, MentionsLieInTheSentenceAsked) {
  const std::string text = "MRI of the knee. CT of the hip. X-ray of the wrist.";
  const Span sentence{17, 31};
  const auto found = TheReader().FindMentions(text, sentence);
  ASSERT_EQ(found.treatments.size(), 1u);
  EXPECT_EQ(found.treatments[0].span, (Span{17, 19}));
  ASSERT_EQ(found.body_parts.size(), 1u);
  EXPECT_EQ(found.body_parts[0].span, (Span{27, 30}));
}

// A copy of the project's lexicons with one file replaced.
std::vector<Diagnostic> LoadWith(const std::string& file, const std::string& content) {
  TemporaryDirectory folder;
  for (const auto& entry : fs::directory_iterator(ProjectFile("rules/lexicon"))) {
    folder.Write(entry.path().filename().string(), ReadFile(entry.path()));
  }
  folder.Write(file, content);
  Diagnostics diagnostics;
  const auto reader = RequestReader::Load(folder.path(), TheVocabulary(), diagnostics);
  EXPECT_EQ(reader != nullptr, !diagnostics.has_errors());
  return diagnostics.all();
}

struct Mistake {
  const char* file;
  const char* content;
  const char* code;
  int line;
};

TEST(RequestReader, MistakesInLexiconsAreNamedWithTheirPlace) {
  const std::vector<Mistake> mistakes = {
      {"treatments.yaml", "treatments:\n  - code: therapy.acupunture\n    words: [needles]\n",
       "unknown-treatment", 2},
      {"treatments.yaml", "treatments:\n  - code: imaging.mri\n    patterns: ['mri(']\n",
       "bad-pattern", 3},
      {"treatments.yaml", "treatments:\n  - code: imaging.mri\n    patterns: ['(?:mri)?']\n",
       "empty-match", 3},
      {"treatments.yaml", "treatments:\n  - code: imaging.mri\n    patterns: ['{mri} scan']\n",
       "unknown-macro", 3},
      {"treatments.yaml",
       "treatments:\n  - code: imaging.mri\n    words: [scan]\n  - code: imaging.ct\n"
       "    words: [Scan]\n",
       "duplicate-name", 5},
      {"treatments.yaml", "treatments:\n  - code: imaging.mri\n    word: [scan]\n", "unknown-key",
       3},
      {"treatments.yaml", "kinds:\n  surgeries.*: {counted_in: nothing}\n", "unknown-treatment", 2},
      {"body_parts.yaml", "none_named: unspecified\nparts:\n  - part: nee\n    words: [knee]\n",
       "unknown-body-part", 3},
      {"quantities.yaml", "amounts:\n  - {pattern: '(?P<totals>\\d+)'}\n", "unknown-group", 2},
      {"quantities.yaml",
       "amounts:\n  - {pattern: '(?P<total>\\d+) visits', example: {text: 6 visits, total: 7}}\n",
       "example-fails", 2},
      {"dependencies.yaml", "parents: [surgical.*]\n", "unknown-treatment", 1},
      {"dependencies.yaml", "parents: [surgery.*\n", "yaml-syntax", 2},
  };
  for (const Mistake& one : mistakes) {
    const std::vector<Diagnostic> said = LoadWith(one.file, one.content);
    bool found = false;
    for (const Diagnostic& diagnostic : said) {
      found = found || (diagnostic.file == std::string("lexicon/") + one.file &&
                        diagnostic.code == one.code && diagnostic.line == one.line);
    }
    EXPECT_TRUE(found) << one.file << "\n"
                       << one.content << (said.empty() ? "" : FormatDiagnostic(said.front()));
  }
}

TEST(RequestReader, AMissingLexiconIsAnError) {
  TemporaryDirectory folder;
  Diagnostics diagnostics;
  EXPECT_EQ(RequestReader::Load(folder.path(), TheVocabulary(), diagnostics), nullptr);
  EXPECT_EQ(diagnostics.all().size(), 5u);
}

}  // namespace
}  // namespace imr::test
