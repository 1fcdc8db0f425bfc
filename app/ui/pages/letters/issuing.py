"""The paper of a letter: how it will look, issuing it, and looking at what was issued."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.letters.face import PAPERS
from app.ui.context import Context
from app.ui.pages.common import clerk_of, today_of

if TYPE_CHECKING:
    from app.errors import AppError
    from app.progress import Progress
    from app.services.letters import Letter
    from app.services.papers import IssuedPaper, Paper

Issued = Callable[["IssuedPaper"], object]


def look_at_new(context: Context, letter: Letter, issued: Issued, owner: QObject) -> None:
    """Show the paper of ``letter`` as it will look; from there it is issued, after which ``issued(paper)``."""
    papers, today = context.services.papers, today_of(context)

    def work(progress: Progress) -> Paper:
        return papers.preview(letter.case, PAPERS[letter.kind], {}, today=today, letter=letter.id)

    context.jobs.read(work, lambda paper: _show(context, paper, letter, issued, owner), owner=owner)


def _show(context: Context, paper: Paper, letter: Letter, issued: Issued, owner: QObject) -> None:
    from app.ui.pages.preview_page import PreviewAction

    act = partial(_issue, context, letter, issued, owner)
    context.go(
        "preview",
        title=paper.title,
        fact=f"给{letter.to_whom}，发出时给编号",
        make=lambda progress: paper.pdf,
        name=f"{paper.title} {letter.sent_on.isoformat()}.pdf",
        actions=(PreviewAction("发出", act, icon="paper-plane-tilt", key="F10", primary=True),),
    )


def _issue(context: Context, letter: Letter, issued: Issued, owner: QObject) -> None:
    services, today, by = context.services, today_of(context), clerk_of(context)

    def work(progress: Progress) -> IssuedPaper:
        return services.papers.issue(letter.case, PAPERS[letter.kind], {}, today=today, by=by, letter=letter.id)

    def done(paper: IssuedPaper) -> None:
        context.back()
        issued(paper)

    def failed(error: AppError) -> None:
        context.back()
        context.show_error(error)

    context.jobs.write(work, done, changes={"letter", "complaint", "paper"}, failed=failed, owner=owner)


def look_at_issued(context: Context, paper: IssuedPaper) -> None:
    """An issued paper exactly as it was."""
    papers = context.services.papers
    context.go(
        "preview",
        title=paper.title,
        fact="，".join(filter(None, (paper.number, "已经作废" if paper.revoked_on else "发出时的原样"))),
        make=lambda progress: papers.pdf(paper.id),
        name=f"{paper.title} {paper.issued_on.isoformat()}.pdf",
        actions=(),
    )
