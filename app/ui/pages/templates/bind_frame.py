"""The frame of the binding page: the sheets with what each cell is taken for, the margin that explains it, the bar."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.templates.area_list import AreaList
from app.ui.pages.templates.cell_panel import CellPanel
from app.ui.pages.templates.chooser import PropertyChooser
from app.ui.pages.templates.directions import DirectionsPanel
from app.ui.sheets.panel import SheetPanel
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

KEYS = (
    ("F7", "下一处要看的（Shift+F7 上一处）"),
    ("空格", "这一格就是这样"),
    ("拼音", "换成别的指标"),
    ("回车", "进右边，逐条改"),
    ("F8", "这一块对，看下一块"),
    ("F6", "整块说：行是什么，列是什么"),
    ("Shift+方向键", "选好几格一起改"),
    ("Ctrl+A", "选中整块"),
    ("Delete", "这一格不用填"),
    ("Ctrl+Z", "刚才那一下不算"),
    ("F4", "各块"),
    ("F10", "下一步"),
)


class BindFrame(MarginPage):
    """The parts of the page; what they do is added by the page."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "bind", "对格子", scrolls=False)
        self._mode = "cell"
        self.area = Words("", colour="ink2")
        self.notices = Column(spacing=8)
        self.panel = SheetPanel("市里的表")
        self.panel.view.selects = True
        self.empty = EmptyState("正在打开……", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.panel)
        self.body.addLayout(self.notices)
        self.body.put(self.area)
        self.body.put(self.stack, stretch=1)
        self._make_margin(context)
        self._make_bar()
        self.breadth_changed.connect(self._breadth_changed)

    def _make_margin(self, context: Context) -> None:
        lists = context.services.lists
        self.cell = CellPanel(self._words_of)
        self.chooser = PropertyChooser(lists)
        self.areas = AreaList()
        self.directions = DirectionsPanel(lists)
        self.plain = Words("", colour="ink2")
        self.use_margin()
        self.set_modes(
            {
                "cell": self.cell,
                "choose": self.chooser,
                "areas": self.areas,
                "directions": self.directions,
                "plain": self.plain,
            }
        )

    def _make_bar(self) -> None:
        self.next_button = Button("下一处", key="F7", main=True, on=lambda: self.step(1))
        self.areas_button = Button("各块", key="F4", main=True, on=self.show_areas)
        self.confirm_button = Button("这一块对", key="F8", main=True, on=self.confirm)
        self.go_button = Button(
            "下一步", "primary", icon="arrow-right", key="F10", main=True, forward=True, on=self.go_on
        )
        self.bar.set_buttons([self.areas_button, self.next_button], [self.confirm_button, self.go_button])
        self.accept_button = Button("就是这样", icon="check", main=True, key="空格", on=self.accept)
        self.unneeded_button = Button("不用填", icon="minus", main=True, key="Delete", bound=False, on=self.not_needed)
        self.take_button = Button("整块照这样", "primary", icon="check", main=True, key="回车", on=self.take_directions)
        self.margin.bar.keep(self.accept_button, self.unneeded_button, self.take_button)
        for sequence, do in (
            ("Shift+F7", lambda: self.step(-1)),
            ("F6", self.show_directions),
            ("Ctrl+Z", self.undo),
            ("Ctrl+PgUp", lambda: self.turn_sheet(-1)),
            ("Ctrl+PgDown", lambda: self.turn_sheet(1)),
        ):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(do)

    # -- what the page does ---------------------------------------------------------------------------
    def _words_of(self, name: str, value: str) -> str:
        raise NotImplementedError

    def _say_area(self) -> None:
        raise NotImplementedError

    def step(self, by: int) -> None:
        raise NotImplementedError

    def show_areas(self) -> None:
        raise NotImplementedError

    def confirm(self) -> None:
        raise NotImplementedError

    def go_on(self) -> None:
        raise NotImplementedError

    def accept(self) -> None:
        raise NotImplementedError

    def not_needed(self) -> None:
        raise NotImplementedError

    def show_directions(self) -> None:
        raise NotImplementedError

    def take_directions(self) -> None:
        raise NotImplementedError

    def undo(self) -> None:
        raise NotImplementedError

    # -- the margin -----------------------------------------------------------------------------------
    def _set_mode(self, mode: str) -> None:
        self._mode = mode
        self.show_mode(mode)
        buttons = {"cell": [self.unneeded_button, self.accept_button], "directions": [self.take_button]}.get(mode, [])
        self.margin.bar.set_buttons([], buttons)
        QTimer.singleShot(0, self, self.fit)

    @property
    def _area_seen(self) -> bool:
        """Whether the line above the sheet shows: in a low window beside a margin the sheet needs the room."""
        return self.breadth.width == "narrow" or not self.breadth.low

    def fit(self) -> None:
        """Give the list of choices the room there is in the margin."""
        room = self.margin.room
        if room > 0:
            self.chooser.set_room(room)
            self.directions.chooser.set_room(room - self.directions.said.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self.fit)

    def turn_sheet(self, by: int) -> None:
        """Another sheet of the workbook."""
        tabs = self.panel.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    def first_focus(self) -> QWidget | None:
        return self.panel.view if self.stack.currentWidget() is self.panel else None

    def _breadth_changed(self, breadth: Breadth) -> None:
        self.area.setVisible(self._area_seen)
        self._say_area()
        self.chooser.set_breadth(breadth)
        self.areas.set_breadth(breadth)
        self.cell.set_breadth(breadth)
        self.panel.set_breadth(breadth)
        self.head.fact.setVisible(breadth.width != "narrow")
