"""One rule in the margin: in words, how serious it is, and where it did not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.pages.templates.rule_text import SEVERITIES, RuleLine
from app.ui.widgets.buttons import Button
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.errors import Issue

#: So many places are told one by one.
_MOST = 5


class RulePanel(QWidget):
    """``severity_said(key)`` when the person says how serious it is, ``cell_chosen(sheet, cell)`` to look."""

    severity_said = Signal(str)
    cell_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: RuleLine | None = None
        self.words = Words("", bold=True)
        self.says = Words("", colour="ink2")
        self._asked = Words("对不上的时候", "small", colour="ink2")
        self.severity = OptionRow("对不上的时候", SEVERITIES, stays=True)
        self.severity.changed.connect(lambda keys: self.severity_said.emit(keys[0]) if keys else None)
        self.result = Words("", colour="ink2")
        self._held = QWidget()
        self._places = Column(self._held, spacing=8)
        Column(self, spacing=10).put(self.words, self.says, self._asked, self.severity, self.result, self._held, None)

    def show_line(self, line: RuleLine | None, changeable: bool) -> None:
        """Explain ``line``; ``changeable``: its severity can be said anew."""
        self._line = line
        while self._places.count():
            widget = self._places.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._asked.setVisible(line is not None and changeable)
        self.severity.setVisible(line is not None and changeable)
        if line is None:
            self.words.setText("写下哪些数要对得上。例如：")
            self.says.setText(
                "受理件数 >= 办结件数\nB5 = B6 + B7\n表一！合计 = 表二！合计\n必填：受理、办结\n"
                "成对：培训场次、培训人次"
            )
            self.result.setText("")
            return
        self.words.setText(line.words)
        says = line.rule.says if line.rule.says != line.words else ""
        spread = len(line.rule.rows) or len(line.rule.columns)
        self.says.setText(
            "".join((says, f"（{line.rule.sheet}，{spread} 处）" if spread else f"（{line.rule.sheet}）"))
        )
        self.severity.choose([line.rule.severity])
        if line.tried is None:
            self.result.set_look(colour="ink2", icon="")
            self.result.setText("按 F9，用上一期的数试一试。")
        elif line.tried.holds is None:
            self.result.set_look(colour="ink2", icon="minus")
            self.result.setText("上一期没有数，试不出来。")
        elif not line.broken:
            self.result.set_look(colour="done", icon="check-circle")
            unknown = f"，另有 {line.tried.unknown} 处没有数" if line.tried.unknown else ""
            self.result.setText(f"上一期的数对得上{unknown}。")
        else:
            self.result.set_look(colour="error", icon="warning")
            self.result.setText(f"上一期有 {len(line.broken)} 处对不上：")
            for issue in line.broken[:_MOST]:
                self._put(issue)
            if len(line.broken) > _MOST:
                self._places.put(Words(f"另外还有 {len(line.broken) - _MOST} 处。", "small", colour="ink2"))

    def _put(self, issue: Issue) -> None:
        sheet, cell = issue.sheet or "", issue.cell or ""
        self._places.put(Words(issue.message, "small"))
        if cell:
            look = Button(f"看 {sheet} {cell}", icon="eye", on=lambda: self.cell_chosen.emit(sheet, cell))
            self._places.put(Flow(look, spacing=8))
