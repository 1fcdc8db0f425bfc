"""改动经过: every change of a case, who made it and when, from what to what, each with the way back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.context import Context
from app.ui.jobs import Changes
from app.ui.pages.case.detail import Hairline
from app.ui.pages.common import clerk_of, grouped, short_day, today_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.history import Revision
    from app.services.complaints.records import Saved
    from app.services.duplicates.cases import Merged

#: Changes shown at first; the older ones follow on request.
FIRST = 6
#: Values with more letters than this, before and after together, take a paragraph each.
LONG = 36


class HistoryPanel(QWidget):
    """Put it anywhere and call :meth:`show_case`; it reads, takes back and refreshes by itself.

    ``taken_back(words)`` after a change was taken back, for the page to say.
    """

    taken_back = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._case = ""
        self._all = False
        self._held: QWidget | None = None
        self._notice: Banner | None = None
        self.buttons: dict[str, Button] = {}
        self._column = Column(self, spacing=10)
        self.setAccessibleName("改动经过")
        context.jobs.changed.connect(self._data_changed)

    def show_case(self, id: str) -> None:
        """Show the changes of the case ``id``."""
        if id != self._case:
            self._case, self._all = id, False
            self._say(None)
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        if not self._case:
            return
        complaints, id = self._context.services.complaints, self._case
        self._context.jobs.read(
            lambda progress: complaints.revisions(id),
            lambda found: self._show(id, found),
            channel=f"history-{id}",
            owner=self,
        )

    def _data_changed(self, changes: Changes) -> None:
        if self.isVisible() and changes & {"complaint", "import"}:
            self.refresh()

    # -- showing --------------------------------------------------------------------------------------
    def _show(self, id: str, found: tuple[Revision, ...]) -> None:
        if id != self._case:
            return
        focused = next((key for key, button in self.buttons.items() if button.hasFocus()), "")
        if self._held is not None:
            self._column.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self._held = QWidget()
        self.buttons = {}
        column = Column(self._held, spacing=10)
        if not found:
            column.put(Words("登记以后没有改过。", colour="ink2"))
        shown = found if self._all else found[:FIRST]
        for place, revision in enumerate(shown):
            if place:
                column.put(Hairline())
            column.put(self._one(revision, found))
        if len(found) > len(shown):
            more = Button(f"再看更早的 {len(found) - len(shown)} 次", "quiet", icon="caret-down", on=self._show_all)
            column.put(more)
        self._column.put(self._held)
        if focused in self.buttons:
            self.buttons[focused].setFocus()

    def _show_all(self) -> None:
        self._all = True
        self.refresh()

    def _one(self, revision: Revision, found: tuple[Revision, ...]) -> QWidget:
        held = QWidget()
        column = Column(held, spacing=4)
        column.put(
            Words(self._when(revision.at) + (f" · {revision.by}" if revision.by else ""), "small", colour="ink2")
        )
        for line in self._lines(revision, found):
            column.put(Words(line, colour="ink2" if revision.taken_back else "ink"))
        if revision.taken_back:
            column.put(Words("这次改动已经撤销", "small", icon="arrow-u-up-left", colour="ink2", wrap=False))
        elif revision.standing or revision.merge is not None:
            word = "取消合并" if revision.merge else "再改回去" if revision.takes_back else "撤销这次改动"
            button = Button(word, "quiet", icon="arrow-u-up-left", on=lambda: self._take_back(revision))
            button.setAccessibleDescription("；".join(self._lines(revision, found)))
            self.buttons[revision.id] = button
            across = Row()
            across.put(button, None)
            column.put(across)
        return held

    def _lines(self, revision: Revision, found: tuple[Revision, ...]) -> list[str]:
        lines = []
        if revision.takes_back is not None:
            first = next((one for one in found if one.id == revision.takes_back), None)
            lines.append(f"撤销了{self._when(first.at)}的改动" if first else "撤销了一次改动")
        if revision.kind == "deleted":
            return [*lines, "放进回收站"]
        if revision.kind == "restored":
            return [*lines, "从回收站恢复"]
        if revision.kind == "merged":
            number = next((edit.after for edit in revision.edits if edit.field == "merged"), None) or ""
            lines.append(f"和另一件合成了一件，那一件是 {grouped(number)}")
        for edit in revision.edits:
            before, after = edit.before or "没写", edit.after or "没写"
            if len(before) + len(after) > LONG:
                lines += [f"{edit.label}原来是：{before}", f"改成了：{after}"]
            elif edit.field != "merged":
                lines.append(f"{edit.label}：{before} → {after}")
        return lines

    def _when(self, at: datetime) -> str:
        local = at.astimezone()
        return f"{short_day(local.date(), today_of(self._context))} {local:%H:%M}"

    # -- taking back ----------------------------------------------------------------------------------
    def _take_back(self, revision: Revision) -> None:
        services, id, by = self._context.services, self._case, clerk_of(self._context)

        def work(progress: Progress) -> Saved | Merged | None:
            if revision.merge is not None:
                return services.duplicates.take_back(revision.merge, by)
            return services.complaints.take_back(id, revision.id, by=by)

        self._context.jobs.write(
            work,
            self._done,
            changes={"complaint"},
            failed=self._failed,
            owner=self,
        )

    def _done(self, saved: Saved | Merged | None) -> None:
        issues = saved.issues if saved is not None else ()
        told = "".join(issue.message for issue in issues if issue.severity != "error")
        self._say(Banner("撤销了，改回了原来的", told, tone="done", stacked=True))
        self._context.tell("撤销了，改回了原来的")
        self.taken_back.emit("撤销了，改回了原来的")

    def _failed(self, error: AppError) -> None:
        why = "".join(issue.message for issue in error.issues if issue.severity == "error")
        self._say(Banner("没有撤销", why or error.message, tone="error", stacked=True))
        self._context.tell(why or error.message)

    def _say(self, banner: Banner | None) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = banner
        if banner is not None:
            self._column.insertWidget(0, banner)
