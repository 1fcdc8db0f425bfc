"""First run: which office this is, who works here, how large the letters should be.

A set-up file from the office above answers the first question, the number of the PC and the letter size.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

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
    from app.services.setups import SetUp

_LEVELS = (("county", "县（市、区）"), ("city", "市"), ("station", "站点"))
_SIZES = ((1.0, "标准"), (1.25, "大"), (1.5, "更大"), (2.0, "特大"))


@dataclass(frozen=True, slots=True)
class _Answers:
    """The three questions, answered by hand."""

    level: str
    code: str
    name: str
    parent: str | None
    machine: str


def _look_around(folder: DataFolder) -> tuple[Path, SetUp] | None:
    """The first set-up file lying about that can be read."""
    from app.services import setups

    for path in setups.nearby(folder):
        with contextlib.suppress(AppError):
            return path, setups.read(path)
    return None


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
        self.levels = OptionRow("单位", _LEVELS)
        self.levels.choose(["county"])
        self.place = Field("在哪里", label_width=84, stays=True)
        self.code = Field("区划代码", label_width=84, required=True)
        self.name = Field("单位名称", label_width=84, required=True)
        self.machines = OptionRow("第几台电脑", [(f"{n:02d}", f"第 {n} 台") for n in range(1, 5)])
        self.machines.choose(["01"])
        self.clerk = Field("您的姓名", label_width=84, stays=True)
        self.sizes = OptionRow("字要多大", [(str(size), word) for size, word in _SIZES], stays=True)
        self.sizes.choose([str(look().scale)])
        self._labelled = [
            Labelled("单位", self.levels, label_width=84),
            Labelled("字号", self.sizes, label_width=84),
            Labelled("电脑", self.machines, label_width=84),
        ]
        self._office_words = Words("")
        self._cards: list[Card] = []
        for title, parts in (
            ("一、这是哪个单位", (self._labelled[0], 8, self.place, self.code, self.name, self._labelled[2], 8)),
            ("您的单位", (self._office_words, 8)),
            ("二、您是哪一位", (self.clerk,)),
            ("三、字要多大", (self._labelled[1], 8)),
        ):
            card = Card()
            column = Column(card, margins=(24, 16, 24, 8), spacing=4)
            column.put(Words(title, "section", bold=True), 4, *parts)
            self.body.put(card)
            self._cards.append(card)
        self._cards[1].hide()
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
        self.name.edited.connect(lambda _: self.name.clear_hint())
        self.sizes.changed.connect(self._size_chosen)
        self.start = Button("开始用", "primary", icon="check", main=True, key="F10", on=self.make_office)
        self.sizes.entered.connect(lambda: self.start.setFocus(Qt.FocusReason.TabFocusReason))
        self.from_file = Button(
            "我有开户文件", icon="folder-open", main=True, key="F3", short="开户文件", on=self._ask_file
        )
        self.bar.set_buttons([self.from_file], [self.start])
        self._given: SetUp | None = None
        self._jobs.read(lambda progress: _look_around(folder), self._offer, channel="setup", owner=self)

    # -- a set-up file --------------------------------------------------------------------------------
    def _offer(self, found: tuple[Path, SetUp] | None) -> None:
        """A set-up file lies where one would put it: offer it, never take it unasked."""
        if found is None or self._given is not None:
            return
        path, made = found
        take = Button("用这个文件", "primary", icon="check", key="F2", on=lambda: self._use(made))
        self.show_banner(
            Banner(
                f"找到了{made.name}的开户文件",
                f"在 {path}。用它就不用回答第一个问题。",
                tone="note",
                icon="usb",
                actions=(take,),
            )
        )
        take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_file(self) -> None:
        from app.services.setups import ENDING

        chosen, _ = QFileDialog.getOpenFileName(self, "选开户文件", "", f"开户文件 (*{ENDING})")
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """Read the set-up file at ``path`` and show what it says."""
        from app.services import setups

        self._jobs.read(
            lambda progress: setups.read(path), self._use, failed=self._not_made, channel="setup", owner=self
        )

    def _use(self, made: SetUp) -> None:
        self._given = made
        self.show_banner(None)
        self._cards[0].hide()
        self._cards[1].show()
        self.places.hide()
        self._office_words.setText(
            f"{made.name}（{made.code}），上级是{made.parent_name}，这是第 {int(made.machine)} 台电脑。"
        )
        self.head.say("第一次用，先认识一下", "单位已经定好，再回答两个问题")
        look().set_scale(made.scale)
        self.sizes.choose([str(made.scale)])
        self.clerk.setFocus(Qt.FocusReason.OtherFocusReason)

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
        if self._given is not None:
            self._make(self._given)
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
        code, level = self.code.text().strip(), self.level
        parent = {"county": f"{code[:4]}00", "station": code[:6]}.get(level)
        machine = next(iter(self.machines.chosen()), "01")
        self._make(_Answers(level, code, self.name.text().strip(), parent, machine))

    def _make(self, wanted: SetUp | _Answers) -> None:
        self._making = True
        self.start.set_off("正在准备，请稍等")
        self.bar.refresh()
        folder = self._folder

        def work(progress: Progress) -> object:
            from app.services import offices, setups

            if not isinstance(wanted, _Answers):
                return setups.begin(folder, wanted)
            return offices.create(
                folder,
                level=wanted.level,
                name=wanted.name,
                code=wanted.code,
                parent=wanted.parent,
                machine=wanted.machine,
            )

        self._jobs.write(work, lambda _: self._made(), failed=self._not_made, owner=self)

    def _made(self) -> None:
        # The folder of the settings exists from now on.
        clerk = " ".join(self.clerk.text().split())
        self._settings.change(clerk=clerk, clerks=clerk, scale=look().scale)
        self._opened()

    def _not_made(self, error: AppError) -> None:
        self._making = False
        self.start.set_off("")
        self.bar.refresh()
        self.show_banner(Banner("还没有建好", f"{error.message}（号码 {error.number}）", tone="error"))
