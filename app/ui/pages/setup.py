"""First run: which office this is, who works here, how large the letters should be."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.paths import DataFolder
from app.services.divisions import divisions, found, full_name
from app.ui.breadth import Breadth
from app.ui.jobs import Jobs
from app.ui.settings import Settings
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, Labelled, TextInput
from app.ui.widgets.frame import PageFrame
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress

_LEVELS = (("county", "县（市、区）"), ("city", "市"), ("station", "站点"))
_SIZES = ((1.0, "标准"), (1.25, "大"), (1.5, "更大"), (2.0, "特大"))


class SetupPage(PageFrame):
    """Shown instead of the office as long as the folder has none; ``opened`` is called when there is one."""

    def __init__(self, folder: DataFolder, jobs: Jobs, settings: Settings, opened: Callable[[], None]) -> None:
        super().__init__("第一次用，先认识一下")
        self.head.say("第一次用，先认识一下", "三个问题，以后都可以改")
        self._folder = folder
        self._jobs = jobs
        self._settings = settings
        self._opened = opened
        self._making = False
        self._named = ""
        self._banner: Banner | None = None
        self.levels = OptionRow("单位", _LEVELS)
        self.levels.choose(["county"])
        self.place = Field("在哪里", label_width=84, stays=True)
        self.code = Field("区划代码", label_width=84, required=True)
        self.name = Field("单位名称", label_width=84, required=True)
        self.clerk = Field("您的姓名", label_width=84, stays=True)
        self.sizes = OptionRow("字要多大", [(str(size), word) for size, word in _SIZES])
        self.sizes.choose([str(look().scale)])
        self._labelled = [
            Labelled("单位", self.levels, label_width=84),
            Labelled("字号", self.sizes, label_width=84),
        ]
        for title, parts in (
            ("一、这是哪个单位", (self._labelled[0], 8, self.place, self.code, self.name)),
            ("二、您是哪一位", (self.clerk,)),
            ("三、字要多大", (self._labelled[1], 8)),
        ):
            card = Card()
            column = Column(card, margins=(24, 16, 24, 8), spacing=4)
            column.put(Words(title, "section", bold=True), 4, *parts)
            self.body.put(card)
        self.body.put(None)
        self.place.say("打区县的名字，从右边选")
        self.clerk.say("记在每一次改动后面，谁办的一看就知道")
        self.use_margin()
        self.margin.say("选地方", "打字，再按数字")
        self.places = ChoicePanel("地方")
        self.places.set_columns(1)
        self.places.hide()
        self.margin.column.put(
            self.places,
            Words("数据都放在这台电脑上：", "small", colour="ink2"),
            Words(str(folder.root), "small", colour="ink2"),
            None,
        )
        place = self.place.input
        assert isinstance(place, TextInput)
        self.places.serve(place)
        self.places.taken.connect(self._place_taken)
        self.place.edited.connect(self._place_typed)
        self.place.entered.connect(self._place_entered)
        self.levels.changed.connect(lambda _: self._place_typed(self.place.text()))
        self.code.left.connect(self._check_code)
        self.clerk.entered.connect(self.sizes.setFocus)
        self.sizes.changed.connect(self._size_chosen)
        self.start = Button("开始用", "primary", icon="check", main=True, key="F10", on=self.make_office)
        self.bar.set_buttons([], [self.start])

    def first_focus(self) -> QWidget:
        """Where the focus goes."""
        return self.levels

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)

    @property
    def level(self) -> str:
        """What kind of office was chosen."""
        return next(iter(self.levels.chosen()), "county")

    # -- where ----------------------------------------------------------------------------------------
    def _place_typed(self, text: str) -> None:
        hits = found(text, "city" if self.level == "city" else "county")
        self.places.setVisible(bool(hits))
        if hits:
            self.places.set_groups([Group("地方", tuple(Choice(each.code, full_name(each.code)) for each in hits))])

    def _place_entered(self) -> None:
        if not self.code.text() and self.places.isVisible():
            self.places.list.choose_current()
        else:
            self.place.focusNextChild()

    def _place_taken(self, code: str) -> None:
        self.place.set_text(full_name(code))
        name = divisions()[code].name
        self.code.set_text(code + ("001" if self.level == "station" else ""))
        if self.name.text() in ("", self._named):
            self._named = f"{name}消保委" if self.level != "station" else ""
            self.name.set_text(self._named)
        self._check_code()
        self.places.hide()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check_code(self) -> bool:
        code = self.code.text().strip()
        digits = 9 if self.level == "station" else 6
        if len(code) != digits or not code.isdecimal() or not code.isascii():
            self.code.say(f"要写 {digits} 位数字", "error" if code else "neutral")
            return False
        place = full_name(code[:6])
        if place:
            self.code.say(place)
        else:
            self.code.say("表里没有这个代码，请核对", "question")
        return True

    def _size_chosen(self, keys: tuple[str, ...]) -> None:
        if keys:
            look().set_scale(float(keys[0]))

    # -- making it ------------------------------------------------------------------------------------
    def make_office(self) -> None:
        """Check, make the office in the writer lane, open it."""
        if self._making:
            return
        wrong: Field | None = None
        if not self.name.text().strip():
            self.name.say("要写上单位的名称", "error")
            wrong = self.name
        if not self._check_code():
            self.code.say(f"要写 {9 if self.level == 'station' else 6} 位数字", "error")
            wrong = self.code
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._making = True
        self.start.set_off("正在准备，请稍等")
        self.bar.refresh()
        code, name, level, folder = self.code.text().strip(), self.name.text().strip(), self.level, self._folder
        parent = {"county": f"{code[:4]}00", "station": code[:6]}.get(level)

        def work(progress: Progress) -> object:
            from app.services import offices

            return offices.create(folder, level=level, name=name, code=code, parent=parent)

        self._jobs.write(work, lambda _: self._made(), failed=self._not_made, owner=self)

    def _made(self) -> None:
        # The folder of the settings exists from now on.
        self._settings.change(clerk=self.clerk.text().strip(), scale=look().scale)
        self._opened()

    def _not_made(self, error: AppError) -> None:
        self._making = False
        self.start.set_off("")
        self.bar.refresh()
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = Banner("还没有建好", f"{error.message}（号码 {error.number}）", tone="error")
        self.body.insertWidget(0, self._banner)
