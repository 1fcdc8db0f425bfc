"""A case that may have been written down before: said in the margin, compared on request, decided by the person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.pages.common import parties, short_day
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.margin import Section
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.comparison import ComparedField, ComparisonPanel
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.duplicates import Likely
    from app.ui.pages.entry.page import EntryPage

_PAUSE = 400
_WATCHED = ("complainant", "phone", "trader", "item", "amount", "purchased_on", "facts", "category", "nature")


class Doubles(Section):
    """``compare(likely)`` when the person wants to look, ``decided`` after an answer."""

    compare = Signal(object)
    decided = Signal()

    def __init__(self, page: EntryPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self.linked: list[str] = []
        self.dismissed: list[str] = []
        self._found: tuple[Likely, ...] = ()
        self._banner: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._ask)
        form.edited.connect(lambda name: self._timer.start() if name in _WATCHED else None)
        page.margin.foot.show()
        self.set_breadth(page.breadth)

    def set_breadth(self, breadth: Breadth) -> None:
        """The notice has less to say where there is less room."""
        self._show()

    # -- answers --------------------------------------------------------------------------------------
    def answers(self) -> dict[str, list[str]]:
        """What was decided so far, for the draft and for the register."""
        return {"linked": list(self.linked), "dismissed": list(self.dismissed)}

    def set_answers(self, answers: Any) -> None:
        """Take up the answers of a draft."""
        known = answers if isinstance(answers, dict) else {}
        self.linked = [str(id) for id in known.get("linked", ())]
        self.dismissed = [str(id) for id in known.get("dismissed", ())]
        self._ask()

    def link(self, id: str) -> None:
        """One matter, two cases: kept when this one is stored."""
        self.linked.append(id)
        self._settle(id)

    def dismiss(self, id: str) -> None:
        """Not the same; not offered again."""
        self.dismissed.append(id)
        self._settle(id)

    def _settle(self, id: str) -> None:
        self._found = tuple(each for each in self._found if each.id != id)
        self._show()
        self.decided.emit()

    def forget(self) -> None:
        self.linked, self.dismissed, self._found = [], [], ()
        self._timer.stop()
        self._show()

    # -- finding --------------------------------------------------------------------------------------
    def _ask(self) -> None:
        if self.form.composing:
            self._timer.start()
            return
        texts = {name: text for name, text in self.form.texts().items() if text}
        if len([name for name in ("complainant", "phone", "trader", "amount") if name in texts]) < 2:
            self._found = ()
            self._show()
            return
        duplicates, today = self.page.context.services.duplicates, self.form.today
        settled = (*self.linked, *self.dismissed)
        self.page.context.jobs.read(
            lambda progress: duplicates.likely(texts, today, "", settled),
            self._show_found,
            channel="doubles",
            owner=self,
        )

    def _show_found(self, found: Sequence[Likely]) -> None:
        settled = {*self.linked, *self.dismissed}
        fresh = tuple(each for each in found if each.id not in settled)
        if [(each.id, each.reasons) for each in fresh] == [(each.id, each.reasons) for each in self._found]:
            self._found = fresh
            return
        self._found = fresh
        self._show()

    @property
    def first(self) -> Likely | None:
        """The likeliest one that nothing was said about yet."""
        return self._found[0] if self._found else None

    def _show(self) -> None:
        column = self.page.margin.foot_column
        if self._banner is not None:
            old, self._banner = self._banner, None
            self.changed.emit()
            old.hide()
            old.deleteLater()
        likely, breadth = self.first, self.page.breadth
        if likely is None:
            return
        look_button = Button("对照看看", key="F6", bound=False, on=self.ask_compare)
        if breadth.width == "wide":
            day = short_day(likely.received_on, self.form.today)
            said = f"{likely.number[-4:]} 号 · {day} · {parties(likely.complainant, likely.trader)}。"
            not_it = Button("不是同一件", "quiet", on=lambda: self.dismiss(likely.id))
            title = "可能已经记过一件" if len(self._found) == 1 else f"可能已经记过，有 {len(self._found)} 件像"
            self._banner = Banner(
                title,
                said + "、".join(likely.reasons) + "。",
                icon="files",
                stacked=True,
                actions=(look_button, not_it),
            )
        else:
            look_button.set_text("可能已经记过")
            self._banner = QWidget()
            inside = Column(self._banner, spacing=4)
            inside.put(look_button)
            if breadth.width == "narrow":
                inside.put(Words("、".join(likely.reasons), "small", colour="question"))
        self._banner.setAccessibleName("可能已经记过一件")
        if breadth.width == "narrow":
            self._banner.setParent(self.page.margin)
            self.changed.emit()
        else:
            column.put(self._banner)

    def widget(self, name: str) -> QWidget | None:
        return self._banner if self.page.breadth.width == "narrow" else None

    # -- comparing ------------------------------------------------------------------------------------
    def ask_compare(self) -> None:
        """F6."""
        if self.first is not None:
            self.compare.emit(self.first)

    def panel(self, likely: Likely, narrow: bool) -> ComparisonPanel:
        """The comparison of what is being written with one of the register."""
        order = {"different": 0, "near": 1, "same": 2, "unknown": 3}
        fields = sorted(likely.compared, key=lambda each: order[each.same])
        return ComparisonPanel(
            "正在写的这件",
            f"{likely.number[-4:]} 号",
            [ComparedField(each.label, each.here, each.there, each.same) for each in fields],
            narrow=narrow,
        )
