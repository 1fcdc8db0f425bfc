"""写表头: what the new template is called, which periods it is for, from when, when it is due, what late records do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.templates.steps import steps_of
from app.ui.pages.templates.wording import PERIODS, day_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import Field, Labelled
from app.ui.widgets.form import FieldRow
from app.ui.widgets.options import OptionRow
from app.ui.widgets.steps import StepBar
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Draft

_LATE = (("late-report", "作补报，算在下一期"), ("reopen", "把那一期重开，重新报"))
_WIDE = 118
KEYS = (("回车", "下一栏"), ("F10", "下一步，勾稽关系"), ("Esc", "回到对格子"))


class HeadPage(Page):
    """A short form; every field is kept when it is left."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "bind-head", "写表头")
        self.draft: Draft | None = None
        self.steps = StepBar("认表")
        self.title = Field("表的名称", label_width=_WIDE, required=True)
        self.periods = OptionRow("报什么", list(PERIODS.items()), several=True)
        self.since = Field("从哪期用起", label_width=_WIDE)
        self.until = Field("用到哪期", label_width=_WIDE)
        self.due = Field("几日前报", label_width=_WIDE)
        self.cut_off = Field("截止到几日", label_width=_WIDE)
        self.late = OptionRow("封存以后又来的记录", _LATE)
        self._rows = (FieldRow(self.since, self.until), FieldRow(self.due, self.cut_off))
        self.steps.chosen.connect(self._step_chosen)
        self.body.put(
            self.steps,
            8,
            self.title,
            Labelled("报什么", self.periods, label_width=_WIDE),
            10,
            *self._rows,
            Labelled("以后补来的", self.late, label_width=_WIDE),
            None,
        )
        self.use_margin()
        self.margin.say("表头是什么")
        self.margin.column.put(
            Words("市里的表每年会换。这里写的是这一份表：叫什么，报哪些期，哪天前报。"),
            Words("截止到几日", "small", colour="ink2"),
            Words("有的表从上月26日算到本月25日，就写 25；按整月算，空着不写。"),
            Words("以后补来的", "small", colour="ink2"),
            Words("一期已经封存，又来了一件那一期的投诉，平时怎么办。到时候还会问，可以一件一件另定。"),
            None,
        )
        self.back_button = Button("回到对格子", icon="arrow-left", main=True, key="Esc", on=self._back)
        self.go_button = Button(
            "下一步", "primary", icon="arrow-right", key="F10", main=True, forward=True, on=self.go_on
        )
        self.bar.set_buttons([self.back_button], [self.go_button])
        self.since.edited.connect(lambda _: self._echo(self.since))
        self.until.edited.connect(lambda _: self._echo(self.until))
        self.due.edited.connect(lambda _: self._echo_days())
        self.cut_off.edited.connect(lambda _: self._echo_days())

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        draft = how.get("draft")
        if not isinstance(draft, str):
            return
        self.show_banner(None)
        binding = self.context.services.binding
        self.context.jobs.read(lambda progress: binding.draft(draft), self._show, channel="bind", owner=self)

    def _show(self, draft: Draft) -> None:
        self.draft = draft
        head = draft.head
        self.head.say("第 2 步 写表头", draft.file_name)
        self.steps.set_steps(steps_of(draft, 1))
        self.title.set_text(head.title or draft.title)
        self.periods.choose(head.periods)
        self.since.set_text(day_of(head.valid_from))
        self.until.set_text(day_of(head.valid_until))
        self.due.set_text(str(head.due_day or ""))
        self.cut_off.set_text(str(head.cut_off or ""))
        self.late.choose([head.late])
        self._echo(self.since)
        self._echo(self.until)
        self._echo_days()

    def first_focus(self) -> QWidget | None:
        return self.title

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "steps"):
            self.steps.set_short(breadth.width != "wide")
            self.steps.setVisible(not breadth.low)
            for row in self._rows:
                row.set_breadth(breadth)

    def escape(self) -> bool:
        self._back()
        return True

    # -- understanding --------------------------------------------------------------------------------
    def _period(self, field: Field) -> str | None:
        """The period typed, as it is kept; None when it cannot be understood."""
        from app.services.periods import parse_period

        text = field.text().strip()
        if not text:
            return ""
        try:
            return parse_period(_plain_period(text, today_of(self.context).year)).text
        except AppError:
            return None

    def _echo(self, field: Field) -> None:
        found = self._period(field)
        if found is None:
            field.say("看不懂这一期，写成 2026年1月", "error")
        elif not found:
            field.say("不写，就一直可以用" if field is self.since else "不写，就用到换新表为止")
        else:
            field.say(f"{day_of(found)}{'起' if field is self.since else '为止'}")

    def _number(self, field: Field, most: int) -> int | None:
        text = field.text().strip().removesuffix("日").removesuffix("号")
        if not text:
            return 0
        if text.isdigit() and text.isascii() and 0 < int(text) <= most:
            return int(text)
        return None

    def _echo_days(self) -> None:
        day = self._number(self.due, 31)
        if day:
            self.due.say(f"期满后下个月{day}日以前", shorter=f"下个月{day}日以前")
        else:
            self.due.say("写 1 到 31", "error")
        last = self._number(self.cut_off, 28)
        if last is None:
            self.cut_off.say("写 1 到 28，按整月算就空着", "error")
        elif last:
            self.cut_off.say(f"上月{last + 1}日到本月{last}日算一期", shorter=f"算到{last}日")
        else:
            self.cut_off.say("按整月、整季算")

    # -- going on -------------------------------------------------------------------------------------
    def _wrong(self) -> Field | None:
        """The first field that cannot be kept as it is."""
        checks = (
            (self.title, bool(self.title.text().strip())),
            (self.since, self._period(self.since) is not None),
            (self.until, self._period(self.until) is not None),
            (self.due, bool(self._number(self.due, 31))),
            (self.cut_off, self._number(self.cut_off, 28) is not None),
        )
        return next((field for field, right in checks if not right), None)

    def go_on(self) -> None:
        """Keep the head and go on to the rules."""
        if self.draft is not None:
            self._keep("template-rules")

    def _keep(self, then: str) -> None:
        wrong = self._wrong()
        periods = self.periods.chosen()
        if wrong is not None or not periods:
            what = "选一样报什么" if wrong is None else wrong.hint or "这一栏要写"
            self._say(Banner("还差一点", what, tone="question"))
            (wrong or self.periods).setFocus(Qt.FocusReason.OtherFocusReason)
            return
        assert self.draft is not None
        binding, draft = self.context.services.binding, self.draft.id
        settings: dict[str, Any] = {
            "title": self.title.text().strip(),
            "periods": periods,
            "valid_from": self._period(self.since) or "",
            "valid_until": self._period(self.until) or "",
            "due_day": self._number(self.due, 31),
            "cut_off": self._number(self.cut_off, 28) or 0,
            "late": next(iter(self.late.chosen()), "late-report"),
        }

        def work(progress: Progress) -> Draft:
            return binding.set_head(draft, **settings)

        def done(found: Draft) -> None:
            self.draft = found
            self.context.go(then, draft=draft)

        self.context.jobs.write(work, done, changes={"template"}, failed=self._failed, owner=self)

    def _back(self) -> None:
        if self.draft is not None and self._wrong() is None and self.periods.chosen():
            self._keep("bind")
        else:
            self.context.go("bind", draft=self.draft.id if self.draft is not None else "")

    def _step_chosen(self, step: int) -> None:
        if self.draft is not None and step != 1:
            from app.ui.pages.templates.steps import PAGES

            self._keep(PAGES[step])

    def _failed(self, error: AppError) -> None:
        self._say(Banner("没有存成", f"{error.message}（号码 {error.number}）", tone="error", stacked=True))

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())


def _plain_period(text: str, year: int) -> str:
    """A period as one writes it («2026年1月», «1月», «2026年上半年») in the program's spelling."""
    import re

    text = text.replace(" ", "").removesuffix("起")
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    text = text.translate(digits)
    found = re.fullmatch(r"(?:(\d{4})[年.\-/])?(\d{1,2})月?", text)
    if found and 1 <= int(found[2]) <= 12:
        return f"{found[1] or year}-{int(found[2]):02d}"
    found = re.fullmatch(r"(\d{4})年第?([一二三四1-4])季度?", text)
    if found:
        return f"{found[1]}Q{'一二三四'.find(found[2]) + 1 or found[2]}"
    found = re.fullmatch(r"(\d{4})年([上下])半年", text)
    if found:
        return f"{found[1]}H{1 if found[2] == '上' else 2}"
    found = re.fullmatch(r"(\d{4})年?", text)
    return found[1] if found else text
