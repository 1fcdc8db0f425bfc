"""封存, before: what will be sealed with its key figures, a zero report said in words, what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.pages.monthly.sealing import SlipLine, headlines
from app.ui.widgets.cards import Card
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.pages.monthly.answers import Answers
    from app.ui.pages.monthly.workbook import Shown

BASES = (("reported", "当时报出的数"), ("revised", "后来改正的数"))


def filled_words(shown: Shown) -> str:
    """«312 格有数，5 格没填，2 格不适用»."""
    states: Mapping[str, int] = {
        state: sum(1 for item in shown.cells.values() if item.value.state == state)
        for state in ("value", "blank", "na")
    }
    parts = [f"{states['value']:,} 格有数"]
    if states["blank"]:
        parts.append(f"{states['blank']:,} 格没填")
    if states["na"]:
        parts.append(f"{states['na']:,} 格不适用")
    return "，".join(parts)


class ReadyView(QWidget):
    """``changed()`` when the person ticks the zero report, ``base_changed()`` with another base of comparison."""

    changed = Signal()
    base_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Words("", "section", bold=True)
        self.fact = Words("", colour="ink2")
        self._lines = QWidget()
        self._line_column = Column(self._lines, spacing=2)
        self.answers = Words("", colour="ink2")
        self.zero_words = Words("这一期各格都是 0。零报告要明明白白说出来，市里才不会当成漏报。", colour="question")
        self.zero = OptionRow("零报告", [("zero", "是零报告，这一期确实没有发生")], several=True)
        self.base_words = Words("以前的数改正过。比较的时候用哪一个？", colour="ink2")
        self.base = OptionRow("比较用", BASES)
        self.base.choose(["reported"])
        card = Card()
        inside = Column(card, margins=(28, 20, 28, 24), spacing=10)
        inside.put(self.title, self.fact, 4, self._lines, self.answers)
        inside.put(self.zero_words, self.zero, self.base_words, self.base)
        held = QWidget()
        column = Column(held, margins=(0, 0, 12, 0), spacing=12)
        self.after = Words(
            "封存以后，这一期的数、算法和每个数背后的记录都照原样留着，台账再改也不会变。以后要改，写明原因做下一版，"
            "原来那一版还在。",
            "small",
            colour="ink2",
        )
        column.put(card, self.after, None)
        Column(self).put(ScrollBody(held), stretch=1)
        self.zero.changed.connect(lambda _: self.changed.emit())
        self.base.changed.connect(lambda _: self.base_changed.emit())
        self._kept: list[QWidget] = []
        self._period = ""

    def show_return(self, shown: Shown, answers: Answers, zero: bool) -> None:
        """``zero``: all figures are 0, which a person has to say is so."""
        revised = bool(shown.revised_before)
        if self._period != (shown.template + shown.period.text):
            self._period = shown.template + shown.period.text
            self.zero.choose([])
            before = shown.sheets.info
            self.base.choose(["revised" if before is not None and before.revised_base else "reported"])
        sheets = shown.sheets
        again = f" · 第 {sheets.revision} 版" if sheets.revision > 1 else ""
        self.title.setText(f"{shown.period.label}的{sheets.title}{again}")
        self.fact.setText(f"共 {len(shown.drawings)} 张表，{filled_words(shown)}。")
        for widget in self._kept:
            self._line_column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._kept = [SlipLine(word, figure) for word, figure in headlines(shown)]
        self._line_column.put(*self._kept)
        given = [answer for answer in answers.values() if answer.reason.strip()]
        aside = sum(1 for answer in given if answer.kind == "set_aside")
        parts = [f"{len(given) - aside} 处疑问写了理由"] if len(given) > aside else []
        parts += [f"{aside} 条规则写明了不对"] if aside else []
        self.answers.setText(f"{'，'.join(parts)}，会和报表一起报给市里。" if parts else "")
        self.answers.setVisible(bool(parts))
        self.zero_words.setVisible(zero)
        self.zero.setVisible(zero)
        self.base_words.setVisible(revised)
        self.base.setVisible(revised)

    @property
    def says_zero(self) -> bool:
        """The person ticked the zero report."""
        return not self.zero.isHidden() and bool(self.zero.chosen())

    @property
    def needs_zero(self) -> bool:
        """All is 0 and nobody has said yet that this is so."""
        return not self.zero.isHidden() and not self.zero.chosen()

    @property
    def first(self) -> QWidget | None:
        """Where something has to be chosen."""
        for row in (self.zero, self.base):
            if not row.isHidden():
                return row
        return None

    def take_focus(self) -> bool:
        """To the first choice; False when there is nothing to choose."""
        first = self.first
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is not None
