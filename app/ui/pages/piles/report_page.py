"""收尾: what a pile came to, and closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import short_day, today_of
from app.ui.pages.piles.count import Count
from app.ui.pages.piles.layout import LABELS
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.piles import Pile
    from app.services.piles.report import Lag, Rate, Report

KEYS = (
    ("F10", "收尾"),
    ("F9", "去补全"),
    ("F8", "录第二遍，或定哪一遍对"),
    ("F7", "纸重新点过，改份数"),
    ("Esc", "回去接着录"),
)


class PileReportPage(Page):
    """The pile in words and numbers; closing asks when the count is another than the pile's."""

    watches = frozenset({"complaint", "pile"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "pile-report", "收尾")
        self._wanted = ""
        self._pile: Pile | None = None
        self.count = Count()
        self.head.add(self.count)
        self._cards: list[QWidget] = []
        self.again = Field("重新点过，一共", label_width=140, stays=True)
        self.again.entered.connect(self._count_again)
        self.again.hide()
        self.body.put(self.again, None)
        self.close_button = Button("收尾", "primary", icon="check", main=True, key="F10", on=self._close)
        self.reopen_button = Button("重开这一摞", icon="lock-open", main=True, on=self._reopen)
        self.owing_button = Button(
            "待补全", icon="circle-half", main=True, key="F9", on=lambda: context.go("pile-owing", pile=self._wanted)
        )
        self.second_button = Button(
            "录第二遍", icon="files", main=True, key="F8", on=lambda: context.go("pile-second", pile=self._wanted)
        )
        self.again_button = Button("重新点数", icon="arrow-clockwise", main=True, key="F7", on=self._ask_again)
        self.bar.set_buttons(
            [self.owing_button, self.second_button, self.again_button], [self.reopen_button, self.close_button]
        )

    def arrive(self, **how: Any) -> None:
        wanted = how.get("pile", self._wanted)
        if wanted != self._wanted:
            self.show_banner(None)
            self.again.hide()
        self._wanted = wanted
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.reopen_button if self._pile is not None and self._pile.closed_at else self.close_button

    def refresh(self) -> None:
        piles, wanted = self.context.services.piles, self._wanted

        def work(progress: Progress) -> Report:
            return piles.report(wanted)

        self.context.jobs.read(work, self._show, channel="pile-report", owner=self)

    # -- what it came to ------------------------------------------------------------------------------
    def _show(self, report: Report) -> None:
        pile = self._pile = report.pile
        self.head.say(f"{pile.station} · {pile.month_label}", "收尾了" if pile.closed_at else "")
        self.count.say(pile)
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = []
        self._add("纸等了多久", *self._lag(report.lag))
        self._add("还要做的", *self._open(report))
        if report.sample:
            self._add("两遍对一对", *self._twice(report))
        self.owing_button.set_text(f"待补全 {pile.incomplete}")
        self.owing_button.setVisible(pile.incomplete > 0)
        self.second_button.setVisible(report.sample > 0)
        self.again_button.setVisible(pile.closed_at is None)
        self.close_button.setVisible(pile.closed_at is None)
        self.reopen_button.setVisible(pile.closed_at is not None)
        self.bar.refresh()

    def _add(self, title: str, *lines: str) -> None:
        card = Card()
        column = Column(card, margins=(24, 16, 24, 16), spacing=4)
        column.put(Words(title, "section", bold=True))
        for line in lines:
            column.put(Words(line))
        self.body.insertWidget(self.body.count() - 2, card)
        self._cards.append(card)

    def _lag(self, lag: Lag | None) -> tuple[str, ...]:
        if lag is None:
            return ("还没有录，说不出来。",)
        middle = format(lag.median.normalize(), "f")
        day = short_day(lag.received_on, today_of(self.context))
        longest = f"最久的等了 {lag.longest} 天（第 {lag.position} 份，{day}登记）"
        return (
            f"从登记到录进来，一半的纸等了不到 {middle} 天，{longest}。" if lag.longest else "都是登记当天录的。",
            "这只说录得早晚；办得超没超期看纸上的日期，不看哪天录的。",
        )

    def _open(self, report: Report) -> tuple[str, ...]:
        pile = report.pile
        lines = [
            f"待补全 {pile.incomplete} 份，随时可以补。" if pile.incomplete else "",
            f"有疑问 {report.questions} 份，回到录入页用 ↑ 走到那一份看看。" if report.questions else "",
            f"去掉过 {len(report.deleted)} 份：{_positions([form.position for form in report.deleted])}。"
            if report.deleted
            else "",
            f"号码空着、已经清掉的：{_positions(report.gone)}。" if report.gone else "",
        ]
        found = tuple(line for line in lines if line)
        return found or ("都齐了，没有疑问。",)

    def _twice(self, report: Report) -> tuple[str, ...]:
        head = f"要抽 {report.sample} 份，录了第二遍的 {report.keyed_twice} 份。"
        return (head, *(_rate(rate) for rate in report.rates)) if report.keyed_twice else (head,)

    # -- closing --------------------------------------------------------------------------------------
    def _close(self, although: bool = False) -> None:
        piles, wanted = self.context.services.piles, self._wanted

        def work(progress: Progress) -> Pile:
            return piles.close(wanted, although=although)

        def done(pile: Pile) -> None:
            self.show_banner(Banner(f"{pile.station} {pile.month_label}这一摞收尾了", pile.count, tone="done"))
            self.context.tell("收尾了")

        self.context.jobs.write(work, done, changes={"pile"}, failed=self._not_closed, owner=self)

    def _not_closed(self, error: AppError) -> None:
        if error.code != "pile.counts_differ":
            self.show_banner(Banner("没有收尾", error.message, tone="error"))
            return
        back = Button("回去接着录", "plain", on=lambda: self.context.go("pile", pile=self._wanted))
        although = Button("就这样收尾", "plain", on=lambda: self._close(although=True))
        self.show_banner(Banner("份数对不上", error.message, tone="question", actions=(back, although), stacked=True))
        back.setFocus()
        self.context.tell(error.message)

    def _reopen(self) -> None:
        piles, wanted = self.context.services.piles, self._wanted
        self.show_banner(None)
        self.context.jobs.write(
            lambda progress: piles.reopen(wanted),
            lambda _: self.context.go("pile", pile=wanted),
            changes={"pile"},
            owner=self,
        )

    def _ask_again(self) -> None:
        self.again.show()
        self.again.setFocus()

    def _count_again(self) -> None:
        piles, wanted, text = self.context.services.piles, self._wanted, self.again.text()

        def done(pile: Pile) -> None:
            self.again.set_text("")
            self.again.hide()
            self.show_banner(Banner(f"改成 {pile.forms} 份了", pile.count, tone="done"))
            self.close_button.setFocus()

        self.context.jobs.write(
            lambda progress: piles.count_again(wanted, text),
            done,
            changes={"pile"},
            failed=lambda error: self.again.say(error.message, "error"),
            owner=self,
        )


def _positions(positions: tuple[int, ...] | list[int]) -> str:
    return "、".join(f"第 {at} 份" for at in positions)


def _rate(rate: Rate) -> str:
    """«金额：20 份里有 1 份两遍不一样（5.0%），定下来第一遍录错 1 份。»"""
    label = LABELS[rate.name]
    if not rate.differ:
        return f"{label}：{rate.n} 份两遍都一样（0.0%）。"
    words = f"{label}：{rate.n} 份里有 {rate.differ} 份两遍不一样（{rate.share}%）"
    words += f"，定下来第一遍录错 {rate.first_wrong} 份" if rate.differ > rate.undecided else ""
    return words + (f"，还有 {rate.undecided} 份没定。" if rate.undecided else "。")
