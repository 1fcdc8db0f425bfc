"""归档: choosing cases, filing them after a look, taking it back, files by year, what may be destroyed."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.ui.pages.archive.file_page import FilePage
from app.ui.pages.archive.filing_page import FilingPage
from app.ui.pages.archive.page import ArchivePage
from app.ui.pages.preview_page import PreviewPage
from tests.ui.desk import Desk
from tests.ui.keys import click, press, write

LATER = date(2048, 1, 2)


def closed(desk: Desk, count: int) -> list[str]:
    """Cases settled in January, long enough ago."""
    return [
        desk.case(
            complainant=f"李秀英{number}",
            trader="宏发手机店",
            nature="质量",
            received_on="2026-01-05",
            accepted_on="2026-01-06",
            result="达成协议",
            closed_on=f"2026-01-{10 + number}",
            recovered="50",
        )
        for number in range(count)
    ]


@pytest.fixture
def page(desk: Desk) -> ArchivePage:
    """Three cases that may be filed, one that may not."""
    closed(desk, 3)
    desk.case(complainant="周爱珍", trader="一家店", received_on="2026-04-01")
    return desk.go("archive", ArchivePage)


def filing(desk: Desk) -> FilingPage:
    found = desk.window.page("archive-filing")
    assert isinstance(found, FilingPage)
    return found


def put(form: FilePage, name: str, text: str) -> None:
    """Go into a field and type: what stood there is replaced."""
    form.form.fields[name].input.setFocus()
    write(form.form.fields[name].input, text)


def file_all(desk: Desk, page: ArchivePage) -> None:
    """F6, F10, F10."""
    press(page.table_of("ready"), Qt.Key.Key_F6)
    press(page.table_of("ready"), Qt.Key.Key_F10)
    desk.settle()
    press(filing(desk).file_button, Qt.Key.Key_F10)
    desk.settle()


def test_only_what_is_done_may_be_filed(desk: Desk, page: ArchivePage) -> None:
    assert page.groups.words("ready").startswith("可以归档")
    assert [page.models["ready"].row(at).complainant for at in range(3)] == ["李秀英0", "李秀英1", "李秀英2"]
    assert page.models["ready"].rowCount() == 3
    assert "办结满 30 天" in page.margin.accessibleName() or page.margin.title.text() == "李秀英0 投诉 宏发手机店"


def test_space_chooses_and_f10_shows_before_it_files(desk: Desk, page: ArchivePage) -> None:
    table = page.table_of("ready")
    table.setFocus()
    press(table, Qt.Key.Key_Space)
    press(table, Qt.Key.Key_Space)
    assert page.file_button.text() == "归档选中的 2 件"
    press(table, Qt.Key.Key_F10)
    desk.settle()
    look = filing(desk)
    assert look.head.fact.text() == "2 件"
    assert desk.services.archive.years() == ()  # nothing is filed by looking
    write(look.box.input, "7")
    press(look.file_button, Qt.Key.Key_F10)
    desk.settle()
    files = desk.services.archive.listed(2026).files
    assert [(file.number, file.box) for file in files] == [("2026-消调-0001", "7"), ("2026-消调-0002", "7")]
    assert page.isVisible() and page.group == "files"
    assert page._banner is not None and "2 件归档好了" in page._banner.title.text()


def test_filing_is_taken_back_with_one_button(desk: Desk, page: ArchivePage) -> None:
    file_all(desk, page)
    assert desk.services.archive.years() == ((2026, 3),)
    assert page._banner is not None
    undo = next(button for button in page._banner.findChildren(type(page.file_button)) if "撤回" in button.text())
    click(undo)
    desk.settle()
    assert desk.services.archive.years() == ()
    assert desk.services.archive.ready(today=desk.today).total == 3


def test_a_file_is_changed_and_taken_out(desk: Desk, page: ArchivePage) -> None:
    file_all(desk, page)
    table = page.table_of("files")
    table.choose(1)
    press(table, Qt.Key.Key_F4)
    desk.settle()
    form = desk.window.page("archive-file")
    assert isinstance(form, FilePage)
    put(form, "box", "12")
    put(form, "retention", "永久")
    press(form.form.fields["retention"].input, Qt.Key.Key_F10)
    desk.settle()
    changed = desk.services.archive.show("2026-消调-0002")
    assert (changed.box, changed.retention, changed.destroy_after) == ("12", "permanent", None)
    page.table_of("files").choose(0)
    click(page.out_button)
    desk.settle()
    press(form.form.fields["reason"].input, Qt.Key.Key_F10)
    desk.settle()
    assert desk.services.archive.years() == ((2026, 3),)  # not without a reason
    put(form, "reason", "归错了")
    press(form.form.fields["reason"].input, Qt.Key.Key_F10)
    desk.settle()
    assert desk.services.archive.years() == ((2026, 2),)


def test_what_is_due_is_marked_as_destroyed_and_that_is_taken_back(desk: Desk, page: ArchivePage) -> None:
    file_all(desk, page)
    assert desk.window._context is not None
    desk.window._context.shared["today"] = LATER
    page = desk.go("archive", ArchivePage, group="due")
    assert page.models["due"].rowCount() == 3
    press(page.table_of("due"), Qt.Key.Key_F10)
    desk.settle()
    form = desk.window.page("archive-file")
    assert isinstance(form, FilePage)
    press(form.form.fields["reason"].input, Qt.Key.Key_F10)
    desk.settle()
    assert page.group == "gone" and page.models["gone"].rowCount() == 1
    press(page.table_of("gone"), Qt.Key.Key_F10)
    desk.settle()
    assert page.models["gone"].rowCount() == 0 and page.models["due"].rowCount() == 3


@pytest.mark.parametrize(("key", "title"), [("F8", "2026 年案卷目录"), ("F9", "2026 年封套标签"), ("F7", "整卷材料")])
def test_paper_is_looked_at_first(desk: Desk, page: ArchivePage, key: str, title: str) -> None:
    file_all(desk, page)
    press(page.table_of("files"), getattr(Qt.Key, f"Key_{key}"))
    desk.settle()
    shown = desk.window.page("preview")
    assert isinstance(shown, PreviewPage)
    assert shown.head.title.text().startswith(title) and shown.view.pages >= 1


def test_files_are_found_by_words(desk: Desk, page: ArchivePage) -> None:
    file_all(desk, page)
    write(page.search, "秀英1")
    page.search.ask()
    desk.settle()
    assert [page.models["files"].row(at).complainant for at in range(page.models["files"].rowCount())] == ["李秀英1"]


def test_an_empty_archive_says_what_comes_there(desk: Desk) -> None:
    page = desk.go("archive", ArchivePage)
    assert page.empty.title.text() == "现在没有可以归档的"
