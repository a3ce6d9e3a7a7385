#!/usr/bin/env python3
"""Writes the sample PDFs, byte for byte the same on every run with the same poppler and zlib.

  data/samples/pdf/*.pdf        sample letters, as text set in Courier on Letter paper
  data/scans/*.pdf      sample requests, as black and white pictures of such pages
  tests/cli/data/no-text.pdf    a page with nothing but a rectangle, like a scan
  tests/cli/data/stamped.pdf    a page that is a picture, with a line of text over it

Run it after a change to the samples named in PRINTED and SCANNED. Needs pdftoppm (poppler-utils).
"""

import subprocess
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRINTED = ["sample-1-acupuncture-cyclobenzaprine"]
SCANNED = ["rfa-emg-occupational-therapy"]
STAMP = "Received 02/09/2016 Example Claims, page 1"

PAGE_WIDTH, PAGE_HEIGHT = 612, 792  # Letter, in points
FONT_SIZE, LEADING, LEFT, TOP = 9, 12, 48, 744
LINES_PER_PAGE = 58
DOTS_PER_INCH = 200  # of a fax


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


def assemble(objects: list[bytes]) -> bytes:
    """A PDF 1.4 file of objects 1, 2, ..., of which the first is the catalog: no dates, no identifiers."""
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


def stream_object(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s/Length %d >>\nstream\n" % (entries, len(content)) + content + b"\nendstream"


def pdf(streams: list[bytes], pictures: list[bytes] | None = None) -> bytes:
    """A PDF with one page for each content stream, and with a picture object for each page if given."""
    count, per_page = len(streams), 3 if pictures else 2
    first_page = 4
    kids = b" ".join(b"%d 0 R" % (first_page + per_page * i) for i in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % count,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for i, stream in enumerate(streams):
        page = first_page + per_page * i
        shown = b"/XObject << /Scan %d 0 R >> " % (page + 2) if pictures else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] " % (PAGE_WIDTH, PAGE_HEIGHT)
            + b"/Resources << %s/Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (shown, page + 1)
        )
        objects.append(stream_object(stream))
        if pictures:
            objects.append(pictures[i])
    return assemble(objects)


def picture(page: bytes, number: int) -> bytes:
    """A page of a PDF as an image object of black and white dots."""
    command = ["pdftoppm", "-mono", "-r", str(DOTS_PER_INCH), "-f", str(number), "-l", str(number), "-"]
    bitmap = subprocess.run(command, input=page, check=True, capture_output=True).stdout
    _, size, dots = bitmap.split(b"\n", 2)  # P4, the size, a bit a dot of which 1 is black
    width, height = (int(n) for n in size.split())
    return stream_object(
        zlib.compress(dots, 9),
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray " % (width, height)
        + b"/BitsPerComponent 1 /Decode [1 0] /Filter /FlateDecode ",
    )


def scanned(streams: list[bytes], stamp: str = "") -> bytes:
    """The pages of content streams as pictures, with a stamp as text over each if there is one."""
    printed = pdf(streams)
    over = text_stream([stamp]).replace(b"%d Td" % TOP, b"%d Td" % (PAGE_HEIGHT - 20)) if stamp else b""
    show = b"q %d 0 0 %d 0 0 cm /Scan Do Q\n" % (PAGE_WIDTH, PAGE_HEIGHT) + over
    pictures = [picture(printed, number) for number in range(1, len(streams) + 1)]
    return pdf([show] * len(streams), pictures)


def main() -> None:
    folder = ROOT / "data/samples/pdf"
    folder.mkdir(parents=True, exist_ok=True)
    for name in PRINTED:
        text = (ROOT / f"data/samples/letters/{name}.txt").read_text(encoding="utf-8")
        (folder / f"{name}.pdf").write_bytes(pdf([text_stream(page) for page in pages_of(text)]))

    folder = ROOT / "data/scans"
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCANNED:
        text = (ROOT / f"data/samples/requests/{name}.txt").read_text(encoding="utf-8")
        streams = [text_stream(page) for page in pages_of(text)]
        (folder / f"{name}.pdf").write_bytes(scanned(streams))

    folder = ROOT / "tests/cli/data"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "no-text.pdf").write_bytes(pdf([b"0.5 g\n72 72 468 648 re\nf"]))
    (folder / "stamped.pdf").write_bytes(scanned(streams[:1], STAMP))


if __name__ == "__main__":
    main()
