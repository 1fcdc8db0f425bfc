"""Catalogues, labels, lists and whole files on their way to paper: looked at first, then printed or stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.preview_page import PreviewAction
from app.ui.pages.traders.handing_out import save_workbook

if TYPE_CHECKING:
    from app.progress import Progress
    from app.ui.pages.base import Page

_SIZE = "打印时大小就是真的毫米，照角上的短线剪"


def look_at_catalogue(page: Page, year: int) -> None:
    """The catalogue of a year; from there it can be stored as a workbook."""
    context = page.context
    archive = context.services.archive

    def as_workbook() -> None:
        context.back()
        save_workbook(page, f"{year} 年案卷目录.xlsx", lambda progress: archive.catalogue(year, workbook=True))

    context.go(
        "preview",
        title=f"{year} 年案卷目录",
        make=lambda progress: archive.catalogue(year, progress=progress),
        name=f"{year} 年案卷目录.pdf",
        actions=(PreviewAction("存成 Excel", as_workbook, icon="table", key="F6"),),
    )


def look_at_labels(context: Context, year: int, kind: str = "envelope", box: str = "") -> None:
    """Labels for the envelopes of files or for the spines of boxes; one leads to the other."""
    archive = context.services.archive
    word, other, other_word = (
        ("封套标签", "spine", "换成盒脊标签") if kind == "envelope" else ("盒脊标签", "envelope", "换成封套标签")
    )
    context.go(
        "preview",
        title=f"{year} 年{word}",
        fact=_SIZE,
        make=lambda progress: archive.labels(year, kind, box=box, progress=progress),
        name=f"{year} 年{word}.pdf",
        actions=(
            PreviewAction(
                other_word, lambda: look_at_labels(context, year, other, box), icon="arrows-clockwise", key="F6"
            ),
        ),
        instead=kind == "spine",
    )


def look_at_due(page: Page) -> None:
    """The list of what may be destroyed, to be signed."""
    context = page.context
    archive, today = context.services.archive, today_of(context)

    def as_workbook() -> None:
        context.back()
        save_workbook(page, "档案鉴定销毁清单.xlsx", lambda progress: archive.due_list(today=today, workbook=True))

    context.go(
        "preview",
        title="档案鉴定销毁清单",
        make=lambda progress: archive.due_list(today=today, progress=progress),
        name="档案鉴定销毁清单.pdf",
        actions=(PreviewAction("存成 Excel", as_workbook, icon="table", key="F6"),),
    )


def look_at_whole(context: Context, case: str, number: str, *, redacted: bool = False, instead: bool = False) -> None:
    """Everything of a case as one PDF; from there the other of whole and redacted."""
    files, today = context.services.casefiles, today_of(context)

    def make(progress: Progress) -> bytes:
        return files.make(case, redacted=redacted, today=today, progress=progress).pdf

    word = "遮蔽版" if redacted else "整卷材料"
    context.go(
        "preview",
        title=f"{word}　{number}",
        fact="姓名、电话、住址都换掉了，不含附件" if redacted else "",
        make=make,
        name=f"{word} {number}.pdf",
        actions=(
            PreviewAction(
                "看整卷" if redacted else "看遮蔽版",
                lambda: look_at_whole(context, case, number, redacted=not redacted, instead=True),
                icon="arrows-clockwise",
                key="F6",
            ),
        ),
        instead=instead,
    )
