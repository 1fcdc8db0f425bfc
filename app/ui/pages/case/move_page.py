"""The form of a move: just what it needs, and the papers that go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages import late
from app.ui.pages.case.ask_page import AskPage
from app.ui.pages.case.detail import title_of
from app.ui.pages.common import clerk_of, today_of

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.casework import Move, Moved
    from app.services.complaints.record import Record
    from app.services.papers import PaperKind
    from app.services.returns.late_reports import LateWay


class MovePage(AskPage):
    """``arrive(case=id, move=key)``; after saving the papers that were ticked, else the case."""

    draft_kind = "move"
    told_before = True

    def __init__(self, context: Context) -> None:
        super().__init__(context, "move", "办一步")
        self._record: Record | None = None
        self._move: Move | None = None
        #: The papers that were ticked last time, by move: whoever does not want one need not say so again.
        self._ticked: dict[str, Sequence[str]] = {}
        self.told.setText("先打开一件投诉，再选要办的一步。")

    def arrive(self, **how: Any) -> None:
        wanted, key = str(how.get("case", "")), str(how.get("move", ""))
        if not wanted or not key:
            return
        services, today = self.context.services, today_of(self.context)

        def work(progress: Progress) -> tuple[Record, Move | None, tuple[PaperKind, ...]]:
            moves = services.casework.moves(wanted, today=today)
            found = next((move for move in moves if move.key == key), None)
            return services.complaints.show(wanted), found, services.papers.kinds()

        self.context.jobs.read(work, lambda found: self._show(key, *found), channel="move", owner=self)

    def _show(self, key: str, record: Record, move: Move | None, kinds: Sequence[PaperKind]) -> None:
        if move is None:  # done meanwhile
            drafts = self.context.services.drafts
            self.context.jobs.draft(lambda progress: drafts.drop(f"move-{record.id}-{key}"), owner=self)
            self.context.go("case", instead=True, case=record.id, told="这一步已经办过了。")
            return
        self._record, self._move = record, move
        titles = {kind.key: kind.title for kind in kinds}
        papers = [(paper, f"同时出《{titles[paper]}》") for paper in move.papers if paper in titles]
        self.ask(
            move.asks,
            title=move.verb,
            fact=title_of(record),
            told=move.explains,
            options=papers,
            chosen=self._ticked.get(move.key, [paper for paper, _ in papers[:1]]),
            draft=f"move-{record.id}-{move.key}",
            about={"case": record.id, "move": move.key},
            words=f"{move.verb} {title_of(record)}",
        )

    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        assert self._record is not None and self._move is not None  # there are no fields before
        services, record, move = self.context.services, self._record, self._move
        today, by = self.form.today, clerk_of(self.context)

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> Moved:
                return services.casework.move(
                    record.id, move.key, texts, today=today, by=by, version=record.version, late=way
                )

            def failed(error: AppError) -> None:
                late.settle(self, self.context, error, store, self.not_stored, self._settle)

            self.context.jobs.write(
                work,
                lambda moved: self._moved(moved, move, chosen),
                changes={"complaint"},
                failed=failed,
                owner=self,
            )

        store("ask")

    def _moved(self, moved: Moved, move: Move, chosen: Sequence[str]) -> None:
        self.stored()
        self._ticked[move.key] = chosen
        if late.lead_on(self.context):
            return
        warned = "".join(issue.message for issue in moved.issues if issue.severity != "error")
        told, case = f"{move.verb}，记下了。", moved.record.id
        if not chosen:
            self.context.go("case", instead=True, case=case, told=told, warned=warned, then=True, event=moved.event)
            return
        first, *rest = chosen
        self.context.go(
            "paper", instead=True, case=case, kind=first, rest=rest, event=moved.event, told=told, warned=warned
        )
