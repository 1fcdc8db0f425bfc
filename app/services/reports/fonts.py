"""The typeface of everything printed: the bundled Noto Sans SC, registered when the first page needs it."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from app.paths import resources

REGULAR = "NotoSansSC"
BOLD = "NotoSansSC-Bold"

#: The format allows at most so many entries in one block of a character map.
_BLOCK = 100
_lock = Lock()


def register() -> None:
    """Make :data:`REGULAR` and :data:`BOLD` known to reportlab. Reads 20 MB the first time, nothing later."""
    with _lock:  # two threads may print at once; the cache alone would let both in
        _register()


@cache
def _register() -> None:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    # reportlab writes characters beyond U+FFFF as five digits, which readers take for two characters.
    ttfonts.makeToUnicodeCMap = unicode_map
    folder = resources() / "fonts"
    for name, file in ((REGULAR, "NotoSansSC-Regular.ttf"), (BOLD, "NotoSansSC-Bold.ttf")):
        pdfmetrics.registerFont(ttfonts.TTFont(name, str(folder / file)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def width(text: str, bold: bool, size: float) -> float:
    """How wide ``text`` is, in points."""
    from reportlab.pdfbase import pdfmetrics

    return float(pdfmetrics.stringWidth(text, BOLD if bold else REGULAR, size))


def unicode_map(fontname: str, subset: Any) -> str:
    """The map from the codes of a font's ``subset`` (code points) to characters, which copying and searching go by.

    Characters beyond U+FFFF are surrogate pairs, as the format asks.
    """
    entries = [f"<{code:02X}> <{_utf16(character)}>" for code, character in enumerate(subset)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo",
        f"<< /Registry ({fontname})",
        f"/Ordering ({fontname})",
        "/Supplement 0",
        ">> def",
        f"/CMapName /{fontname} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        f"<00> <{len(subset) - 1:02X}>",
        "endcodespacerange",
    ]
    for at in range(0, len(entries), _BLOCK):
        block = entries[at : at + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


def _utf16(character: int) -> str:
    return chr(character).encode("utf-16-be", "surrogatepass").hex().upper()
