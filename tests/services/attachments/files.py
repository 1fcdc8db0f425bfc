"""Photos, scans and PDF made for tests, whole and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image, ImageDraw
from reportlab.pdfgen import canvas

A4 = (595.2756, 841.8898)


def photo(width: int = 800, height: int = 600, *, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """A picture, red on its left third and blue at the right, with a line; ``orientation`` as EXIF tells it."""
    image = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, width // 3, height), fill=(220, 20, 20))
    pen.rectangle((2 * width // 3, 0, width, height), fill=(20, 20, 220))
    pen.line((0, 0, width, height), fill="black", width=3)
    out = io.BytesIO()
    if orientation != 1:
        exif = Image.Exif()
        exif[0x0112] = orientation
        image.save(out, kind, exif=exif)
    else:
        image.save(out, kind)
    return out.getvalue()


def scan(pages: int = 3) -> bytes:
    """A TIFF of some pages."""
    sheets = [Image.new("L", (620, 877), 255 - 20 * n) for n in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:], compression="tiff_deflate")
    return out.getvalue()


def pdf(pages: int = 2, size: tuple[float, float] = A4, *, password: str = "") -> bytes:
    """A PDF whose pages say which they are."""
    out = io.BytesIO()
    pen = canvas.Canvas(out, pagesize=size, encrypt=password or None)
    for number in range(pages):
        pen.setFont("Helvetica", 24)
        pen.drawString(72, size[1] - 100, f"Page {number + 1}")
        pen.rect(36, 36, size[0] - 72, size[1] - 72)
        pen.showPage()
    pen.save()
    return out.getvalue()


def docx(*, macros: bool = False) -> bytes:
    """The smallest thing that is laid out as a Word document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<w/>")
        if macros:
            parts.writestr("word/vbaProject.bin", b"\xd0\xcf")
    return out.getvalue()


def picture_bomb(side: int = 60000) -> bytes:
    """A PNG of a few hundred bytes that claims ``side`` × ``side`` pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def huge_page() -> bytes:
    """A PDF whose one page is said to be five kilometres wide."""
    return pdf(1, (14_000_000.0, 14_000_000.0))


def many_pages(count: int = 60_000) -> bytes:
    """A PDF whose tree names one and the same page ``count`` times."""
    kids = b" ".join([b"3 0 R"] * count)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[" % count + kids + b"]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(out)


def slow_page(depth: int = 9, fan: int = 10) -> bytes:
    """A PDF of a few kilobytes whose page draws a form that draws ten forms that draw ten forms …"""
    out = bytearray(b"%PDF-1.4\n")
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
        b"<</Length 4>>stream\n/F Do\nendstream",
    ]
    for level in range(depth):
        words = b"/F Do " * fan if level < depth - 1 else b"0 0 m 500 500 l 20 700 l f " * 50
        inner = b"<</XObject<</F %d 0 R>>>>" % (6 + level) if level < depth - 1 else b"<<>>"
        bodies.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources%s/Length %d>>stream\n%s\nendstream"
            % (inner, len(words), words)
        )
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)
