"""The confined child's side of a stranger's PDF: its pages alone, so that they can be put among our own.

What a page shows is kept, what is drawn on it by notes, stamps and filled-in forms included; scripts, links,
embedded files and everything else of the document are left behind.
"""

from __future__ import annotations

import io
from typing import Any

from app.errors import AppError

#: Pages of one file that are taken.
MOST_PAGES = 2000
_HIDDEN = 2 | 32  # hidden, not shown


def leaves(data: bytes) -> tuple[bytes, int]:
    """The pages as a PDF of their own, and how many.

    Raises ``raster.not_a_pdf``, ``raster.locked``; memory is the caller's limit.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise AppError("raster.locked")
        writer = PdfWriter()
        for number, page in enumerate(reader.pages):
            if number >= MOST_PAGES:
                break
            added = writer.add_page(page)
            _flatten(writer, added)
            for key in list(added):
                if key not in _KEPT:
                    del added[key]
        if not writer.pages:
            raise AppError("raster.not_a_pdf")
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue(), len(writer.pages)
    except (AppError, MemoryError):
        raise
    except PyPdfError as error:
        raise AppError("raster.not_a_pdf") from error
    except Exception as error:  # whatever a broken file trips over is a broken file
        raise AppError("raster.not_a_pdf") from error


_KEPT = frozenset(
    ("/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Group", "/UserUnit")
)


def _flatten(writer: Any, page: Any) -> None:
    """Draw what notes, stamps and fields show into the page itself."""
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

    drawn: list[str] = []
    forms = DictionaryObject()
    for at, entry in enumerate(page.get("/Annots") or ()):
        annotation = entry.get_object()
        shown = _appearance(annotation)
        if shown is None:
            continue
        placed = _placed(shown.get_object(), annotation)
        if placed is None:
            continue
        name = NameObject(f"/XbNote{at}")
        forms[name] = shown
        drawn.append(f"q {' '.join(f'{value:.5f}' for value in placed)} cm {name} Do Q")
    if not drawn:
        return
    inherited = page.get("/Resources")
    resources = DictionaryObject()
    held: Any
    if inherited is not None:
        held = inherited.get_object()
        resources.update({name: held.raw_get(name) for name in held})
    objects = DictionaryObject()
    if "/XObject" in resources:
        held = resources["/XObject"].get_object()
        objects.update({name: held.raw_get(name) for name in held})
    objects.update(forms)
    resources[NameObject("/XObject")] = objects
    page[NameObject("/Resources")] = resources
    before, after = DecodedStreamObject(), DecodedStreamObject()
    before.set_data(b"q\n")
    after.set_data(("\nQ\n" + "\n".join(drawn) + "\n").encode("ascii"))
    page[NameObject("/Contents")] = ArrayObject(
        [writer._add_object(before), *content_refs(page), writer._add_object(after)]
    )


def content_refs(page: Any) -> list[Any]:
    """The content streams of a page, as they are referred to."""
    from pypdf.generic import ArrayObject

    raw = page.raw_get("/Contents") if "/Contents" in page else None
    if raw is None:
        return []
    whole = raw.get_object()
    if isinstance(whole, ArrayObject):
        return list(whole)
    return [] if whole is None else [raw]


def _appearance(annotation: Any) -> Any:
    """What an annotation looks like (a reference to its stream); None when it shows nothing on paper."""
    if int(annotation.get("/F", 0)) & _HIDDEN or annotation.get("/Subtype") in ("/Link", "/Popup"):
        return None
    looks = annotation.get("/AP")
    if looks is None:
        return None
    looks = looks.get_object()
    if "/N" not in looks:
        return None
    normal = looks.raw_get("/N")
    inside = normal.get_object()
    if hasattr(inside, "get_data"):
        return normal if hasattr(normal, "idnum") else None
    state = annotation.get("/AS")
    if state is None or state not in inside:
        return None
    chosen = inside.raw_get(state)
    return chosen if hasattr(chosen, "idnum") and hasattr(chosen.get_object(), "get_data") else None


def _placed(form: Any, annotation: Any) -> tuple[float, ...] | None:
    """The matrix that puts a form into the rectangle of its annotation (ISO 32000, 12.5.5, algorithm 8.1)."""
    box = [float(side) for side in form.get("/BBox", (0, 0, 0, 0))]
    a, b, c, d, e, f = (float(value) for value in form.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in box[::2] for y in box[1::2]]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    width, height = max(x for x, _ in corners) - left, max(y for _, y in corners) - bottom
    sides = [float(side) for side in annotation["/Rect"]]
    x0, x1 = sorted(sides[::2])
    y0, y1 = sorted(sides[1::2])
    if width <= 0 or height <= 0:
        return None
    across, up = (x1 - x0) / width, (y1 - y0) / height
    return across, 0.0, 0.0, up, x0 - left * across, y0 - bottom * up
