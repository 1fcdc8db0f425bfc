"""The words in the margins of a printed sheet, as a workbook writes them: «&L…&C第 &P 页 共 &N 页»."""

from __future__ import annotations

import re

_CODE = re.compile(
    r'&(?:(?P<place>[LCR])|"(?P<font>[^"]*)"|(?P<size>\d{1,3})|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|(?P<word>[PNAFDTZG])|(?P<other>.))'
)
_PLACES = {"L": "left", "C": "centre", "R": "right"}


def page_words(words: str, sheet: str, number: int, total: int, size: float) -> list[tuple[str, str, float]]:
    """(``left``, ``centre`` or ``right``; text; letter size in points) of a header or footer.

    ``&P`` is the page's ``number``, ``&N`` the ``total``, ``&A`` the ``sheet``; the file's name, folder, date and time
    are left out, since they say nothing about the figures. Line ends become spaces.
    """
    found: dict[str, list[str]] = {}
    sizes: dict[str, float] = {}
    place, at = "centre", 0
    meant = {"P": str(number), "N": str(total), "A": sheet}
    for code in _CODE.finditer(words):
        found.setdefault(place, []).append(words[at : code.start()])
        at = code.end()
        if code["place"]:
            place = _PLACES[code["place"]]
        elif code["size"]:
            sizes.setdefault(place, float(code["size"]))
        elif code["word"]:
            found.setdefault(place, []).append(meant.get(code["word"], ""))
        elif code["other"] == "&":
            found.setdefault(place, []).append("&")
    found.setdefault(place, []).append(words[at:])
    joined = {where: " ".join("".join(parts).split()) for where, parts in found.items()}
    return [(where, text, sizes.get(where, size)) for where in _PLACES.values() if (text := joined.get(where))]
