#include "engine/explanation/highlight.h"

#include <algorithm>
#include <queue>

#include "engine/explanation/html.h"

namespace imr {
namespace {

// What is still to be opened of a highlight: all of it, or what a crossing has left over.
struct Piece {
  std::size_t start = 0;
  std::size_t end = 0;
  std::size_t highlight = 0;
  bool continues = false;
};

struct OpensLater {
  bool operator()(const Piece& a, const Piece& b) const {
    if (a.start != b.start) return a.start > b.start;
    if (a.end != b.end) return a.end < b.end;
    return a.highlight > b.highlight;
  }
};

// The start of the character that the byte at `at` belongs to.
std::size_t CharacterStart(std::string_view text, std::size_t at) {
  at = std::min(at, text.size());
  for (int back = 0; back < 3 && at > 0 && at < text.size() &&
                     (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
       ++back) {
    --at;
  }
  return at;
}

class Highlighter {
 public:
  Highlighter(std::string_view text, const std::vector<Highlight>& highlights)
      : text_(text), highlights_(highlights) {}

  std::string Take() {
    for (std::size_t i = 0; i < highlights_.size(); ++i) {
      const std::size_t start = CharacterStart(text_, highlights_[i].start);
      const std::size_t end = CharacterStart(text_, highlights_[i].end);
      if (start < end) pieces_.push({start, end, i, false});
    }
    while (!pieces_.empty()) {
      const Piece piece = pieces_.top();
      pieces_.pop();
      Add(piece);
    }
    CloseUntil(text_.size());
    WriteText(text_.size());
    return std::move(out_);
  }

 private:
  void Add(Piece piece) {
    CloseUntil(piece.start);
    WriteText(piece.start);
    if (open_.size() == kDeepestHighlight) {
      const std::string& id = highlights_[piece.highlight].id;
      if (!piece.continues && !id.empty()) out_ += "<span id=\"" + id + "\"></span>";
      return;
    }
    bool cut = false;
    if (!open_.empty() && piece.end > open_.back().end) {
      cut = true;
      pieces_.push({open_.back().end, piece.end, piece.highlight, true});
      piece.end = open_.back().end;
    }
    open_.push_back(piece);
    WriteStart(piece, cut);
  }

  void WriteStart(const Piece& piece, bool cut) {
    const Highlight& highlight = highlights_[piece.highlight];
    out_ += highlight.note.empty() ? "<span" : "<mark";
    if (!piece.continues && !highlight.id.empty()) out_ += " id=\"" + highlight.id + '"';
    out_ += " class=\"" + highlight.classes + (piece.continues ? " continued" : "") +
            (cut ? " cut" : "") + '"';
    if (!highlight.note.empty()) {
      if (!piece.continues) out_ += " tabindex=\"0\"";
      out_ += " data-note=\"" + EscapeHtml(Notes()) + '"';
    }
    out_ += '>';
  }

  // Of the innermost stretch and of those around it.
  std::string Notes() const {
    std::string notes;
    for (auto it = open_.rbegin(); it != open_.rend(); ++it) {
      const std::string& note = highlights_[it->highlight].note;
      if (!note.empty()) notes += (notes.empty() ? "" : "\n") + note;
    }
    return notes;
  }

  void CloseUntil(std::size_t position) {
    while (!open_.empty() && open_.back().end <= position) {
      WriteText(open_.back().end);
      out_ += highlights_[open_.back().highlight].note.empty() ? "</span>" : "</mark>";
      open_.pop_back();
    }
  }

  void WriteText(std::size_t end) {
    if (end <= written_) return;
    out_ += EscapeHtml(text_.substr(written_, end - written_));
    written_ = end;
  }

  std::string_view text_;
  const std::vector<Highlight>& highlights_;
  std::priority_queue<Piece, std::vector<Piece>, OpensLater> pieces_;
  std::vector<Piece> open_;  // from the outermost to the innermost
  std::size_t written_ = 0;
  std::string out_;
};

}  // namespace

std::string HighlightHtml(std::string_view text, const std::vector<Highlight>& highlights) {
  return Highlighter(text, highlights).Take();
}

}  // namespace imr
