"""Whole files: everything in its place with the right page number; broken things told; redacted ones tell nobody."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from app.errors import AppError
from app.progress import Cancelled, Progress
from app.services.archive import Archive
from app.services.attachments import Attachments
from app.services.casefile import CaseFiles, Compiled
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.papers import Papers
from tests.services.casefile.conftest import ID, OTHER, PHONE, TRADER, WHO

SECRETS = (
    WHO,
    "秀䶮",
    OTHER,
    PHONE,
    ID,
    "张伟强",
    "望江小区",
    "wang_1990",
    "13900001111",
    "02261234",
    "赵六",
    "wangjiang",
)


def flat(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def pdf_of(pages: int, *, turned: int = 0) -> bytes:
    writer = PdfWriter()
    for number in range(pages):
        page = writer.add_blank_page(595, 842)
        note = FreeText(text=f"scan {number}", rect=(100, 700, 300, 740), font_size="14pt")
        writer.add_annotation(number, note)
        if turned:
            page.rotate(turned)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def attach(county: Database, case: str, folder: Path, files: dict[str, bytes]) -> None:
    paths = []
    for name, data in files.items():
        (folder / name).write_bytes(data)
        paths.append(folder / name)
    Attachments(county).add(case, paths, by="王桂芬")


def photo(width: int, height: int, orientation: int = 1) -> bytes:
    """The upper left quarter red."""
    image = Image.new("RGB", (width, height), "white")
    image.paste((200, 0, 0), (0, 0, width // 2, height // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def made(county: Database, case: str, today: date, **how: Any) -> Compiled:
    return CaseFiles(county).make(case, today=today, **how)


def test_every_part_stands_where_the_contents_say(county: Database, case: str, today: date, tmp_path: Path) -> None:
    files = {"合同.pdf": pdf_of(3), "照片.jpg": photo(400, 300), "录音.mp3": b"ID3" + bytes(5000)}
    attach(county, case, tmp_path, files)
    whole = made(county, case, today)
    pages = flat(whole.pdf)
    assert whole.pages == len(pages) and whole.issues == ()
    assert [part.title for part in whole.parts] == [
        "消费者投诉登记表", "投诉人名单", "受理告知书", "调解笔录", "往来函件", "办理经过",
        "附件：合同.pdf", "附件：照片.jpg", "没有装入本卷的附件",
    ]  # fmt: skip
    following = whole.parts[0].first
    for part in whole.parts:
        assert part.first == following
        following += part.pages
        if not part.title.startswith("附件："):
            assert part.title in pages[part.first - 1]
        span = str(part.first) if part.pages == 1 else f"{part.first}—{following - 1}"
        assert part.title in "".join(pages[1:3]) and span in "".join(pages[1:3])
    assert following == whole.pages  # and the last page
    assert "卷内备考表" in pages[-1] and f"本卷共{whole.pages}页，材料齐全。" in pages[-1]
    for number, text in enumerate(pages, 1):
        assert f"第{number}页共{whole.pages}页" in text
    assert "录音.mp3" in pages[whole.parts[-1].first - 1]


def test_bookmarks_lead_to_the_parts(county: Database, case: str, today: date) -> None:
    whole = made(county, case, today)
    reader = PdfReader(io.BytesIO(whole.pdf), strict=True)
    marks = {str(mark.title): (reader.get_destination_page_number(mark) or 0) + 1 for mark in reader.outline}  # type: ignore[union-attr, arg-type]
    assert marks["封面"] == 1 and marks["卷内目录"] == 2
    assert {part.title: part.first for part in whole.parts}.items() <= marks.items()


def test_rare_characters_can_be_copied_and_long_names_are_whole(county: Database, case: str, today: date) -> None:
    pages = flat(made(county, case, today).pdf)
    assert WHO in pages[0] and TRADER in pages[0]
    assert "".join(pages).count("微信号是wang_1990") >= 8


def test_issued_papers_are_those_that_were_issued(county: Database, case: str, today: date) -> None:
    """What is in the file is what was kept, though the case has changed since."""
    Complaints(county).change(case, {"trader": "改了的名字"}, today=today)
    whole = made(county, case, today)
    part = next(part for part in whole.parts if part.title == "受理告知书")
    paper = Papers(county).issued(case)[0]
    kept = PdfReader(io.BytesIO(Papers(county).pdf(paper.id)))
    page = flat(whole.pdf)[part.first - 1]
    assert page.startswith("".join(kept.pages[0].extract_text().split())) and TRADER in page
    assert part.number == paper.number


def test_what_is_drawn_on_a_scan_stays_and_links_and_scripts_go(
    county: Database, case: str, today: date, tmp_path: Path
) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_of(1))))
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('x')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("secret.txt", b"secret")
    stream = io.BytesIO()
    writer.write(stream)
    attach(county, case, tmp_path, {"扫描.pdf": stream.getvalue()})
    whole = made(county, case, today)
    part = next(part for part in whole.parts if part.title == "附件：扫描.pdf")
    page = PdfReader(io.BytesIO(whole.pdf)).pages[part.first - 1]
    assert "/Annots" not in page
    assert b"app.alert" not in whole.pdf and b"secret" not in whole.pdf


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_pages_have_their_number_at_the_foot(
    county: Database, case: str, today: date, tmp_path: Path, turned: int
) -> None:
    """As it is looked at: dark letters low at the right, nothing there before."""
    import pypdfium2

    attach(county, case, tmp_path, {"横.pdf": pdf_of(1, turned=turned)})
    whole = made(county, case, today)
    part = next(part for part in whole.parts if part.title.startswith("附件"))
    image = pypdfium2.PdfDocument(whole.pdf)[part.first - 1].render(scale=1).to_pil().convert("L")
    corner = image.crop((image.width - 200, image.height - 30, image.width, image.height))
    other = image.crop((0, 0, 200, 30))
    assert corner.getextrema()[0] < 100 and other.getextrema()[0] > 200


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_photos_stand_upright(
    county: Database, case: str, today: date, tmp_path: Path, orientation: int, corner: tuple[int, int]
) -> None:
    import pypdfium2

    attach(county, case, tmp_path, {"照.jpg": photo(800, 800, orientation)})
    whole = made(county, case, today)
    part = next(part for part in whole.parts if part.title.startswith("附件"))
    image = pypdfium2.PdfDocument(whole.pdf)[part.first - 1].render(scale=1).to_pil().convert("RGB")
    box = (40, 66, image.width - 40, 66 + image.width - 80)
    x = box[0] + 20 if corner[0] == 0 else box[2] - 20
    y = box[1] + 20 if corner[1] == 0 else box[3] - 20
    red, green, _ = image.getpixel((x, y))
    assert red > 150 and green < 80


def test_what_cannot_be_read_is_a_page_that_says_so(county: Database, case: str, today: date, tmp_path: Path) -> None:
    attach(county, case, tmp_path, {"合同.pdf": pdf_of(1), "照片.jpg": photo(100, 100), "别的.jpg": photo(90, 90)})
    attachments = Attachments(county)
    broken, gone, _ = attachments.of(case)
    attachments.store.path(broken.sha256).write_bytes(b"%PDF-1.4 rubbish")
    attachments.store.path(gone.sha256).unlink()
    whole = made(county, case, today)
    assert [issue.code for issue in whole.issues] == ["casefile.not_put_in"] * 2
    pages = flat(whole.pdf)
    for name in ("合同.pdf", "照片.jpg"):
        part = next(part for part in whole.parts if part.title == f"附件：{name}")
        assert f"这里本来是：{name}" in pages[part.first - 1]
    assert "合同.pdf" in pages[-1] and "材料齐全" not in pages[-1]


def test_a_hostile_pdf_hurts_nobody() -> None:
    """Every single byte of a PDF may be wrong: pages or a right refusal, never anything else."""
    import random

    from app.services.reports.foreign_pdf import leaves

    good = pdf_of(2)
    pick = random.Random(3)
    for _ in range(150):
        data = bytearray(good)
        for _ in range(pick.randint(1, 12)):
            data[pick.randrange(len(data))] = pick.randrange(256)
        if pick.random() < 0.3:
            del data[pick.randrange(len(data)) :]
        try:
            pdf, pages = leaves(bytes(data))
        except AppError as error:
            assert error.code in ("raster.not_a_pdf", "raster.locked")
        else:
            assert len(PdfReader(io.BytesIO(pdf)).pages) == pages


def test_whom_the_remark_on_a_member_names_is_hidden_too(county: Database, case: str, today: date) -> None:
    rows = [{"name": "孙莉", "note": "联系人：刘翠花。"}]
    Casework(county).put_members(case, rows, today=today)
    text = "".join(flat(made(county, case, today, redacted=True).pdf))
    assert "孙莉" not in text and "刘翠花" not in text


def test_nobody_can_be_recognised_in_a_redacted_file(county: Database, case: str, today: date, tmp_path: Path) -> None:
    attach(county, case, tmp_path, {"李𬱖秀䶮的照片.jpg": photo(100, 100)})
    Archive(county).file([case], today=today)
    whole, hidden = made(county, case, today), made(county, case, today, redacted=True)
    text, plain = "".join(flat(hidden.pdf)), "".join(flat(whole.pdf))
    for secret in SECRETS[:-3]:
        assert secret in plain or secret in (PHONE,)
    for secret in SECRETS:
        assert secret not in text
    assert "投诉人甲" in text and "投诉人乙" in text and "联系人甲" in text and "相关人甲" in text
    assert TRADER in text and "青溪县人民路88号" in text
    assert hidden.issues == ()
    assert not any(part.title.startswith("附件") for part in hidden.parts) and "不含附件" in text
    names = {part.title for part in hidden.parts}
    assert {"受理告知书", "调解笔录", "往来函件", "办理经过"} <= names
    about = PdfReader(io.BytesIO(hidden.pdf)).metadata
    assert about is not None and about.author is None
    assert not any(secret in str(value) for secret in SECRETS for value in about.values())
    for secret in (WHO, PHONE):  # nor in what the pages do not show
        assert secret.encode("utf-16-be").hex().upper().encode() not in hidden.pdf and secret.encode() not in hidden.pdf


def test_the_trader_can_be_hidden_too(county: Database, case: str, today: date) -> None:
    text = "".join(flat(made(county, case, today, redacted=True, keep_trader=False).pdf))
    assert TRADER not in text and "人民路" not in text and "经营者甲" in text


def test_the_same_person_is_the_same_every_time(county: Database, case: str, today: date) -> None:
    first, second = (made(county, case, today, redacted=True).pdf for _ in range(2))
    assert flat(first) == flat(second)


def test_a_file_is_written_whole_or_not_at_all(county: Database, case: str, today: date, tmp_path: Path) -> None:
    out = tmp_path / "卷.pdf"
    out.write_bytes(b"before")
    with pytest.raises(Cancelled):
        CaseFiles(county).write(case, out, today=today, progress=Progress(cancelled=lambda: True))
    assert out.read_bytes() == b"before" and [path.name for path in tmp_path.glob("*.part")] == []
    done = CaseFiles(county).write(case, out, today=today)
    assert done.pages == len(PdfReader(out).pages) and done.pdf == b""
    with pytest.raises(AppError) as error:
        CaseFiles(county).write(case, tmp_path / "none" / "卷.pdf", today=today)
    assert error.value.code == "file.folder_missing"
    with pytest.raises(AppError) as error:
        CaseFiles(county).write("没有这件", out, today=today)
    assert error.value.code == "complaint.not_found"


def test_memory_does_not_grow_with_the_photos(county: Database, case: str, today: date, tmp_path: Path) -> None:
    """Joining holds one object at a time: far less than the file it writes."""
    import tracemalloc

    from app.services.reports import joining

    noise = Image.effect_noise((1400, 1400), 90).convert("RGB")
    pieces = []
    for number in range(30):
        path = tmp_path / f"{number}.pdf"
        noise.rotate(number * 12).save(path, "PDF")
        pieces.append(joining.Piece(path, 1, str(number)))
    out = tmp_path / "out.pdf"
    joining.join(io.BytesIO(), pieces[:1], title="x", foot=lambda number, total: "x")  # fonts are read once
    tracemalloc.start()
    with out.open("wb") as stream:
        joining.join(stream, pieces, title="x", foot=lambda number, total: f"{number}/{total}")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert out.stat().st_size > 8_000_000
    assert peak < out.stat().st_size / 2
