"""A paper of a case: what it asks for, how it will look, and issuing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.ask_page import AskPage
from app.ui.pages.case.detail import title_of
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.preview_page import PreviewAction
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.record import Record
    from app.services.papers import IssuedPaper, Paper, PaperKind


class PaperPage(AskPage):
    """``arrive(case=id, kind=key)`` asks; then comes the preview, and from there the paper is issued.

    ``event`` is the step it goes with, ``rest`` are the kinds that follow it, ``told`` is said on top.
    """

    draft_kind = "paper"
    told_before = True
    key_card = (*AskPage.key_card[:-2], ("F10", "看样子，看好了再发出"), ("F9", "存成 Word"), ("Esc", "回去"))

    def __init__(self, context: Context) -> None:
        super().__init__(context, "paper", "一份文书")
        self._record: Record | None = None
        self._kind: PaperKind | None = None
        self._event = ""
        self._following: tuple[str, ...] = ()
        self.save_button.set_text("看样子")
        self.save_button.set_icon("eye")
        self.word_button = Button("存成 Word", icon="file-text", main=True, key="F9", short="Word", on=self._ask_where)
        self.bar.set_buttons([self.back_button], [self.word_button, self.save_button])
        self.told.setText("先打开一件投诉，再选要出的文书。")

    def arrive(self, **how: Any) -> None:
        wanted, key = str(how.get("case", "")), str(how.get("kind", ""))
        if not wanted or not key:
            return
        self._event, self._following = str(how.get("event", "")), tuple(how.get("rest", ()))
        told, warned = str(how.get("told", "")), str(how.get("warned", ""))
        services, today, by = self.context.services, today_of(self.context), clerk_of(self.context)

        def work(progress: Progress) -> tuple[Record, PaperKind]:
            return services.complaints.show(wanted), services.papers.asked(wanted, key, today=today, by=by)

        self.context.jobs.read(work, lambda found: self._show(*found, told, warned), channel="paper", owner=self)

    def _show(self, record: Record, kind: PaperKind, told: str, warned: str) -> None:
        self._record, self._kind = record, kind
        self.ask(
            kind.asks,
            title=kind.title,
            fact=title_of(record),
            told=kind.explains,
            draft=f"paper-{record.id}-{kind.key}",
            about={"case": record.id, "kind": kind.key, "event": self._event},
            words=f"{kind.title} {title_of(record)}",
        )
        if told:
            after = f"{warned}接着写《{kind.title}》。不出也行，按 Esc 回去。"
            self.aside.set_notice(Banner(told, after, tone="question" if warned else "done", stacked=True))
        if not kind.asks:
            self.save_button.setFocus()

    def save(self) -> None:
        if self._kind is not None and not self._kind.asks and not self.saving:
            self.store({}, ())
        else:
            super().save()

    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        """Show how it will look; nothing is kept yet but the draft."""
        record, kind, filled = self._record, self._kind, dict(texts)
        assert record is not None and kind is not None  # there are no fields before
        papers, today, by = self.context.services.papers, self.form.today, clerk_of(self.context)

        def work(progress: Progress) -> Paper:
            return papers.preview(record.id, kind.key, filled, today=today, by=by)

        self.context.jobs.read(
            work, lambda paper: self._look(paper, record, kind, filled), failed=self.not_stored, owner=self
        )

    def _look(self, paper: Paper, record: Record, kind: PaperKind, filled: Mapping[str, str]) -> None:
        self._settle()
        remarks = "".join(issue.message for issue in paper.issues if issue.severity != "error")
        self.context.go(
            "preview",
            title=paper.title,
            fact=remarks or (f"{paper.number} · 发出时给编号" if paper.number else "还没有发出"),
            make=lambda progress: paper.pdf,
            name=f"{paper.title} {record.number[-4:]}.pdf",
            actions=(
                PreviewAction("发出", partial(self._issue, record, kind, filled), "paper-plane-tilt", "F10", True),
            ),
        )

    # -- issuing --------------------------------------------------------------------------------------
    def _issue(self, record: Record, kind: PaperKind, filled: Mapping[str, str]) -> None:
        if self.saving:
            return
        self.saving = True
        papers, today, by, event = self.context.services.papers, self.form.today, clerk_of(self.context), self._event

        def work(progress: Progress) -> IssuedPaper:
            return papers.issue(record.id, kind.key, filled, today=today, by=by, event=event)

        def failed(error: AppError) -> None:
            self.saving = False
            self.context.back()
            self.not_stored(error)

        self.context.jobs.write(
            work, lambda paper: self._issued(paper, record), changes={"complaint", "paper"}, failed=failed, owner=self
        )

    def _issued(self, paper: IssuedPaper, record: Record) -> None:
        self.stored()
        told = f"《{paper.title}》发出了{f'，编号 {paper.number}' if paper.number else ''}。"
        self.context.tell(told)
        self.context.back()  # from the preview to this page, so that no way leads back to it
        if self._following:
            self.context.go(
                "paper", case=record.id, kind=self._following[0], rest=self._following[1:], event=self._event, told=told
            )
            return
        # A paper that went with a step belongs to it: what comes next is the next step.
        section = "" if self._event else "papers"
        self.context.go("case", instead=True, case=record.id, told=told, then=True, section=section)
        show_issued(self.context, paper, told)

    # -- Word -----------------------------------------------------------------------------------------
    def _ask_where(self) -> None:
        record, kind = self._record, self._kind
        if record is None or kind is None:
            return
        path = ask_where(self, f"{kind.title} {record.number[-4:]}.docx")
        if path is None:
            return
        papers, texts, today = self.context.services.papers, self.form.texts(), self.form.today
        self.context.jobs.read(
            lambda progress: papers.docx(record.id, kind.key, texts, path, today=today),
            lambda _: self.aside.set_notice(said_where(path)),
            long=True,
            failed=self.not_stored,
            owner=self,
        )


def show_issued(context: Context, paper: IssuedPaper, fact: str = "") -> None:
    """An issued paper exactly as it was, to be looked at and printed."""
    papers = context.services.papers
    context.go(
        "preview",
        title=paper.title,
        fact=fact or " · ".join(filter(None, (paper.number, "已经作废" if paper.revoked_on else "发出时的原样"))),
        make=lambda progress: papers.pdf(paper.id),
        name=f"{paper.title} {paper.issued_on.isoformat()}.pdf",
        actions=(),
    )


def ask_where(page: Page, name: str) -> Path | None:
    """Where to store a Word file; None when the person changed their mind."""
    context = page.context
    folder = Path(context.settings.window.export_folder or Path.home())
    chosen, _ = QFileDialog.getSaveFileName(page.window(), "存到哪里", str(folder / name), "Word 文档 (*.docx)")
    if not chosen:
        return None
    path = Path(chosen)
    context.settings.change(export_folder=str(path.parent))
    return path if path.suffix.lower() == ".docx" else path.with_name(f"{path.name}.docx")


def said_where(path: Path) -> Banner:
    """The notice that a Word file was stored."""
    from app.ui.pages.register.paper import open_file

    open_it = Button("打开", icon="arrow-square-out", on=lambda: open_file(path))
    return Banner("存好了，可以用 Word 或 WPS 改", str(path), tone="done", actions=(open_it,), stacked=True)
