"""The one file for the stick: written, read, refused with the right sentence, taken over with what changed."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import Services
from app.errors import AppError
from app.services import templates
from app.services.database import Database
from app.services.indicators import own
from app.services.periods import parse_period
from app.services.templates import handout
from tests.services.city_fixtures import fill_register
from tests.services.excel.workbooks import MAPPING, change_text, template

DAY = date(2026, 4, 2)


def published(services: Services, path: Path, mapping: str = MAPPING, workbook: bytes | None = None) -> Path:
    """A template of the city's, put in use there and handed out."""
    with services.database.write() as session:
        templates.put(session, mapping.replace('id = "monthly"', 'id = "city"'), workbook or template(), source="bound")
    return services.templates.publish("city", path, today=DAY).path


@pytest.fixture
def sender(city: Database) -> Services:
    return Services(city)


@pytest.fixture
def office(county: Database) -> Services:
    return Services(county)


def version(number: str, mapping: str = MAPPING) -> str:
    return mapping.replace('version = "2026.1"', f'version = "{number}"')


def test_a_template_travels_whole(sender: Services, office: Services, tmp_path: Path) -> None:
    path = published(sender, tmp_path)
    assert path.name == "消费者投诉统计月报表2026.1.xbmb"
    offer = office.templates.look(path)
    assert (offer.standing, offer.in_use, offer.issued_on) == ("new", None, DAY)
    assert "还没有这份表样" in offer.sentence
    info = office.templates.install(path, by="李")
    assert (info.id, info.version, info.source, info.suffix) == ("city", "2026.1", "installed", "xlsx")
    mine, theirs = office.templates.read("city"), sender.templates.read("city")
    assert (mine.mapping, mine.workbook) == (theirs.mapping, theirs.workbook)


def test_the_same_file_again_changes_nothing(sender: Services, office: Services, tmp_path: Path) -> None:
    path = published(sender, tmp_path)
    first = office.templates.install(path)
    assert office.templates.look(path).standing == "same"
    assert office.templates.install(path) == first
    assert published(sender, tmp_path / "again.xbmb").read_bytes() == path.read_bytes()


def test_a_newer_version_says_what_changed_and_old_periods_keep_theirs(
    sender: Services, office: Services, tmp_path: Path
) -> None:
    office.templates.install(published(sender, tmp_path))
    workbook = change_text(template(), "xl/sharedStrings.xml", "监督站", "联络站")
    mapping = version("2026.10").replace("监督站", "联络站").replace(
        'workbook = "monthly.xlsx"', 'workbook = "monthly.xlsx"\nvalid_from = "2026-07"'
    )  # fmt: skip
    offer = office.templates.look(published(sender, tmp_path / "new.xbmb", mapping, workbook))
    assert offer.standing == "newer"
    assert offer.in_use is not None and offer.in_use.version == "2026.1"
    office.templates.install(tmp_path / "new.xbmb")
    assert office.templates.read("city").info.version == "2026.10"
    assert office.templates.read("city", period=parse_period("2026-03")).info.version == "2026.1"
    assert office.templates.read("city", period=parse_period("2026-08")).info.version == "2026.10"


def test_an_older_one_is_not_taken_by_accident(sender: Services, office: Services, tmp_path: Path) -> None:
    old = published(sender, tmp_path / "old.xbmb")
    office.templates.install(published(sender, tmp_path / "new.xbmb", version("2026.10")))
    assert office.templates.look(old).standing == "older"
    with pytest.raises(AppError, match=re.escape("比正在用的 2026.10 版旧")):
        office.templates.install(old)
    assert office.templates.install(old, older=True).version == "2026.1"
    assert office.templates.read("city").info.version == "2026.10"


def test_a_version_that_was_reported_with_is_never_replaced(office: Services, tmp_path: Path) -> None:
    fill_register(office, 1, 1)
    office.returns.fill("monthly", parse_period("2026-03"), tmp_path / "x.xlsx", today=DAY)
    path = office.templates.publish("monthly", tmp_path / "one.xbmb", today=DAY).path
    assert office.templates.look(path).standing == "same"
    found = handout.read(path)
    other = handout.Handout(found.issued_by, found.issued_on, found.mapping + "\n# 改\n", found.workbook)
    handout.write(tmp_path / "two.xbmb", other)
    assert office.templates.look(tmp_path / "two.xbmb").standing == "used"
    with pytest.raises(AppError) as refused:
        office.templates.install(tmp_path / "two.xbmb")
    assert refused.value.code == "template.version_used"
    assert office.templates.read("monthly").mapping == found.mapping


def test_other_content_under_an_unused_version_replaces_it(sender: Services, office: Services, tmp_path: Path) -> None:
    office.templates.install(published(sender, tmp_path / "one.xbmb"))
    found = handout.read(tmp_path / "one.xbmb")
    handout.write(
        tmp_path / "two.xbmb",
        handout.Handout(found.issued_by, found.issued_on, found.mapping + "\n# 改\n", found.workbook),
    )
    assert office.templates.look(tmp_path / "two.xbmb").standing == "changed"
    office.templates.install(tmp_path / "two.xbmb")
    assert office.templates.read("city").mapping.endswith("# 改\n")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_a_damaged_file_is_never_taken(place: int, flip: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.xbmb"
        whole = handout.write(path, handout.Handout("市消保委", DAY, MAPPING, template()))
        at = place % len(whole)
        # one byte is another, or the rest is missing
        path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :] if flip else whole[:at])
        try:
            read = handout.read(path)
        except AppError as error:
            assert error.code in ("template.file_damaged", "template.file_other", "template.file_newer")
        else:  # a bit of the zip's own bookkeeping that no content depends on
            assert (read.mapping, read.workbook) == (MAPPING, template())


def test_files_of_other_kinds_are_told_apart(sender: Services, office: Services, tmp_path: Path) -> None:
    codes = {}
    (tmp_path / "text.xbmb").write_text("不是")
    (tmp_path / "book.xbmb").write_bytes(template())
    path = published(sender, tmp_path / "whole.xbmb")
    (tmp_path / "cut.xbmb").write_bytes(path.read_bytes()[:2000])
    (tmp_path / "newer.xbmb").write_bytes(_with_version(path.read_bytes(), 2))
    for name in ("text", "book", "cut", "newer", "missing"):
        with pytest.raises(AppError) as refused:
            office.templates.look(tmp_path / f"{name}.xbmb")
        codes[name] = refused.value.code
    assert codes == {
        "text": "template.file_other", "book": "template.file_other", "cut": "template.file_damaged",
        "newer": "template.file_newer", "missing": "file.not_found",
    }  # fmt: skip


def _with_version(data: bytes, number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "template.json":
                content = json.dumps({**json.loads(content), "version": number}).encode()
            new.writestr(name, content)
    return out.getvalue()


def test_a_mapping_that_does_not_fit_its_workbook_is_refused(office: Services, tmp_path: Path) -> None:
    mapping = MAPPING.replace('sheet = "主要指标表"', 'sheet = "没有这张表"')
    handout.write(tmp_path / "t.xbmb", handout.Handout("市消保委", DAY, mapping, template()))
    with pytest.raises(AppError) as refused:
        office.templates.install(tmp_path / "t.xbmb")
    assert refused.value.code == "template.file_wrong"
    assert refused.value.issues
    assert "monthly" in {info.id for info in office.templates.listed()}


OWN = {
    "key": "own_3311_elder", "name": "老人投诉", "synonyms": "[]", "section": "own", "unit": "件", "kind": "A",
    "over_time": "sum", "over_offices": "sum", "decimals": None, "rule": "受理的老人投诉。",
    "definition": json.dumps({"event": "accepted", "where": [{"field": "age", "op": "ge", "value": 60}]}),
}  # fmt: skip
DERIVED = {**OWN, "kind": "D", "unit": "%"}


def carrying(path: Path, *indicators: dict[str, Any], number: str = "2026.1") -> Path:
    """A city's template with indicators of its own."""
    mapping = version(number, MAPPING.replace('id = "monthly"', 'id = "city"'))
    handout.write(path, handout.Handout("市消保委", DAY, mapping, template(), indicators=indicators))
    return path


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "own_3311_elder"},
        {**OWN, "pk": 1},
        {**OWN, "name": None},
        {**OWN, "name": "名" * 81},
        {**OWN, "kind": "Z"},
        {**OWN, "key": "accepted"},
        {**OWN, "synonyms": "5"},
        {**OWN, "definition": "not json"},
        {**OWN, "definition": "{}"},
        {**OWN, "definition": json.dumps({"event": "eaten"})},
        {**OWN, "definition": json.dumps({"event": "accepted", "where": [{"field": "no", "op": "eq", "value": 1}]})},
        {**DERIVED, "definition": json.dumps({"formula": "accepted +"})},
        {**DERIVED, "definition": json.dumps({"formula": "nothing / accepted"})},
        {**DERIVED, "definition": json.dumps({"formula": "own_3311_elder / accepted"})},
        {**DERIVED, "definition": json.dumps({"formula": "(" * 3000 + "accepted" + ")" * 3000})},
    ],
)
def test_a_wrong_indicator_in_a_file_is_refused_and_changes_nothing(
    office: Services, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    before = len(office.indicators.listed())
    with pytest.raises(AppError) as refused:
        office.templates.install(carrying(tmp_path / "a.xbmb", wrong))
    assert refused.value.code == "indicator.not_carried"
    assert len(office.indicators.listed()) == before
    assert "city" not in {info.id for info in office.templates.listed()}


def test_an_older_file_does_not_bring_an_older_meaning_back(office: Services, tmp_path: Path) -> None:
    newer = {**OWN, "rule": "受理的 65 岁以上老人投诉。"}
    office.templates.install(carrying(tmp_path / "b.xbmb", newer, number="2026.2"))
    office.templates.install(carrying(tmp_path / "a.xbmb", OWN, number="2026.1"), older=True)
    assert office.indicators.show(str(OWN["key"])).face.rule == newer["rule"]


def test_an_indicator_that_was_reported_keeps_its_unit_whatever_file_comes(office: Services, tmp_path: Path) -> None:
    typed = {**OWN, "kind": "B", "unit": "元", "definition": "{}"}
    office.templates.install(carrying(tmp_path / "a.xbmb", typed))
    office.figures.set(parse_period("2026-03"), {str(OWN["key"]): "120000"})
    other = {**typed, "unit": "万元"}
    with pytest.raises(AppError) as refused:
        office.templates.install(carrying(tmp_path / "b.xbmb", other, number="2026.2"))
    assert refused.value.code == "indicator.in_use"


@pytest.mark.parametrize("suffix", ["exe", "../../../x", "xls", ""])
def test_a_file_of_a_format_there_is_not_is_refused(office: Services, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "a.xbmb"
    handout.write(path, handout.Handout("市消保委", DAY, MAPPING, template(), suffix=suffix))
    with pytest.raises(AppError) as refused:
        office.templates.look(path)
    assert refused.value.code == "template.file_damaged"


def test_indicators_of_every_sort_travel(sender: Services, office: Services, tmp_path: Path) -> None:
    made = [
        sender.indicators.put(raw, by="李").face.key
        for raw in (
            {"name": "老年人投诉", "kind": "A", "where": ["年龄>=60"]},
            {"name": "老年人咨询", "kind": "A", "intake": ["enquiry"]},
            {"name": "老年人损失", "kind": "A", "event": "settled", "measure": "recovered"},
            {"name": "联合检查", "kind": "B", "unit": "次"},
            {"name": "老年人占比", "kind": "D", "formula": "老年人投诉 / 受理投诉 * 100"},
        )
    ]
    with sender.database.read() as session:
        carried = own.carried(session, made)
    office.templates.install(carrying(tmp_path / "a.xbmb", *carried))
    for key in made:
        mine, theirs = office.indicators.show(key).face, sender.indicators.show(key).face
        assert (mine.name, mine.unit, mine.rule) == (theirs.name, theirs.unit, theirs.rule)
