"""Cards of the city's margin: who is to be reminded, who waits to be looked at, the parts of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.pages.city.standings import LOOKS, Board, Line, reminder, short
from app.ui.pages.monthly.figure import BigNumber
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.merging.figures import Part
    from app.services.merging.records import MergedExplanation


class MissingCard(Card):
    """An office that has not reported: who to call, and words to send."""

    def __init__(self, line: Line, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(hairline=False, tone="error", edge=True, radius="banner", parent=parent)
        standing = line.now
        column = Column(self, margins=(24, 12, 16, 14), spacing=6)
        top = Row(spacing=8)
        late = f"晚 {board.late} 个工作日" if board.late else f"{board.due.month}月{board.due.day}日到期"
        top.put(Words(line.name, bold=True, wrap=False), None)
        top.put(Words(late, "small", bold=True, colour="error" if board.late else "ink2", wrap=False))
        column.put(top)
        if standing is not None and standing.contact:
            column.put(Words(standing.contact, "small", icon="user", wrap=False))
        if standing is not None and standing.phone:
            column.put(Words(standing.phone, icon="phone", wrap=False))
        if standing is None or not (standing.contact or standing.phone):
            column.put(Words("还没有记联系人", "small", colour="ink2"))
        self.copy = Button("复制催报话", icon="copy")
        self.copy.setAccessibleName(f"复制给{line.name}的催报话")
        self._words = reminder(line.name, board.period, board.due)
        self.copy.chosen.connect(self._copy)
        row = Row()
        row.put(self.copy, None)
        column.addLayout(row)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._words)
        self.copy.set_text("抄好了，去粘贴吧")
        self.copy.set_icon("check")


class WaitingCard(QPushButton):
    """An office whose return waits for a decision; pressing it shows the return."""

    def __init__(self, line: Line, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        standing = line.now
        assert standing is not None
        word, self._icon, self._tone = LOOKS[standing.state]
        count = standing.errors + standing.warnings
        self._state = f"{count} 处要看" if standing.state == "questioned" and count else word
        first = next(
            (str(issue.get("message", "")) for issue in standing.issues if issue.get("severity") != "note"), ""
        )
        self._why = first or "等着核对"
        self.setAutoDefault(False)
        self.setAccessibleName(f"{line.name}，{self._state}，{self._why}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(76))

    def sizeHint(self) -> QSize:
        return QSize(look().px(220), look().px(76))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(120), look().px(76))

    def focus_radius(self) -> int:
        return look().px(look().size.radius)

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlined = look().colours.outlined
        painter.setPen(QPen(look().colour("border"), 1) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("celadon2" if self.underMouse() else "surface"))
        radius = px(look().size.radius)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        ink = QColor(look().colours.text_of(self._tone))
        font = look().font("body", True)
        wide = look().metrics("body", True).horizontalAdvance(self._state)
        right = self.width() - px(18)
        draw_line(painter, self._state, QRectF(right - wide, px(6), wide + 1, px(34)), font, ink)
        icons.draw(painter, self._icon, QRectF(right - wide - px(30), px(6), px(22), px(34)), ink)
        name = QRectF(px(20), px(6), right - wide - px(56), px(34))
        draw_line(painter, self.line.name, name, font, look().colour("ink"))
        below = QRectF(px(20), px(38), self.width() - px(38), px(30))
        draw_line(painter, self._why, below, look().font("small"), look().colour("ink2"))


class BoardMargin(QWidget):
    """今天要催的, 等着核对, and how files come in. ``opened(Line)`` for one that waits."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held = Column(spacing=10)
        self.add = Button("加一个单位", "quiet", icon="plus")
        whole = Column(self, spacing=16)
        whole.addLayout(self._held)
        whole.put(
            Banner(
                "也可以把文件拖进来",
                "Excel、WPS 的报表都行，也可以拖整个文件夹",
                tone="note",
                icon="tray",
                stacked=True,
            ),
            self.add,
            None,
        )
        self._kept: list[QWidget] = []

    def show_board(self, board: Board) -> None:
        """Show who is to be reminded and who waits."""
        for widget in self._kept:
            self._held.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        missing = board.in_state("missing")
        waiting = board.in_state("questioned", "sent_back")
        self._kept = [MissingCard(line, board) for line in missing[:6]]
        if len(missing) > 6:
            self._kept.append(Words(f"另外还有 {len(missing) - 6} 家没报。", "small", colour="ink2"))
        if not missing:
            self._kept.append(Words("这一期都报来了。", colour="done", icon="check-circle"))
        if waiting:
            self._kept.append(Words("等着核对", bold=True))
        for line in waiting:
            card = WaitingCard(line)
            card.clicked.connect(lambda _=False, line=line: self.opened.emit(line))
            self._kept.append(card)
        self._held.put(*self._kept)


def _value(row: Part) -> str:
    words = {"blank": "没填", "na": "不适用", "error": "看不懂"}
    return words.get(row.value.state, str(row.value))


PARTS = (
    TableColumn("office", "单位", lambda row: short(row.office_name), 110, stretch=1, bold=True, line=1),
    TableColumn(
        "value",
        "报的数",
        lambda row: Cell(_value(row), "pencil-simple" if row.corrected else "", "note" if row.corrected else "plain"),
        90,
        align="right",
        line=1,
    ),
)


class PartsPanel(QWidget):
    """A merged figure (or one office's): value, rule, and the parts by office. ``opened(Part)``.

    An office's own figure can be corrected: ``corrected(str)`` with what was typed, empty to leave it as it came.
    """

    opened = Signal(object)
    corrected = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value = BigNumber()
        self.rule = Words("", "small")
        self.note = Words("", "small", colour="note", icon="pencil-simple")
        self.remark = Words("", "small", colour="question", icon="warning")
        self.field = Field("改成", stays=True)
        self.field.entered.connect(lambda: self.corrected.emit(self.field.text().strip()))
        card = Card(hairline=False)
        inside = Column(card, margins=(16, 12, 16, 14), spacing=4)
        self._how = Words("怎么来的", bold=True)
        inside.put(self._how, self.rule)
        self.heading = Words("", bold=True)
        self.model = RowsModel(PARTS)
        self.table = Table("各单位报的数", self.model, row_height=46)
        self._rest = QWidget()
        column = Column(self, spacing=12)
        column.put(self.value, self.remark, self.note, self.field, card, self.heading)
        column.put(self.table, stretch=3)
        column.put(self._rest, stretch=1)
        self.table.opened.connect(self.opened)
        look().follow(self)

    def restyle(self) -> None:
        self.table.setMinimumHeight(look().px(46 * 5))

    def show_parts(
        self, found: MergedExplanation, unit: str, *, several: bool, remark: str = "", correction: str | None = None
    ) -> None:
        """Show ``found``; one office alone needs no list. ``correction`` is what was typed so far (None: fixed)."""
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        self.field.setVisible(correction is not None)
        self.field.set_text(correction or "")
        self.field.say("接受时一起改，原来报的数也留着" if correction else "报错了就写对的数，回车")
        self.value.say(found.value, unit)
        _, _, meaning = found.rule.partition("。")
        self._how.setText("怎么来的" if several else "这一格该报什么")
        self.rule.setText(found.rule if several or not meaning else meaning)
        self.heading.setText(f"{len(found.parts)} 个单位各报多少")
        self.heading.setVisible(several)
        self.table.setVisible(several)
        self._rest.setVisible(not several)
        corrected = [part for part in found.parts if part.corrected]
        self.note.setText("、".join(f"{short(part.office_name)}原来报 {part.reported}，改过" for part in corrected))
        self.note.setVisible(bool(corrected))
        self.model.set_rows(found.parts)


class DecidePanel(QWidget):
    """The remarks on a return and the words for deciding on it; filled by the page."""

    def __init__(self, remarks: QWidget, reason: QWidget, parts: Sequence[QWidget] = ()) -> None:
        super().__init__()
        column = Column(self, spacing=12)
        column.put(*parts, reason, remarks, None)
