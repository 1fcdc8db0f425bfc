"""One rule of the time limits: who, how many days, from when; the last days it gives are said while one types."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.calendars import HANDLERS
from app.services.calendars.rules import LONGEST
from app.services.parsing.dates import parse_date
from app.services.parsing.days import number
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.calendar.limits_page import raw_of
from app.ui.pages.calendar.rules import PAPERS, UNIT_CHOICES, Unit, day_words, example, regions
from app.ui.pages.common import clerk_of, today_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import Field, Labelled
from app.ui.widgets.form import FieldRow
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.calendar import WorkingDays
    from app.services.calendars import Rule

KEYS = (("回车", "下一格"), ("数字", "在有数字的一行里：选那一个"), ("F10", "保存"), ("Esc", "不存，回去"))
_LABEL = 126
_UNIT = re.compile(r" *(?:个工作日|工作日|天|日)$")


class LimitPage(Page):
    """A form; the example in the margin follows what is typed."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "time-limit", "写一条办理期限")
        self._rule: Rule | None = None
        self._days: WorkingDays | None = None
        self.handler = OptionRow("谁来办", list(HANDLERS.items()))
        self.region = OptionRow("用在哪里", regions(context.services.home.office.code))
        self.decide = Field("几天内决定", label_width=_LABEL)
        self.decide_unit = OptionRow("决定受理按什么算", UNIT_CHOICES)
        self.mediate = Field("几天内调解", label_width=_LABEL)
        self.mediate_unit = OptionRow("调解按什么算", UNIT_CHOICES)
        self.papers = OptionRow("补正材料的时候", list(PAPERS.items()))
        self.start = Field("从哪天起", label_width=_LABEL)
        self.end = Field("到哪天为止", label_width=_LABEL)
        self.fields = {
            "decide_days": self.decide,
            "mediate_days": self.mediate,
            "valid_from": self.start,
            "valid_to": self.end,
        }
        self.options = {
            "handler": self.handler,
            "region": self.region,
            "decide_unit": self.decide_unit,
            "mediate_unit": self.mediate_unit,
            "papers": self.papers,
        }

        def labelled(word: str, options: OptionRow) -> Labelled:
            return Labelled(word, options, label_width=_LABEL)

        self._units = [Labelled("", options) for options in (self.decide_unit, self.mediate_unit)]
        self._rows = [
            FieldRow(field, unit) for field, unit in zip((self.decide, self.mediate), self._units, strict=True)
        ]
        self.body.put(
            labelled("谁来办", self.handler), 12,
            labelled("用在哪里", self.region), 12,
            self._rows[0], 12, self._rows[1], 12,
            labelled("补正材料时", self.papers), 12,
            self.start, self.end, None,
        )  # fmt: skip
        self.body.set_design(spacing=0)
        self.use_margin()
        self.margin.say("打个比方")
        self.received = Words("")
        self.accepted = Words("")
        self.since = Words("", "small", colour="ink2")
        self.margin.column.put(self.received, self.accepted, 8, self.since, None)
        for field in self.fields.values():
            field.edited.connect(lambda _: self._follow())
        for options in self.options.values():
            options.changed.connect(lambda _: self._follow())
        save = Button("保存", "primary", icon="floppy-disk", main=True, key="F10", on=self.save)
        self.bar.set_buttons([Button("不存，回去", main=True, key="Esc", on=context.back)], [save])

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "_rows"):
            for row, unit in zip(self._rows, self._units, strict=True):
                row.set_breadth(breadth)
                unit.set_label("", 0 if breadth.width == "wide" else _LABEL)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if "rule" not in how and self._days is not None:
            return
        self.show_banner(None)
        self._fill(how.get("rule"))
        database = self.context.services.database

        def read(progress: Progress) -> WorkingDays:
            from app.services import calendar

            return calendar.of(database)[0]

        def show(days: WorkingDays) -> None:
            self._days = days
            self._follow()

        self.context.jobs.read(read, show, channel="time-limit", owner=self)

    def _fill(self, rule: Rule | None) -> None:
        """An own rule to change, a shipped one to begin a new one from, or nothing at all."""
        self._rule = rule if rule is not None and rule.own else None
        own = [key for key in self.region.keys if key][:1]
        for field in self.fields.values():
            field.clear_hint()
        if rule is None:
            chosen = {"handler": "committee", "decide_unit": "working", "mediate_unit": "working", "papers": "restart"}
            texts = {"decide_days": "", "mediate_days": "", "valid_from": "", "valid_to": ""}
        else:
            raw = raw_of(rule)
            chosen = {name: raw[name] for name in self.options}
            texts = {name: raw[name] for name in self.fields}
        if self._rule is None:
            chosen["region"] = own[0] if own else ""
            texts["valid_from"], texts["valid_to"] = today_of(self.context).isoformat(), ""
        for name, options in self.options.items():
            options.choose([chosen[name]])
        for name, field in self.fields.items():
            field.set_text(texts[name])
        title = "改一条办理期限" if self._rule is not None else "新写一条办理期限"
        begun = "程序带来的那一条不动，这是照它新写的一条" if rule is not None and self._rule is None else ""
        self.head.say(title, begun)

    def first_focus(self) -> QWidget | None:
        return self.decide

    # -- following what is typed ----------------------------------------------------------------------
    def _many(self, field: Field) -> int | None:
        """The days typed, in figures or characters, with or without their unit; None for anything else."""
        many = number(_UNIT.sub("", field.text().strip()))
        return many if 0 < many <= LONGEST else None

    def _unit(self, options: OptionRow) -> Unit:
        return "working" if "working" in options.chosen() else "calendar"

    def _follow(self) -> None:
        today = today_of(self.context)
        for field in (self.decide, self.mediate):
            wrong = bool(field.text().strip()) and self._many(field) is None
            field.say("写一个天数", "error") if wrong else field.clear_hint()
        for field, none in ((self.start, "空着：一直都用"), (self.end, "空着：没有到头的日子")):
            read = parse_date(field.text(), today)
            if not read.ok:
                field.say("不像一个日子", "error")
            elif isinstance(read.value, date):
                field.say(f"{read.value.year}年{day_words(read.value, read.value)}")
            else:
                field.say(none)
        decide, mediate = self._many(self.decide), self._many(self.mediate)
        if self._days is None or decide is None or mediate is None:
            self.received.setText("天数写好了，这里就说出今天收到的投诉哪天到期。")
            self.accepted.setText("")
            self.since.setText("")
            return
        one = (decide, self._unit(self.decide_unit))
        two = (mediate, self._unit(self.mediate_unit))
        received, accepted = example(today, one, two, self._days)
        self.received.setText(received)
        self.accepted.setText(accepted)
        self.since.setText(
            "那天以后收到的投诉用这一条；以前收到的，还照原来的算。" if self.start.text().strip() else ""
        )

    # -- saving ---------------------------------------------------------------------------------------
    def save(self) -> None:
        """Save the rule, and go back to the table with a way to undo."""
        raw = {name: field.text().strip() for name, field in self.fields.items()}
        for name, field in (("decide_days", self.decide), ("mediate_days", self.mediate)):
            many = self._many(field)
            raw[name] = raw[name] if many is None else str(many)
        raw |= {name: next(iter(options.chosen()), "") for name, options in self.options.items()}
        raw |= {"name": HANDLERS.get(raw["handler"], ""), "key": self._rule.key if self._rule is not None else ""}
        calendars, by, before = self.context.services.calendars, clerk_of(self.context), self._rule

        def done(rule: Rule) -> None:
            self._days = None  # the next arrival starts anew
            self.context.go("time-limits", instead=True, saved="存好了，期限都照新的算", undo=self._undo(before, rule))

        self.context.jobs.write(
            lambda progress: calendars.put_rule(raw, by=by), done, changes={"calendar"}, failed=self._failed, owner=self
        )

    def _undo(self, before: Rule | None, rule: Rule) -> Callable[[], None]:
        context = self.context
        calendars, by = context.services.calendars, clerk_of(context)

        def work(progress: Progress) -> object:
            if before is not None:
                return calendars.put_rule(raw_of(before) | {"key": rule.key}, by=by)
            return calendars.drop_rule(rule.key, by=by)

        def undo() -> None:
            context.jobs.write(work, lambda _: context.go("time-limits", saved="撤销了"), changes={"calendar"})

        return undo

    def _failed(self, error: AppError) -> None:
        first: Field | None = None
        for issue in error.issues:
            field = self.fields.get(issue.cell or "")
            if field is not None:
                field.say(issue.message, "error")
                first = first or field
        self.show_banner(Banner("没有存", f"{error.message}（号码 {error.number}）", tone="error"))
        self.context.tell(error.message)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
