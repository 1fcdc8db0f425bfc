"""Making an indicator of the office's own, or changing one; what it gives is counted while one chooses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.codelists import plain
from app.services.indicators.choosing import INTAKES, MEASURES, events_for
from app.services.periods import month_of, parse_period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.indicators.condition_rows import VALUE, WHAT, ConditionRow
from app.ui.pages.indicators.list_page import figure_words
from app.ui.pages.indicators.offering import Offering
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.field import Field, Labelled
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.indicators.faces import IndicatorCard, Tried
    from app.services.indicators.tagging import TagFace
    from app.services.periods import Period

_LABEL = 84
_ROWS = 5
#: How long after the last key the figure is counted again, in ms.
_PAUSE = 500
_KINDS = (("A", "从台账里数"), ("B", "每期自己填"), ("D", "由别的指标算"))


class IndicatorPage(Page):
    """``arrive(indicator=)`` changes one, ``arrive(indicator="", name=)`` makes a new one."""

    watches = frozenset({"complaint"})
    key_card = (
        ("回车", "下一栏"),
        ("数字", "选右边的一项"),
        ("F6", "再加一条条件"),
        ("F8", "看数出来的是哪些"),
        ("F10", "保存"),
        ("Esc", "不存，回去"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "indicator", "设一个指标")
        self._key, self._begun = "", False
        self.lists, self.today = context.services.lists, today_of(context)
        self.tags: tuple[str, ...] = ()
        self.names: tuple[tuple[str, str, str], ...] = ()
        self._tried: Tried | None = None
        self._make_fields()
        self._lay_out()
        self.use_margin()
        self.offering = Offering(self, self._chosen_from())
        self._connect_fields()
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._try)
        self.records_button = Button(
            "看是哪些", icon="list-checks", main=True, key="F8", short="哪些", on=self._records
        )
        self.bar.set_buttons(
            [Button("不存，回去", main=True, key="Esc", short="回去", on=context.back)],
            [
                self.records_button,
                Button("保存", "primary", icon="floppy-disk", main=True, key="F10", on=self.save),
            ],
        )

    def _make_fields(self) -> None:
        self.name = Field("名称", label_width=_LABEL)
        self.kind = OptionRow("数从哪里来", _KINDS)
        self.intake = OptionRow("数哪一类", list(INTAKES.items()))
        self.step = Field("数到哪步", label_width=_LABEL, stays=True)
        self.measure = OptionRow("数什么", [(key, words) for key, (words, _, _) in MEASURES.items()])
        self.match = OptionRow("几条之间", (("all", "每一条都要符合"), ("any", "符合一条就算")))
        self.rows = [ConditionRow(number) for number in range(_ROWS)]
        self.unit = Field("单位", label_width=_LABEL)
        self.adding = OptionRow("累计怎么算", (("sum", "各期相加"), ("last", "取最后一期")))
        self.formula = Field("公式", label_width=_LABEL, stays=True)
        self.places = OptionRow("小数几位", (("0", "不要小数"), ("1", "一位"), ("2", "两位")), digits=False)
        self.synonyms = Field("别名", label_width=_LABEL)
        self.when = OptionRow("试算哪一段", (("last", "上个月"), ("month", "这个月"), ("year", "今年")))
        self.when.choose(["last"])

    def _connect_fields(self) -> None:
        offering = self.offering
        for field in (self.name, self.unit, self.synonyms):
            field.came.connect(offering.serve_nothing)
            field.edited.connect(lambda _: self.try_soon())
        for options in (self.measure, self.match, self.adding, self.places, self.when):
            options.changed.connect(lambda _: self.try_soon())
        self.kind.changed.connect(lambda _: self._kind_chosen())
        self.intake.changed.connect(lambda _: self._intake_chosen())
        for field, part in ((self.step, "step"), (self.formula, "formula")):
            field.came.connect(partial(offering.came, field, part))
            field.edited.connect(partial(offering.edited, field))
            field.entered.connect(partial(offering.entered, field))
        for row in self.rows:
            row.came.connect(lambda part, row=row: offering.came(row.fields[part], part, row))
            row.edited.connect(lambda part, text, row=row: offering.edited(row.fields[part], text))
            row.entered.connect(lambda part, row=row: offering.entered(row.fields[part]))
            row.left.connect(partial(self._remark, row))

    def _lay_out(self) -> None:
        def labelled(word: str, options: OptionRow) -> Labelled:
            return Labelled(word, options, label_width=_LABEL)

        self.counted, self.typed, self.computed = QWidget(), QWidget(), QWidget()
        self._any = labelled("几条之间", self.match)
        self.counted_column = column = Column(self.counted)
        column.put(labelled("数哪一类", self.intake), 8, self.step, labelled("数什么", self.measure), 12)
        self.more_button = Button("再加一条条件", icon="plus", key="F6", on=self._one_more)
        more = Row()
        more.put(_LABEL + 14, self.more_button, None)
        column.put(*self.rows, more, 12, self._any)
        Column(self.typed).put(labelled("累计", self.adding))
        self.computed_column = Column(self.computed)
        self.computed_column.put(self.formula, labelled("小数", self.places), 8)
        self.figure = Words("", "section", bold=True, colour="pine")
        self.rule = Words("")
        self.result = Card()
        inside = Column(self.result, margins=(16, 12, 16, 12), spacing=6)
        inside.put(self.when, self.figure, self.rule)
        self.body.put(self.name, labelled("怎么来", self.kind), 12, self.counted, self.typed, self.computed)
        self.body.put(12, self.result, 12, self.unit, self.synonyms, None)
        self.body.set_design(spacing=0)

    def _chosen_from(self) -> list[Field]:
        return [self.step, self.formula, *(field for row in self.rows for field in row.fields.values())]

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if "indicator" not in how and self._begun:
            return
        self.today, self._begun = today_of(self.context), True
        self.show_banner(None)
        self._key = str(how.get("indicator", ""))
        indicators, key, name = self.context.services.indicators, self._key, str(how.get("name", ""))

        def work(progress: Progress) -> tuple[IndicatorCard | None, tuple[TagFace, ...], list[tuple[str, str, str]]]:
            card = indicators.show(key) if key else None
            names = [(each.key, each.name, " ".join(each.synonyms)) for each in indicators.listed() if each.key != key]
            return card, indicators.tags(), names

        def show(read: tuple[IndicatorCard | None, tuple[TagFace, ...], list[tuple[str, str, str]]]) -> None:
            card, tags, names = read
            self.tags, self.names = tuple(face.tag for face in tags), tuple(names)
            self._fill(card.raw if card is not None else {"name": name, "kind": "A"})

        self.context.jobs.read(work, show, channel="indicator", owner=self)

    def _fill(self, raw: Mapping[str, Any]) -> None:
        kind = str(raw.get("kind", "A"))
        self.name.set_text(str(raw.get("name", "")))
        self.kind.choose([kind])
        self.intake.choose([*(raw.get("intake") or ("complaint",))][:1])
        event = str(raw.get("event") or "accepted")
        self.step.set_text(dict(events_for(self.intake_kinds)).get(event, "受理"))
        self.measure.choose([str(raw.get("measure") or "count")])
        self.match.choose([str(raw.get("match") or "all")])
        self.unit.set_text("" if kind == "A" else str(raw.get("unit", "")))
        self.adding.choose(["last" if raw.get("over_time") == "last" else "sum"])
        self.formula.set_text(str(raw.get("formula") or ""))
        places = raw.get("decimals")
        self.places.choose(["2" if places is None else str(min(int(places), 2))])
        self.synonyms.set_text("、".join(raw.get("synonyms") or ()))
        self.follow_step()
        kept = list(raw.get("where") or ())
        for number, row in enumerate(self.rows):
            row.clear()
            if number < len(kept):
                row.fill(kept[number], self.lists)
            row.setVisible(number == 0 or number < len(kept))
        self._title("")
        self._show_kind()
        self._try()

    def _title(self, fact: str) -> None:
        """What is done, and how many there are: on top, where it is seen whatever one is choosing."""
        self.head.say("改一个指标" if self._key else "新设一个指标", fact)

    def first_focus(self) -> QWidget | None:
        return self.name

    def refresh(self) -> None:
        self.try_soon()

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "records_button"):
            for row in self.rows:
                row.set_breadth(breadth)
            self.offering.arrange()
            self.bar.refresh()

    # -- which parts show -----------------------------------------------------------------------------
    @property
    def intake_kinds(self) -> tuple[str, ...]:
        """The kind of intake that is counted."""
        return self.intake.chosen()[:1] or ("complaint",)

    @property
    def _event(self) -> str:
        typed = plain(self.step.text())
        offered = events_for(self.intake_kinds)
        return next((event for event, word in offered if plain(word) == typed), "")

    def _kind_chosen(self) -> None:
        self._show_kind()
        self._try()

    def _show_kind(self) -> None:
        kind = next(iter(self.kind.chosen()), "A")
        for part, widget in (("A", self.counted), ("B", self.typed), ("D", self.computed)):
            widget.setVisible(kind == part)
        self.unit.setVisible(kind != "A")
        self.when.setVisible(kind != "B")
        self.records_button.setVisible(kind != "B")
        self._show_rows()
        self.bar.refresh()

    def _show_rows(self) -> None:
        shown = [row for row in self.rows if not row.isHidden()]
        self._any.setVisible(len(shown) > 1)
        self.more_button.setVisible(len(shown) < _ROWS)

    def _one_more(self) -> None:
        hidden = next((row for row in self.rows if row.isHidden()), None)
        if hidden is not None and not self.more_button.isHidden():
            hidden.show()
            self._show_rows()
            hidden.fields[WHAT].input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _intake_chosen(self) -> None:
        offered = dict(events_for(self.intake_kinds))
        if self._event not in offered:
            self.step.set_text(offered.get("accepted", next(iter(offered.values()))))
        self.follow_step()
        self.try_soon()

    def follow_step(self) -> None:
        """The rows ask for what is known at the step that is counted."""
        for row in self.rows:
            row.step, row.intake = self._event or "accepted", self.intake_kinds
            self._remark(row)

    def _remark(self, row: ConditionRow) -> None:
        words, wrong = row.remark(self.lists, self.today) if row.begun else ("", False)
        row.say(words, wrong=wrong)

    def go_on(self, field: Field) -> None:
        """To the field after ``field``."""
        order: list[QWidget] = [self.step, self.measure]
        for row in self.rows:
            if not row.isHidden():
                order += row.fields.values()
        order += [self.match, self.formula, self.places, self.when, self.unit, self.synonyms]
        shown = [widget for widget in order if widget.isVisible()]
        at = shown.index(field) + 1 if field in shown else 0
        if at < len(shown):
            shown[at].setFocus(Qt.FocusReason.TabFocusReason)

    # -- trying ---------------------------------------------------------------------------------------
    @property
    def _period(self) -> Period:
        month = month_of(self.today)
        when = next(iter(self.when.chosen()), "last")
        return {"last": month.previous, "month": month}.get(when) or parse_period(f"{self.today.year}")

    def raw(self) -> dict[str, Any]:
        """What is chosen, as the services take it."""
        kind = next(iter(self.kind.chosen()), "A")
        raw: dict[str, Any] = {
            "key": self._key,
            "name": self.name.text().strip(),
            "kind": kind,
            "synonyms": self.synonyms.text().strip(),
        }
        if kind == "A":
            rows = [row for row in self.rows if not row.isHidden() and row.begun]
            raw |= {
                "intake": self.intake_kinds,
                "event": self._event or self.step.text().strip(),
                "measure": next(iter(self.measure.chosen()), "count"),
                "match": next(iter(self.match.chosen()), "all"),
                "where": [row.raw() for row in rows],
            }
        elif kind == "B":
            raw |= {"unit": self.unit.text().strip(), "over_time": next(iter(self.adding.chosen()), "sum")}
        else:
            raw |= {
                "unit": self.unit.text().strip(),
                "formula": self.formula.text().strip(),
                "decimals": next(iter(self.places.chosen()), "2"),
            }
        return raw

    def try_soon(self) -> None:
        """Count again, once the person pauses."""
        self._again.start(_PAUSE)

    def _try(self) -> None:
        """Count what is chosen so far."""
        indicators, raw, period, today = self.context.services.indicators, self.raw(), self._period, self.today
        if raw["kind"] == "D" and not raw["formula"]:
            self._say_tried(None, "写好公式，这里就算出来。")
            return
        raw |= {"synonyms": "", "unit": raw.get("unit") or ("件" if raw["kind"] == "B" else "")}
        self.context.jobs.read(
            lambda progress: indicators.try_out({**raw, "name": ""}, period, today=today),
            lambda tried: self._say_tried(tried, ""),
            failed=lambda error: self._say_tried(None, error.issues[0].message if error.issues else error.message),
            channel="indicator-try",
            owner=self,
        )

    def _say_tried(self, tried: Tried | None, words: str) -> None:
        self._tried = tried
        typed = "B" in self.kind.chosen()
        if tried is None:
            self.figure.setText("还没有写全")
            self.rule.setText(words)
            self._title("还没有写全")
        else:
            now, before = figure_words(tried.value, tried.unit), figure_words(tried.before, tried.unit)
            self.figure.setText(
                "每期在月报里填"
                if typed
                else f"{tried.period}有 {now}，上年同期{before if tried.before.number is None else ' ' + before}"
            )
            self.rule.setText(tried.rule)
            self._title("每期自己填" if typed else f"{tried.period}有 {now}")
        few = tried is None or not tried.count or tried.of != "complaint"
        self.records_button.set_off("一件也没有" if few else "")
        self.bar.refresh()

    def _records(self) -> None:
        if self._tried is not None and self._tried.count and self._tried.of == "complaint":
            name = self.name.text().strip() or "试算的指标"
            self.context.go("tagging", ids=self._tried.records, name=f"{name}，{self._tried.period}")

    # -- saving ---------------------------------------------------------------------------------------
    def save(self) -> None:
        """Keep the indicator, and go to it in the catalogue."""
        indicators, raw, by, today = self.context.services.indicators, self.raw(), clerk_of(self.context), self.today
        self.context.jobs.write(
            lambda progress: indicators.put(raw, by=by, today=today),
            self._saved,
            changes={"indicator"},
            failed=self._not_saved,
            owner=self,
        )

    def _saved(self, card: IndicatorCard) -> None:
        told = f"{'改好了' if self._key else '设好了'}：{card.face.name}"
        self._begun = False
        remarks = "".join(issue.message for issue in card.issues)
        self.context.go("indicators", instead=True, indicator=card.face.key, told=told, remarks=remarks)

    def _not_saved(self, error: AppError) -> None:
        wrong: Field | None = None
        for issue in error.issues:
            if issue.severity != "error":
                continue
            field = self._field_of(issue.code, str(issue.params.get("name", "")))
            if field is not None:
                field.say(issue.message.split("。")[0] + "。", "error", shorter=_SHORTER.get(issue.code, "请再看一看"))
                wrong = wrong or field
        for row in self.rows:
            words, bad = row.remark(self.lists, self.today)
            if bad and not row.isHidden():
                row.say(words, wrong=True)
                wrong = wrong or row.fields[VALUE]
        self.show_banner(Banner("还没有保存", error.message, tone="error"))
        (wrong or self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _field_of(self, code: str, name: str) -> Field | None:
        if code == "indicator.name_taken" and name != self.name.text().strip():
            return self.synonyms
        return {
            "indicator.needs_name": self.name,
            "indicator.name_taken": self.name,
            "indicator.needs_unit": self.unit,
            "indicator.long_unit": self.unit,
            "indicator.in_use": self.unit,
            "indicator.bad_formula": self.formula,
            "indicator.formula_unknown": self.formula,
            "indicator.circle": self.formula,
        }.get(code)


#: What is said beside a field that has no room for a whole sentence; the sentence stands on top.
_SHORTER = {
    "indicator.needs_name": "要写名称",
    "indicator.name_taken": "这个名称已经有了",
    "indicator.needs_unit": "要写单位",
    "indicator.long_unit": "单位太长了",
    "indicator.in_use": "报过数，不能改",
    "indicator.circle": "公式绕回了自己",
}
