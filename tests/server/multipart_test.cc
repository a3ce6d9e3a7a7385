#include "apps/server/multipart.h"

#include <gtest/gtest.h>

namespace imr {
namespace {

constexpr const char* kType = "multipart/form-data; boundary=XyZ";

std::vector<FormPart> Parts(const std::string& body, const std::string& type = kType) {
  const auto form = ReadForm(type, body);
  if (const auto* problem = std::get_if<std::string>(&form)) {
    ADD_FAILURE() << *problem;
    return {};
  }
  return std::get<std::vector<FormPart>>(form);
}

TEST(Form, HasFieldsAndFiles) {
  const std::string body =
      "--XyZ\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nmine\r\n"
      "--XyZ\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a/b\\\\c \\\"d\\\".txt\""
      "\r\nContent-Type: text/plain\r\n\r\nline one\r\n\r\n--XyX\r\nline two\r\n"
      "--XyZ--\r\n";
  const auto parts = Parts(body);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].name, "name");
  EXPECT_EQ(parts[0].filename, "");
  EXPECT_EQ(parts[0].bytes, "mine");
  EXPECT_EQ(parts[1].name, "files");
  EXPECT_EQ(parts[1].filename, "c \"d\".txt");
  EXPECT_EQ(parts[1].bytes, "line one\r\n\r\n--XyX\r\nline two");
}

TEST(Form, TakesAQuotedBoundaryAPreambleAndAnEmptyForm) {
  const auto parts =
      Parts("words before\r\n--a b\r\ncontent-disposition:form-data;name=x\r\n\r\n\r\n--a b--",
            "multipart/form-data; charset=utf-8; boundary=\"a b\"");
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].name, "x");
  EXPECT_EQ(parts[0].bytes, "");
  EXPECT_TRUE(Parts("--XyZ--").empty());
}

TEST(Form, RefusesWhatIsBroken) {
  const std::string head = "Content-Disposition: form-data; name=\"f\"\r\n\r\n";
  const std::vector<std::pair<std::string, std::string>> table = {
      {"multipart/form-data", "--XyZ--"},
      {"multipart/form-data; boundary=", "----"},
      {"multipart/form-data; boundary=" + std::string(71, 'a'), ""},
      {"multipart/form-data; boundary=\"unended", "--unended--"},
      {"multipart/form-data; boundary=\"a\x01\"", "--a--"},
      {kType, ""},
      {kType, "--XyZ"},
      {kType, "--XyZ\r\n"},
      {kType, "--XyZ\r\n" + head + "no end"},
      {kType, "--XyZ\r\n" + head + "no end\r\n--XyZ"},
      {kType, "--XyZ\r\nContent-Type: text/plain\r\n\r\nx\r\n--XyZ--"},
      {kType, "--XyZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XyZ--"},
      {kType, "--XyZ\r\n" + std::string(9000, 'h') + "\r\n\r\nx\r\n--XyZ--"},
      {kType, "--XyZ\r\n\r\n\r\n--XyZ--"},
  };
  for (const auto& [type, body] : table) {
    SCOPED_TRACE(type + " | " + body.substr(0, 60));
    EXPECT_TRUE(std::holds_alternative<std::string>(ReadForm(type, body)));
  }
}

TEST(Form, IsBoundedInItsParts) {
  std::string body;
  for (std::size_t i = 0; i <= kMostFormParts; ++i) {
    body += "--XyZ\r\nContent-Disposition: form-data; name=f\r\n\r\n\r\n";
  }
  EXPECT_TRUE(std::holds_alternative<std::string>(ReadForm(kType, body + "--XyZ--")));
}

}  // namespace
}  // namespace imr
