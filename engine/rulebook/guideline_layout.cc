#include "engine/rulebook/guideline_layout.h"

namespace imr {

const YamlLayout& LayoutOf(std::string_view file) {
  static const YamlLayout as_found{};
  static const YamlLayout guideline{
      .key_order =
          {{"",
            {"guideline", "title", "source", "section", "in_force", "confidence", "confidence_note",
             "treatments", "governs", "supplements", "limits", "criteria", "examples"}},
           {"criteria",
            {"id", "text", "when", "require", "strength", "weight", "undocumented", "cite", "ask"}},
           {"examples", {"name", "facts", "dates", "expect"}}},
      .spaced = {"criteria", "examples"}};
  return file.starts_with("guidelines/") ? guideline : as_found;
}

}  // namespace imr
