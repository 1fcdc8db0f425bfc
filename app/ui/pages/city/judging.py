"""One office's return: its remarks, its figures, accepting and sending back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.progress import Progress
from app.services.periods import Period
from app.ui.context import Context
from app.ui.pages.city import standings
from app.ui.pages.city.frame import CityFrame
from app.ui.pages.city.office_view import Pictured, original_of, picture
from app.ui.pages.city.standings import TEMPLATE, Line
from app.ui.pages.monthly.periods import person
from app.ui.pages.monthly.remarks import Remark, counted
from app.ui.pages.monthly.workbook import title_of
from app.ui.sheets.drawing import address, place_of

if TYPE_CHECKING:
    from app.services.merging.records import MergedExplanation


class Judging(CityFrame):
    """What one does with a return that came in."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.remarks.chosen.connect(self._go_to_remark)
        self.urging.opened.connect(lambda line: self._open_office(line, self.period))
        self.sheet.current_changed.connect(self._cell_changed)
        self.sheet.opened.connect(lambda *_: self._into_parts())
        self.parts.corrected.connect(self._corrected)
        self.parts.opened.connect(self._open_part)
        self.next_remark.chosen.connect(self._next_remark)
        self.accept.chosen.connect(self._accept)
        self.send_back.chosen.connect(self._send_back)

    def _open_office(self, line: Line, month: Period) -> None:
        at = self.board.months.index(month) if self.board is not None and month in self.board.months else -1
        if (line.code, month) != (self._line.code if self._line is not None else "", self._month):
            self.reason.set_text("")
        self._corrections = {}
        self._line, self._month = line, month
        self._standing = line.standings[at] if at >= 0 else None
        if self._standing is None or self._standing.state == "missing":
            if self._standing is not None and self.breadth.width == "narrow":
                self.show_margin()
            elif self._standing is not None:
                self.tell(f"{line.name}还没有报{month.label}的报表", "收到文件以后，从“选文件来收”收进来。", "note")
            return
        self.clear_notice()
        self._show_view("office")
        self._show_decisions()
        self.show_margin()
        remarks = self._remarks()
        services = self.context.services

        def work(progress: Progress) -> Pictured:
            source = original_of(services, TEMPLATE, month, line.code)
            if source is None:
                return Pictured((), {}, {}, "原件不在了。")
            return picture(services, TEMPLATE, month, source, remarks)

        def done(found: Pictured) -> None:
            if self.view == "office" and self._line is line:
                self._show_picture(found)
                self._first_office_focus()

        self.sheet.show_workbook((), {})
        self.context.jobs.read(work, done, channel="city-picture", long=True, owner=self)
        self._first_office_focus()

    def _first_office_focus(self) -> None:
        if self.remarks.cards:
            self.remarks.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._pictured is not None and self._pictured.drawings:
            self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_picture(self, found: Pictured) -> None:
        self._pictured = found
        if not found.drawings:
            self.no_picture.say("这份报表不能照原样画出来", f"{found.why}收进来的数都在，要看的都列在旁边。")
            self.stack.setCurrentWidget(self.no_picture)
            return
        self.stack.setCurrentWidget(self.sheet)
        self.sheet.show_workbook(found.drawings, found.faces)

    def _remarks(self) -> list[Remark]:
        issues = self._standing.issues if self._standing is not None else ()
        return [
            Remark(
                str(issue.get("severity") or "note"),
                str(issue.get("message") or ""),
                str(issue.get("sheet") or ""),
                str(issue.get("cell") or ""),
            )
            for issue in issues
        ]

    def _show_decisions(self) -> None:
        """The margin of an office's return: remarks, reason, and what may be decided."""
        standing = self._standing
        if standing is None:
            return
        remarks = self._remarks()
        self.remarks.show_remarks(remarks)
        self.source.setText(f"原件 {standing.file} 已存好，怎么处理都不会改动它")
        word = standings.LOOKS.get(standing.state, (standing.state, "", "plain"))[0]
        self._say_decisions(word, remarks)
        asked = standing.errors + standing.warnings
        changed = len(self._corrections)
        words = f"改 {changed} 处，接受" if changed else "照此接受" if asked else "接受"
        self.accept.set_text(words, "改好接受" if changed else "接受")
        settled = {"accepted": "已经接受了", "sent_back": "已经退回了，等新的一版"}.get(standing.state, "")
        self.accept.set_off(settled if standing.state == "accepted" else "")
        self.send_back.set_off(settled if standing.state == "sent_back" else "")
        self.reason.setVisible(standing.state != "accepted" or bool(asked))
        if not self.reason.text():
            self.reason.say("退回要写，带错接受也要写" if asked else "退回要写理由")
        self.next_remark.set_off("" if remarks else "没有要看的")
        self.bar.refresh()

    def _say_decisions(self, word: str, remarks: list[Remark]) -> None:
        self.show_mode("deciding")
        self.margin.say(counted(remarks) or "都对得上", word)

    def _next_remark(self) -> None:
        cards = self.remarks.cards
        if not cards:
            return
        if self.deciding.isHidden():
            self._show_decisions()
        at = next((index for index, card in enumerate(cards) if card.hasFocus()), -1)
        cards = self.remarks.cards
        card = cards[(at + 1) % len(cards)]
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        if card.remark.cell:
            self.sheet.go_to(card.remark.sheet, place_of(card.remark.cell))

    def _go_to_remark(self, remark: Remark) -> None:
        if remark.cell and self._pictured is not None and self._pictured.drawings:
            self.hide_margin()
            self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.sheet.go_to(remark.sheet, place_of(remark.cell))

    def _accept(self) -> None:
        standing = self._standing
        reason = self.reason.text().strip()
        if standing is not None and (standing.errors or self._corrections) and not reason:
            why = "改了数，要写明理由" if self._corrections else "还有错误，要照此接受先写明理由"
            self._need_reason(why)
            return
        self._decide("accept", reason)

    def _send_back(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self._need_reason("写明要他们改什么")
            return
        self._decide("send_back", reason)

    def _need_reason(self, why: str) -> None:
        self._show_decisions()
        self.show_margin()
        self.reason.show()
        self.reason.say(why, "error")
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self, what: str, reason: str) -> None:
        line, month, services, by = self._line, self._month, self.context.services, person(self.context)
        corrections = dict(self._corrections)
        if line is None:
            return

        def work(progress: Progress) -> Any:
            if what == "accept":
                return services.submissions.accept(
                    line.code, TEMPLATE, month, by=by, corrections=corrections, reason=reason
                )
            return services.submissions.send_back(line.code, TEMPLATE, month, reason=reason, by=by)

        def done(decided: Any) -> None:
            self.reason.set_text("")
            self.reason.clear_hint()
            self._to_board()
            word = "接受了" if what == "accept" else "退回了"
            self.tell(f"{word}{line.name}{month.label}的报表", "原件和收到时一样，没有动过。", "done")

        self.context.jobs.write(
            work,
            done,
            changes={"submission"},
            failed=lambda error: self.reason.say(error.message, "error"),
            owner=self,
        )

    # -- a figure ------------------------------------------------------------------------------------------
    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        """What stands behind the figure one stands on: the offices' parts, or what this office wrote."""
        found = self._pictured
        if found is None or self.view not in ("office", "merged"):
            return
        if self.view == "office" and not self.sheet.view.hasFocus():
            return
        spot = (sheet, address((row, column)))
        bound = found.cells.get(spot)
        if bound is None:
            if self.view == "merged":
                self.show_mode("plain")
                self.margin.say(spot[1], above=sheet)
                self.plain.setText(self.sheet.view.model_.text((row, column)).strip() or "这一格没有内容。")
            else:
                self._show_decisions()
            return
        services, period = self.context.services, self._month if self.view == "office" else self.period
        office = self._line.code if self.view == "office" and self._line is not None else None

        def work(progress: Progress) -> MergedExplanation:
            return services.merging.explain(TEMPLATE, period, spot, office=office)

        def done(explained: MergedExplanation) -> None:
            if found is self._pictured and self.view in ("office", "merged"):
                said = [remark.message for remark in self._remarks() if (remark.sheet, remark.cell) == spot]
                fixed = office is None or self._standing is None or self._standing.state == "accepted"
                self._key = explained.key
                self.parts.show_parts(
                    explained,
                    bound.unit,
                    several=office is None,
                    remark=" ".join(said) if office is not None else "",
                    correction=None if fixed or bound.role != "figure" else self._corrections.get(explained.key, ""),
                )
                self.show_mode("parts")
                self.margin.say(title_of(bound) or spot[1], above=f"{spot[0]} {spot[1]}")

        self.context.jobs.read(work, done, channel="city-explain", failed=lambda error: None, owner=self)

    def _corrected(self, text: str) -> None:
        """A figure typed to stand in the place of what came; it counts when the return is accepted."""
        from app.services.parsing.counts import parse_count

        if text:
            read = parse_count(text, signed=True)
            if not read.ok or read.value is None or read.value.value.number is None:
                self.parts.field.say("没看懂这个数，写成阿拉伯数字", "error")
                return
            self._corrections[self._key] = text
        else:
            self._corrections.pop(self._key, None)
        self.hide_margin()
        self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_decisions()
        self.reason.say("改了数，接受时要写明理由" if self._corrections else "退回要写理由")

    def _into_parts(self) -> None:
        self.show_margin()
        if self.parts.field.isVisible():
            self.parts.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.parts.table.isVisible():
            self.parts.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_part(self, part: Any) -> None:
        """Return on an office's part of a sum: its return, at that cell."""
        line = next((each for each in self.board.lines if each.code == part.office), None) if self.board else None
        if line is not None:
            self._open_office(line, self.period)
