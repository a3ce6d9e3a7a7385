#!/usr/bin/env python3
"""Writes the sample PDFs, byte for byte the same on every run.

  data/samples/pdf/*.pdf        sample letters, as text set in Courier on Letter paper
  tests/cli/data/no-text.pdf    a page with nothing but a rectangle, like a scan

Run it after a change to the letters named in PRINTED.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRINTED = ["sample-1-acupuncture-cyclobenzaprine"]

PAGE_WIDTH, PAGE_HEIGHT = 612, 792  # Letter, in points
FONT_SIZE, LEADING, LEFT, TOP = 9, 12, 48, 744
LINES_PER_PAGE = 58


def pages_of(text: str) -> list[list[str]]:
    """Lines by page: a new page at every form feed and when a page is full."""
    pages = []
    for sheet in text.rstrip("\f\n").split("\f"):
        lines = sheet.split("\n")
        for start in range(0, len(lines), LINES_PER_PAGE):
            pages.append(lines[start : start + LINES_PER_PAGE])
    return pages


def text_stream(lines: list[str]) -> bytes:
    commands = [b"BT", b"/F1 %d Tf" % FONT_SIZE, b"%d TL" % LEADING, b"%d %d Td" % (LEFT, TOP)]
    for line in lines:
        shown = line.encode("cp1252")
        for special in (b"\\", b"(", b")"):
            shown = shown.replace(special, b"\\" + special)
        commands.append(b"(" + shown + b") '")
    commands.append(b"ET")
    return b"\n".join(commands)


def pdf(streams: list[bytes]) -> bytes:
    """A PDF 1.4 file with one page for each content stream: no dates, no identifiers."""
    count = len(streams)
    first_page = 4
    kids = b" ".join(b"%d 0 R" % (first_page + 2 * i) for i in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for i, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] " % (PAGE_WIDTH, PAGE_HEIGHT)
            + b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (first_page + 2 * i + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")

    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def main() -> None:
    folder = ROOT / "data/samples/pdf"
    folder.mkdir(parents=True, exist_ok=True)
    for name in PRINTED:
        text = (ROOT / f"data/samples/letters/{name}.txt").read_text(encoding="utf-8")
        (folder / f"{name}.pdf").write_bytes(pdf([text_stream(page) for page in pages_of(text)]))

    scan = ROOT / "tests/cli/data/no-text.pdf"
    scan.parent.mkdir(parents=True, exist_ok=True)
    scan.write_bytes(pdf([b"0.5 g\n72 72 468 648 re\nf"]))


if __name__ == "__main__":
    main()
