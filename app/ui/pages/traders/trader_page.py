"""One trader: what its complaints add up to, month by month, the cases with the open ones first, the letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.complaints.listing import KIND_WORDS
from app.services.parsing.money import format_yuan
from app.services.periods import Period
from app.services.traders.printing import nature_word
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import today_of
from app.ui.pages.traders.choosing import periods
from app.ui.pages.traders.columns import case_columns, letter_columns
from app.ui.pages.traders.handing_out import look_at, save_workbook
from app.ui.pages.traders.rows_card import RowsCard
from app.ui.pages.traders.spellings import SpellingsPanel
from app.ui.pages.traders.tiles import Tile, TileFace
from app.ui.tables.model import RowsModel
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.trend import TrendChart, TrendPoint
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.finding import Hit
    from app.services.letters import Letter, LetterList
    from app.services.traders import Month, Portrait

#: So many cases and letters stand here; all of them in the register and among the letters.
_SHOWN = 12
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Read:
    portrait: Portrait
    letters: LetterList


class TraderPage(Page):
    """A trader; ``arrive(name=, period=)`` shows it, ``told`` is said on top."""

    watches = frozenset({"complaint", "import", "trader", "letter"})
    key_card = (
        ("F10", "在台账里看它的投诉"),
        ("F7", "给它写函件"),
        ("Ctrl+P", "打印这一家的情况"),
        ("←→", "在图上换月份，回车看那个月的"),
        ("Esc", "回去"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "trader", "一家经营者")
        self._name = ""
        self._period: Period | None = None
        self._found: Portrait | None = None
        self._lists = context.services.lists
        self.name = Words("", "page", bold=True)
        self.groups = GroupRow("哪段时间登记的投诉")
        self.groups.changed.connect(self._period_chosen)
        self.tiles = Flow(spacing=12)
        self.natures = Flow(spacing=12)
        self.natures_title = Words("投诉性质", "section", bold=True)
        self.chart = TrendChart("近 12 个月每月的投诉")
        self.chart.pointed.connect(self._pointed)
        self.chart.opened.connect(self._open_month)
        self.chart_words = Words("", "small", colour="ink2")
        trend = Card()
        column = Column(trend, margins=(20, 14, 20, 12), spacing=4)
        column.put(Words("近 12 个月每月的投诉（件）", "section", bold=True), self.chart, self.chart_words)
        self.cases_title = Words("", "section", bold=True)
        self.cases = RowsCard("这一家的投诉", RowsModel(case_columns(self._lists, lambda: today_of(self.context))))
        self.cases.table.opened.connect(self._open_case)
        self.all_button = Button("", icon="books", on=self._see_all)
        self.letters_title = Words("", "section", bold=True)
        self.letters = RowsCard("发过的函件", RowsModel(letter_columns(lambda: today_of(self.context))))
        self.letters.table.opened.connect(self._open_letter)
        self.no_letters = Words("还没有发过函件。要劝它整改、警示它，按 F7。", colour="ink2")
        self.body.put(self.name, self.groups, self.tiles, 4, self.natures_title, self.natures, 4, trend, 4)
        self.body.put(self.cases_title, self.cases, Flow(self.all_button), 4)
        self.body.put(self.letters_title, self.letters, self.no_letters, None)
        for widget in (self.natures, self.natures_title, self.cases, self.all_button, self.letters):
            widget.hide()
        self.use_margin()
        self.facts = QWidget()
        self._facts_column = Column(self.facts, spacing=6)
        self.spellings = SpellingsPanel(context)
        self.spellings.joined.connect(self._joined)
        self.spellings.parted.connect(self._parted)
        self.out = Flow(
            Button("打印", icon="printer", key="Ctrl+P", on=self._print),
            Button("存成 Excel", icon="file-xls", on=self._save),
        )
        self.margin.column.put(self.facts, 4, self.out, 12, self.spellings, None)
        self.bar.set_buttons(
            [Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)],
            [
                Button("写函件", icon="paper-plane-tilt", main=True, key="F7", on=self._write),
                Button("在台账里看", "primary", icon="books", main=True, key="F10", short="台账", on=self._see_all),
            ],
        )

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if how.get("name"):
            if how["name"] != self._name or "period" in how:
                self._period = how.get("period")
            self._name = how["name"]
            self._found = None
        if how.get("told"):
            self.show_banner(Banner(how["told"], tone="done"))
        elif how.get("name"):
            self.show_banner(None)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return next(iter(self.tiles.findChildren(Tile)), self.chart)

    def refresh(self) -> None:
        if not self._name:
            return
        services, name, period, today = self.context.services, self._name, self._period, today_of(self.context)

        def work(progress: Progress) -> _Read:
            portrait = services.traders.portrait(name, period=period, today=today, cases=_SHOWN)
            return _Read(portrait, services.letters.find(today=today, trader=name, limit=_SHOWN))

        self.context.jobs.read(work, self._show, channel="trader", owner=self)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "spellings"):
            for card in (self.cases, self.letters):
                card.set_two_lines(breadth.width == "narrow")

    # -- showing --------------------------------------------------------------------------------------
    def _show(self, read: _Read) -> None:
        fresh = self._found is None
        found = self._found = read.portrait
        trader, figures = found.trader, found.figures
        self._name = trader.name
        self.name.setText(trader.name)
        self.head.say("经营者", f"没办结 {figures.open:,} 件" if figures.open else "都办结了")
        self._show_periods(found.period)
        self._fill(self.tiles, self._figures(found))
        self._fill(
            self.natures,
            [
                TileFace(
                    nature_word(code, self._lists), f"{many:,}", "件", how=self._how(nature=code) if code else None
                )
                for code, many in found.natures
            ],
        )
        for widget in (self.natures, self.natures_title):
            widget.setVisible(bool(found.natures))
        self.chart.set_points([_point(month) for month in found.months])
        self._say_months(found.months)
        self.cases_title.setText(f"投诉 {found.total:,} 件，没办结的在前" if found.total else "这段时间没有投诉")
        self.cases.show_rows(found.cases)
        self.cases.setVisible(bool(found.cases))
        self.all_button.set_text(f"在台账里看全部 {found.total:,} 件")
        self.all_button.setVisible(found.total > len(found.cases))
        self.letters_title.setText(f"函件 {read.letters.total:,} 份" if read.letters.total else "函件")
        self.letters.show_rows(read.letters.rows)
        self.letters.setVisible(bool(read.letters.rows))
        self.no_letters.setVisible(not read.letters.rows)
        self._show_facts()
        self.spellings.show_trader(trader, found.likely)
        if fresh and self.isVisible():
            wanted = self.first_focus()
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_periods(self, period: Period | None) -> None:
        known = [("all", "全部", None), *periods(today_of(self.context))]
        same = next((key for key, _, each in known if each == period), _OTHER)
        if same == _OTHER and period is not None:
            known.append((_OTHER, period.label, period))
        self._periods = {key: each for key, _, each in known}
        self.groups.set_groups([GroupFace(key, word) for key, word, _ in known])
        self.groups.choose(same)

    def _figures(self, found: Portrait) -> list[TileFace]:
        figures = found.figures
        faces = [
            TileFace("投诉", f"{figures.complaints:,}", "件", how=self._how()),
            TileFace("没办结", f"{figures.open:,}", "件", how=self._how(state="open")),
            TileFace("受理", f"{figures.accepted:,}", "件", how=self._how(happened="accepted")),
            TileFace("调解成功", f"{figures.settled:,}", "件", how=self._how(happened="settled")),
            TileFace(
                "解决率",
                figures.rate_words,
                "" if figures.settled_rate is None else f"{figures.settled} ÷ {figures.accepted}",
                "调解成功的件数除以受理的件数",
                self._how(happened="accepted"),
            ),
            TileFace("涉案金额", format_yuan(figures.amount), "元", "写了金额的加起来", self._how(least=0)),
            TileFace("挽回损失", format_yuan(figures.recovered), "元", "", self._how(gained=True)),
        ]
        for kind, many in found.kinds:
            how = {**self._how(), "kind": kind}
            faces.append(TileFace(KIND_WORDS.get(kind, kind), f"{many:,}", "件", "不算在投诉里", how))
        return faces

    def _how(self, **more: Any) -> dict[str, Any]:
        """The conditions of the register that list these records."""
        period = self._period
        days = {} if period is None else {"start": period.start, "until": period.end}
        return {"trader": self._name, "kind": "complaint", **days, **more}

    def _fill(self, flow: Flow, faces: list[TileFace]) -> None:
        tiles = [Tile(face) for face in faces]
        for tile in tiles:
            tile.clicked.connect(lambda _=False, face=tile.face: self._see(face))
        flow.set_widgets(tiles)

    def _say_months(self, months: tuple[Month, ...]) -> None:
        many, before = sum(month.complaints for month in months), sum(month.before for month in months)
        change = f"多 {many - before}" if many > before else f"少 {before - many}" if many < before else "一样多"
        self.chart_words.setText(
            f"近 12 个月一共 {many:,} 件，再往前 12 个月 {before:,} 件，{change}{'' if many == before else ' 件'}。"
            "在图上按 ← → 换月份，回车看那个月的。"
        )

    def _show_facts(self) -> None:
        assert self._found is not None
        trader = self._found.trader
        self.margin.say("这一家", "")
        while self._facts_column.count():
            item = self._facts_column.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        pairs = (("电话", trader.phone), ("地址", trader.address), ("信用代码", trader.code))
        self._facts_column.put(*(Pair(word, value, 84) for word, value in pairs if value))
        if not any(value for _, value in pairs):
            self._facts_column.put(Words("台账里没有写过电话和地址。", "small", colour="ink2"))

    # -- acting ---------------------------------------------------------------------------------------
    def _period_chosen(self, key: str) -> None:
        self._period = self._periods[key]
        self.refresh()

    def _pointed(self, index: int) -> None:
        if self._found is not None:
            month = self._found.months[index]
            self.chart_words.setText(f"{self.chart.said(index)}，去年同月 {month.before:,} 件。回车看这几件。")

    def _open_month(self, index: int) -> None:
        assert self._found is not None
        month = self._found.months[index]
        how = {"trader": self._name, "kind": "complaint", "start": month.start, "until": month.end}
        self.context.go("register", **how)

    def _see(self, face: TileFace) -> None:
        if face.how is not None:
            self.context.go("register", **face.how)

    def _see_all(self) -> None:
        if self._name:
            how = self._how()
            del how["kind"]
            self.context.go("register", **how)

    def _open_case(self, hit: Hit) -> None:
        self.context.go("case", case=hit.id)

    def _open_letter(self, letter: Letter) -> None:
        self.context.go("letters", letter=letter.id, trader=self._name)

    def _write(self) -> None:
        if self._name:
            self.context.go("letter", kind="rectification", trader=self._name)

    def _joined(self, other: str) -> None:
        undo = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=lambda: self.spellings.part(other))
        self.show_banner(Banner(f"“{other}”和这一家算一家了", "每件投诉里的字没有改。", tone="done", actions=(undo,)))
        self.refresh()

    def _parted(self, spelling: str, rest: str) -> None:
        self._name = rest
        self.show_banner(Banner(f"“{spelling}”分出来了", "它自己算一家。", tone="done"))
        self.refresh()

    def _print(self) -> None:
        traders, name, period, today = self.context.services.traders, self._name, self._period, self._today()
        look_at(
            self.context,
            f"{name}的情况",
            self._file_name("pdf"),
            lambda progress: traders.portrait_file("pdf", name, period=period, today=today, progress=progress),
        )

    def _save(self) -> None:
        traders, name, period, today = self.context.services.traders, self._name, self._period, self._today()
        save_workbook(
            self,
            self._file_name("xlsx"),
            lambda progress: traders.portrait_file("xlsx", name, period=period, today=today, progress=progress),
        )

    def _today(self) -> date:
        return today_of(self.context)

    def _file_name(self, ending: str) -> str:
        return f"{self.context.office.name} 经营者情况 {self._today().isoformat()}.{ending}"


def _point(month: Month) -> TrendPoint:
    start = month.start
    return TrendPoint(f"{start.month}月", str(start.month), f"{start.year}年{start.month}月", month.complaints)
