"""Beginning a pile: which station, which month, how many sheets, how they are keyed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.piles.beginning import read_forms, read_month, read_percent
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, Labelled, TextInput
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.piles import Pile

KEYS = (
    ("回车", "往下走一格"),
    ("1", "选右边第一个站点，其余数字一样"),
    ("F10", "开这一摞"),
    ("Esc", "不开了"),
)
_WIDTH = 84
_WAYS = (("quick", "快录：只录报表要的"), ("whole", "全录：纸上写的都录"))
_TOLD = {
    "station": "以前送过的站点在下面，按数字选；新的站点直接写名字。",
    "month": "只写「3月」就行，就是最近的那个 3 月。这一摞的日期都按这个月认。",
    "forms": "先把纸点一遍。录的时候一直看得见还差几份，收尾时会对一对。",
    "way": "快录先录编号、日期、类别、性质、金额、结果，月报就能出；别的以后再补，哪一份还缺什么都记着。",
    "sample": "一百份里抽几份，换一个人再录一遍金额、类别、性质，看录错多少。抽哪几份定好了，谁也挑不了。不抽就空着。",
}


class PileBeginPage(Page):
    """Four questions; the pile is begun with F10 or Return in the last one."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "pile-begin", "新开一摞")
        self.head.say("新开一摞", "写好站点、月份和份数，就可以录了")
        self.station = Field("站点", label_width=_WIDTH, required=True)
        self.month = Field("月份", label_width=_WIDTH, required=True)
        self.forms = Field("份数", label_width=_WIDTH, required=True)
        self.way = OptionRow("录法", _WAYS)
        self.sample = Field("再录一遍", label_width=_WIDTH, stays=True)
        self._fields = {"station": self.station, "month": self.month, "forms": self.forms, "sample": self.sample}
        for name, field in self._fields.items():
            field.left.connect(lambda name=name: self._check(name))
            field.came.connect(lambda name=name: self._tell(name))
            field.edited.connect(lambda _, name=name: self._edited(name))
        self.sample.entered.connect(self.begin)
        self.way.choose(["quick"])
        card = Card()
        column = Column(card, margins=(20, 20, 20, 12), spacing=4)
        column.put(
            self.station, self.month, self.forms, Labelled("录法", self.way, label_width=_WIDTH), 16, self.sample
        )
        self.body.put(card, None)
        self.use_margin()
        self.said = Words("")
        self.stations = ChoicePanel("送过的站点")
        self.margin.column.put(self.said, self.stations, None)
        place = self.station.input
        assert isinstance(place, TextInput)
        place.digit.connect(self.stations.list.choose_digit)
        place.moved.connect(self.stations.list.move)
        self.stations.taken.connect(self._station_taken)
        self.bar.set_buttons(
            [Button("不开了", main=True, key="Esc", on=context.back)],
            [Button("开这一摞", "primary", icon="check", main=True, key="F10", on=self.begin)],
        )
        self._tell("station")

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "stations"):
            self.stations.set_columns(1)

    def arrive(self, **how: Any) -> None:
        piles = self.context.services.piles
        self.show_banner(None)
        for field in self._fields.values():
            field.set_text("")
            field.clear_hint()
        self.month.set_text("上个月")
        self._check("month")
        self.way.choose(["quick"])
        self.context.jobs.read(lambda progress: piles.stations(), self._show_stations, channel="stations", owner=self)

    def first_focus(self) -> QWidget | None:
        return self.station.input

    def _show_stations(self, names: tuple[str, ...]) -> None:
        home = self.context.office.name if self.context.office.level == "station" else ""
        listed = dict.fromkeys([*names, *([home] if home else [])])
        self.stations.set_groups([Group("站点", tuple(Choice(name, name) for name in listed))] if listed else [])
        place = self.station.input
        assert isinstance(place, TextInput)
        place.digits_choose = bool(listed)
        self._tell("station")

    def _station_taken(self, name: str) -> None:
        place = self.station.input
        assert isinstance(place, TextInput)
        place.show_choice(name)
        self.station.say("")
        self.month.setFocus(Qt.FocusReason.TabFocusReason)

    # -- understanding --------------------------------------------------------------------------------
    def _tell(self, name: str) -> None:
        words = {"station": "哪个站点送来的", "month": "哪个月的", "forms": "一共几份", "sample": "抽几份再录一遍"}
        self.margin.say(words[name], "")
        self.said.setText(_TOLD[name])
        self.stations.setVisible(name == "station" and bool(self.stations.list.current_key))

    def _edited(self, name: str) -> None:
        if name == "station":
            self.stations.narrow_to(self.station.text())
        self._fields[name].clear_hint()

    def _check(self, name: str) -> None:
        """Say below a field what was understood."""
        text = self._fields[name].text()
        if not text.strip():
            return
        if name == "month":
            month = read_month(text, today_of(self.context))
            self.month.say(month.label if month else "没看懂，写 3月 就行", "neutral" if month else "error")
        elif name == "forms":
            forms = read_forms(text)
            self.forms.say(f"{forms} 份" if forms else "要写一个数", "neutral" if forms else "error")
        elif name == "sample":
            percent, forms = read_percent(text), read_forms(self.forms.text()) or 0
            if percent is None:
                self.sample.say("要写 0 到 100", "error")
            else:
                some = f"一百份里抽 {percent} 份，这一摞抽 {-(-forms * percent // 100)} 份"
                self.sample.say(some if percent else "不抽", "neutral")

    # -- beginning ------------------------------------------------------------------------------------
    def begin(self) -> None:
        """Begin the pile and go to it."""
        raw = {name: field.text() for name, field in self._fields.items()}
        raw["way"] = next(iter(self.way.chosen()), "quick")
        piles, today, by = self.context.services.piles, today_of(self.context), clerk_of(self.context)

        def work(progress: Progress) -> Pile:
            return piles.begin(raw, today=today, by=by)

        self.context.jobs.write(work, self._begun, changes={"pile"}, failed=self._not_begun, owner=self)

    def _begun(self, pile: Pile) -> None:
        self.context.go("pile", pile=pile.id)

    def _not_begun(self, error: AppError) -> None:
        for issue in reversed(error.issues):
            field = self._fields.get(str(issue.params.get("name", "")))
            if field is not None:
                field.say(str(issue.params.get("why", "")).rstrip("。"), "error")
                field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_banner(Banner("这一摞还没有开", error.message, tone="error"))
        self.context.tell(error.message)
