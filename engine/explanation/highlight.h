// One text with stretches of it marked, as HTML. Stretches may overlap in any way: those inside
// others nest, those that cross the end of another are split there. Taking the tags away leaves
// exactly the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imr {

struct Highlight {
  // Bytes [start, end) of the text. Cut to the text and to whole characters; nothing is marked when
  // nothing is left.
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  std::string classes;  // of style; names of our own, written as they are
  std::string id;       // of the page, for links; names of our own; none when empty
  // Shown beside the words when they are pointed at or have the focus, before the notes of the
  // stretches around. Without a note the stretch takes no focus.
  std::string note;
};

// Stretches deeper than this inside others are not marked; links to them still find their place.
inline constexpr std::size_t kDeepestHighlight = 24;

// Stretches of equal extent nest in the order given. Size and time are linear in the text and in
// the number of highlights times kDeepestHighlight.
std::string HighlightHtml(std::string_view text, const std::vector<Highlight>& highlights);

}  // namespace imr
