"""What the register remembers while a name or a telephone is typed: traders, and people who complained before.

One key takes a trader or a person over; only empty fields are filled, visibly, and Ctrl+Z takes them out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.pages.common import clerk_of, short_day
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.margin import Section
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Card
from app.ui.widgets.field import TextInput
from app.ui.widgets.layouts import Column
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.record import Record
    from app.services.memory import KnownPerson, KnownTrader
    from app.ui.pages.entry.frame import FormPage

_PAUSE = 120
_MOST = 6
#: How much must be written before anybody is offered.
_LEAST = {"complainant": 2, "phone": 5, "trader": 1}
_WATCHED = tuple(_LEAST)


class Remembering(Section):
    """The list in the margin beside name, telephone and trader."""

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self._traders: dict[str, KnownTrader] = {}
        self._people: dict[str, KnownPerson] = {}
        #: The trader that stands in the field, as the register knows it.
        self._known: KnownTrader | None = None
        self._alike: tuple[str, ...] = ()
        self._asked = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._ask)
        self._panel = QWidget(page.margin)
        self._panel.hide()
        self._head = Words("", "small", colour="ink2")
        self.offers = OfferList("记得的")
        self.look_button = Button("看看这几件", icon="eye", on=self._look)
        self.join_button = Button("", icon="storefront", on=self._join)
        self._cases = QWidget()
        self._cases_column = Column(self._cases, spacing=8)
        self._cases.hide()
        column = Column(self._panel, spacing=8)
        column.put(self._head, self.offers, self.look_button, self.join_button, self._cases)
        self.offers.taken.connect(self._take)
        form.came.connect(self._came)
        form.edited.connect(self._edited)
        form.left.connect(self._left)
        for name in _WATCHED:
            field = form.fields[name].input
            assert isinstance(field, TextInput)
            field.moved.connect(self.offers.move)
        memory = page.context.services.memory
        page.context.jobs.read(lambda progress: memory.warm(), long=True, channel="memory", owner=self)

    # -- the margin -----------------------------------------------------------------------------------
    def widget(self, name: str) -> QWidget | None:
        if name not in _WATCHED:
            return None
        trader = name == "trader"
        return self._panel if self.offers.offers or (trader and (self._known or self._alike)) else None

    def title(self, name: str) -> tuple[str, str]:
        if self.widget(name) is None:
            return "", ""
        return ("记得的商家" if name == "trader" else "以前来过的人"), ""

    def settle(self, name: str) -> bool:
        """Return on an offer the arrow keys came to takes it."""
        if name in _WATCHED and self.offers.current_key:
            self._take(self.offers.current_key)
            return True
        return False

    def forget(self) -> None:
        self._known, self._alike, self._asked = None, (), ""
        self._close_cases()
        self._show()

    def _came(self, name: str) -> None:
        self._asked = ""
        self._close_cases()
        self.offers.set_offers(())
        if name in _WATCHED:
            self._timer.start()

    def _edited(self, name: str) -> None:
        if name == "trader":
            self._known, self._alike = None, ()
            self._close_cases()
        if name in _WATCHED and name == self.form.now:
            self._timer.start()

    # -- asking ---------------------------------------------------------------------------------------
    def _ask(self) -> None:
        name = self.form.now
        if name not in _WATCHED:
            return
        if self.form.composing:
            self._timer.start()
            return
        typed, today = self.form.text(name), self.form.today
        if f"{name} {typed}" == self._asked:
            return
        self._asked = f"{name} {typed}"
        jobs, memory = self.page.context.jobs, self.page.context.services.memory
        if len(typed) < _LEAST[name]:
            self._show_found(name, typed, (), ())
        elif name == "trader":
            jobs.read(
                lambda progress: memory.traders(typed, today, _MOST),
                lambda found: self._show_found(name, typed, found, ()),
                channel="known",
                owner=self,
            )
        else:
            jobs.read(
                lambda progress: memory.complainants(typed, today, _MOST),
                lambda found: self._show_found(name, typed, (), found),
                channel="known",
                owner=self,
            )

    def _show_found(
        self, name: str, typed: str, traders: tuple[KnownTrader, ...], people: tuple[KnownPerson, ...]
    ) -> None:
        if self.form.now != name or self.form.text(name) != typed:
            return
        self._traders = {trader.name: trader for trader in traders}
        self._people = {f"{person.name} {person.phone}": person for person in people}
        offers = [Suggestion(t.name, t.name, "", self._about(t)) for t in traders if t.name != typed or not self._known]
        offers += [Suggestion(key, p.name, p.phone, self._about_person(p)) for key, p in self._people.items()]
        if name == "trader" and typed in self._traders:
            self._known = self._traders[typed]
            offers = [offer for offer in offers if offer.key != typed]
        self.offers.set_offers(offers)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        known = self._known if self.form.now == "trader" else None
        some = bool(self.offers.offers)
        said = "按键取，或点一下" if some else ""
        if known is not None:
            said = f"{known.name}：{self._about(known)}"
        self._head.setText(said)
        self._head.setVisible(bool(said))
        self.look_button.setVisible(known is not None and known.cases > 0)
        self.join_button.setVisible(bool(self._alike) and self.form.now == "trader")
        if self._alike:
            self.join_button.set_text(f"和「{self._alike[0]}」算一家")

    def _about(self, trader: KnownTrader) -> str:
        count = f"今年已有 {trader.cases_this_year} 件" if trader.cases_this_year else "今年还没有"
        return " · ".join(part for part in (count, trader.address or trader.phone) if part)

    def _about_person(self, person: KnownPerson) -> str:
        parts = (f"上次 {short_day(person.last_on, self.form.today)} 投诉", person.last_trader)
        return " ".join(part for part in parts if part)

    # -- taking ---------------------------------------------------------------------------------------
    def _take(self, key: str) -> None:
        if key in self._traders and self.form.now == "trader":
            self._take_trader(self._traders[key])
        elif key in self._people:
            self._take_person(self._people[key])

    def _go_on(self, name: str) -> None:
        """After Return or a tap; an F-key fills and stays, so that one sees what came."""
        if not self.offers.by_key:
            self.form.go_on(name)

    def _fill(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            if text and not self.form.text(name):
                self.form.fill(name, text)

    def _take_trader(self, trader: KnownTrader) -> None:
        self.form.fill("trader", trader.name)
        self._fill({"trader_phone": trader.phone, "trader_address": trader.address, "trader_code": trader.code})
        self._remember(trader)
        self._go_on("trader")

    def _take_person(self, person: KnownPerson) -> None:
        lists, now = self.page.context.services.lists, self.form.now
        self.form.fill("complainant", person.name)
        self.form.fill("phone", person.phone)
        self._fill(
            {
                "sex": lists.label("sex", person.sex),
                "age": "" if person.age is None else str(person.age),
                "address": person.address,
                "id_kind": lists.label("id_kind", person.id_kind),
                "id_number": person.id_number,
            }
        )
        told = f"记得这位：{person.address}" if person.address else "记得这位，以前来过"
        self.form.note("complainant", told, "user", "记得这位")
        self._go_on("phone" if now == "phone" or person.phone else now)

    # -- after the trader is written ------------------------------------------------------------------
    def _left(self, name: str) -> None:
        typed, today, memory = self.form.text("trader"), self.form.today, self.page.context.services.memory
        if name != "trader" or not typed:
            return

        def work(progress: Progress) -> tuple[KnownTrader | None, tuple[str, ...]]:
            return memory.trader(typed, today), memory.likely_spellings(typed, 1)

        def show(found: tuple[KnownTrader | None, tuple[str, ...]]) -> None:
            if self.form.text("trader") == typed:
                known, self._alike = found
                if known is not None:
                    self._remember(known)
                self._show()

        self.page.context.jobs.read(work, show, channel="trader", owner=self)

    def _remember(self, trader: KnownTrader) -> None:
        self._known = trader
        self.form.note(
            "trader", f"记得这家：{self._about(trader)}", "storefront", f"今年已有 {trader.cases_this_year} 件"
        )

    # -- joining and looking --------------------------------------------------------------------------
    def _join(self) -> None:
        """Two spellings of one trader, on request; pressed again it takes that back."""
        typed, other, by = self.form.text("trader"), self._alike[0], clerk_of(self.page.context)
        memory = self.page.context.services.memory

        def done(_: None) -> None:
            self._alike = ()
            self._show()
            self._head.setText(f"「{other}」和「{typed}」从此算一家，件数一起数；各件上写的字不动。")
            self._head.show()
            self._asked = ""
            self.changed.emit()

        def failed(error: AppError) -> None:
            self._head.setText(error.message)
            self._head.show()

        def work(progress: Progress) -> None:
            memory.join([other], typed, by)

        self.page.context.jobs.write(work, done, changes={"trader"}, failed=failed, owner=self)

    def _look(self) -> None:
        """This year's cases of the trader, in the margin; pressed again they go."""
        if not self._cases.isHidden():
            self._close_cases()
            return
        trader, today = self._known, self.form.today
        if trader is None:
            return
        services = self.page.context.services

        def work(progress: Progress) -> list[Record]:
            return [services.complaints.show(id) for id in services.memory.cases(trader.name)[:_MOST]]

        def show(records: list[Record]) -> None:
            while self._cases_column.count():
                item = self._cases_column.takeAt(0)
                old = item.widget() if item is not None else None
                if old is not None:
                    old.hide()
                    old.deleteLater()
            for record in records:
                card = Card()
                inside = Column(card, margins=(12, 8, 12, 8))
                day = short_day(record.received_on, today)
                inside.put(Words(f"{day} {record.complainant or '没写姓名'}", bold=True))
                said = " · ".join(part for part in (record.item, record.facts.replace("\n", " ")) if part)
                inside.put(Words(said or "没写别的", "small", colour="ink2", most=2))
                self._cases_column.put(card)
            self._cases.show()
            self.look_button.set_text("收起来")
            self.changed.emit()

        self.page.context.jobs.read(work, show, channel="look", owner=self)

    def _close_cases(self) -> None:
        self._cases.hide()
        self.look_button.set_text("看看这几件")
