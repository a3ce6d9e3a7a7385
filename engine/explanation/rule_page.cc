#include "engine/explanation/rule_page.h"

#include "engine/explanation/html.h"
#include "engine/explanation/rule_style.h"

namespace imr {

std::string RulePage(std::string_view title, std::string_view body) {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"";
  page += EscapeHtml(OnlyThisStyle(kRuleStyle));
  page +=
      "\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  page += EscapeHtml(title);
  page += "</title>\n<style>";
  page += kRuleStyle;
  page += "</style>\n</head>\n<body>\n";
  page += body;
  page += "</body>\n</html>\n";
  return page;
}

}  // namespace imr
