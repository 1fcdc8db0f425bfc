"""The pages of the archive with files on the shelf, at the sizes and letter sizes people have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.ui.pages.archive.page import ArchivePage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.test_archive_pages import closed
from tests.ui.test_audit import ROOMS, nothing

LATER = date(2048, 1, 2)
#: What each look at the archive needs to be told.
LOOKS = ("ready", "files", "due", "gone", "filing", "change", "take_out", "destroy")


def show(desk: Desk, shown: str) -> None:
    """Six cases: four in the archive, one of them destroyed; two that may be filed and one that may not."""
    archive, today = desk.services.archive, desk.today
    cases = closed(desk, 5)
    cases.append(
        desk.case(
            complainant="李𬱖秀䶮", trader="宏发手机店", received_on="2026-01-05", accepted_on="2026-01-06",
            result="达成协议", closed_on="2026-01-20",
        )
    )  # fmt: skip
    fresh = desk.case(complainant="周爱珍", trader="一家店", received_on="2026-04-01")
    archive.file(cases[2:], today=today, box="2026-1")
    archive.destroy(["2026-消调-0001"], reason="保管期满，经鉴定小组审查同意销毁", today=LATER)
    assert desk.window._context is not None
    desk.window._context.shared["today"] = LATER if shown in ("due", "gone", "destroy") else today
    how: dict[str, Any] = {"group": shown}
    key = "archive"
    if shown == "filing":
        key, how = "archive-filing", {"ids": (*cases[:2], fresh)}
    elif shown in ("change", "take_out", "destroy"):
        key, how = "archive-file", {"act": shown, "files": (archive.show("2026-消调-0004").id,)}
    desk.window.go(key, **how)
    desk.settle()
    page = desk.window.page(key)
    if isinstance(page, ArchivePage) and shown in ("ready", "due"):
        page._mark_all()
    desk.qtbot.wait(60)


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
@pytest.mark.parametrize("shown", LOOKS)
def test_a_page_of_the_archive_stops_nobody(shown: str, room: tuple[int, int, float], desk: Desk) -> None:
    width, height, scale = room
    look().set_scale(scale)
    desk.window.resize(width, height)
    show(desk, shown)
    nothing(audit.everything(desk.window))


@pytest.mark.parametrize("shown", LOOKS)
def test_a_page_of_the_archive_in_high_contrast(shown: str, desk: Desk) -> None:
    look().set_theme("contrast")
    show(desk, shown)
    nothing(audit.too_faint(desk.window))


def test_nothing_filed_and_nothing_found(desk: Desk) -> None:
    desk.go("archive", ArchivePage, group="files")
    nothing(audit.everything(desk.window))
