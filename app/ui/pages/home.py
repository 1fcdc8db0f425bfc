"""首页: three ways to begin, what waits, and the month so far. A city sees which returns are missing instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTime
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.parsing.money import format_yuan
from app.services.periods import Period, month_of
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, long_day, today_of
from app.ui.pages.home_month import MonthStanding, month_standing
from app.ui.pages.home_parts import BigCard, Todo, TodoRow
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.marks import StatusMark
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.errors import Issue
    from app.progress import Progress
    from app.services.drafts import Draft
    from app.services.submissions.records import Standing
    from app.services.waiting import Today


#: The groups of what is due: what stands in the line, the remark, its tone and icon, the digit that leads there.
_DUE: tuple[tuple[str, str, str, Tone, str, str], ...] = (
    ("overdue", "过了期限", "先办这些", "error", "warning-circle", "4"),
    ("today", "今天到期", "今天是最后一天", "question", "clock", "5"),
    ("soon", "三天内到期", "", "question", "clock", "6"),
    ("waiting", "等对方", "补材料、鉴定、答复", "plain", "", "7"),
    ("follow_up", "该回访", "问一问满意不满意", "plain", "", "8"),
)


def _money(fen: int | None) -> tuple[str, str]:
    """A sum as number and unit: from ten thousand yuan on in 万元, as the returns have it."""
    if fen is None:
        return ("—", "元")
    return (f"{fen / 1_000_000:,.2f}", "万元") if fen >= 1_000_000 else (format_yuan(fen), "元")


class _Figure(QWidget):
    """A line of the month: word, number, unit."""

    def __init__(self, word: str, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unit = Words(unit, "small", colour="ink2", wrap=False)
        self.number = Words("", 30, bold=True, colour="pine", wrap=False)  # type: ignore[arg-type]  # a size of its own
        row = Row(self, spacing=10)
        row.put(Words(word, wrap=False), None)
        row.put(self.number, self.unit)


#: Kinds of drafts that can be gone on with here, and which parts of each its page has to be told of: a case, or a
#: pile, knows its own draft.
_RESUMED: dict[str, tuple[str, ...]] = {
    "entry": (),
    "change": ("case",),
    "pile": ("pile",),
    "move": ("case", "move"),
    "paper": ("case", "kind", "event"),
}


class HomePage(Page):
    """The first page of a station, a county or a city."""

    watches = frozenset({"complaint", "enquiry", "import", "return", "submission", "figure", "calendar", "letter"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "home", "首页")
        self._city = context.office.level == "city"
        self.body.set_design(margins=(40, 8, 40, 24), spacing=16)
        self.greeting = self.head.title
        self.greeting.set_look(size="greeting")
        self.day = Words("", colour="ink2", wrap=False)
        practising = context.services.home.practice == "desk"
        under_greeting: list[QWidget] = [self.day]
        if context.office.name.endswith("（练习）"):
            words = "这是练习，记在这里的都不算数" if practising else "这是练习，数都是编的"
            under_greeting.append(StatusMark(words, tone="question", icon="info"))
        self._today = Flow(*under_greeting, spacing=24, middle=True)
        self.body.put(self._today)
        go = context.go
        ways = [Button("换个人用", "quiet", icon="user", on=lambda: go("who"))]
        if practising:
            leave = Button("练完了，回去", icon="arrow-u-up-left", key="F12", on=lambda: go("leave"))
            ways.insert(0, leave)
        if not practising and not self._city:
            ways.append(Button("练一练", "quiet", icon="graduation-cap", on=lambda: go("practice")))
        if not practising and context.office.level != "station":
            ways.append(Button("做开户文件", "quiet", icon="identification-card", on=lambda: go("setup-file")))
        self._more = Flow(*ways, spacing=12)
        self._draft: Banner | None = None
        self.cards = self._make_cards()
        self._card_row = Row(spacing=16)
        for at, card in enumerate(self.cards):
            self._card_row.put(card, stretch=2 if at == 0 else 1)
        held = QWidget()
        self._cards_holder = Column(held)
        self._cards_holder.put(self._card_row)
        self.body.put(4, held, 4)
        self.todo_title = Words("待办", "section", bold=True, wrap=False)
        self.todo_fact = Words("", colour="ink2", wrap=False)
        self.todo_card = Card()
        self._todo_column = Column(self.todo_card, margins=(1, 4, 1, 4))
        self._rows: list[QWidget] = []
        left = QWidget()
        left_column = Column(left, spacing=8)
        heading = Row(spacing=14)
        heading.put(self.todo_title, self.todo_fact, None)
        left_column.put(heading, self.todo_card, None)
        self.month = Card(fill="celadon", hairline=False)
        self._month_column = Column(self.month, margins=(24, 16, 24, 20), spacing=10)
        self.month_title = Words("", "section", bold=True, wrap=False)
        self.figures = [_Figure("投诉", "件"), _Figure("咨询来访", "人次"), _Figure("挽回损失", "元")]
        self.month_return = Button("", icon="table", on=lambda: go("monthly", **self._return_how))
        self.month_return.hide()
        self._return_how: dict[str, Any] = {}
        self._month_column.put(self.month_title, *self.figures, None, self.month_return)
        self._below = Row(spacing=28)
        self._below.put(left, stretch=2)
        self._below.put(self.month, stretch=1)
        self.body.put(self._below, self._more, None)
        if self._city:
            self.month.hide()

    def _make_cards(self) -> list[BigCard]:
        go = self.context.go
        if self._city:
            ways: list[tuple[str, str, str, Callable[[], object]]] = [
                ("市级汇总", "收各县的表，核对，汇总", "stack", lambda: go("merge")),
                ("月报", "本级和汇总的表", "table", lambda: go("monthly")),
                ("找一件投诉", "姓名、电话、商家", "magnifying-glass", lambda: go("register", search=True)),
            ]
        else:
            ways = [
                ("登记投诉", "有人来投诉，从这里记下来", "note-pencil", lambda: go("entry")),
                ("记一次咨询", "问一声、来一趟", "chat-circle-text", lambda: go("enquiries")),
                ("找一件投诉", "姓名、电话、商家", "magnifying-glass", lambda: go("register", search=True)),
            ]
        cards = []
        for at, (title, text, icon, call) in enumerate(ways, start=1):
            card = BigCard(title, text, icon, str(at), primary=at == 1)
            card.clicked.connect(call)
            cards.append(card)
        return cards

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        self._greet()
        self._show_draft()
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.cards[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            rows = [row for row in self._rows if isinstance(row, TodoRow) and row.todo.digit == event.text()]
            for way in (*(card for card in self.cards if card.digit == event.text()), *rows):
                way.click()
                return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if not hasattr(self, "_below"):
            return
        directions = Row.Direction
        narrow = breadth.width == "narrow"
        self._card_row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._card_row.setStretch(0, 2 if breadth.width == "wide" else 1)
        self._below.setDirection(directions.LeftToRight if breadth.width == "wide" else directions.TopToBottom)
        self._place_today(beside=breadth.width == "wide")

    def _place_today(self, *, beside: bool) -> None:
        """The date beside the greeting where there is room, so that all of the page stands in an ordinary window."""
        stands_beside = self._today.parentWidget() is self.head
        self.head.fact.setVisible(not beside)  # empty: it keeps the greeting at the left where the date is below
        if beside and not stands_beside:
            self.body.removeWidget(self._today)
            self.head.add_left(self._today, stretch=1)
        elif stands_beside and not beside:
            self.head.take(self._today)
            self.body.insertWidget(0, self._today)

    def _arrange(self) -> None:
        super()._arrange()
        self._head_box.set_design(margins=(40, 12 if self.breadth.low else 24, 40, 0))

    def _greet(self) -> None:
        hour = QTime.currentTime().hour()
        word = "早上好" if hour < 8 else "上午好" if hour < 12 else "下午好" if hour < 18 else "晚上好"
        clerk = clerk_of(self.context)
        self.greeting.setText(f"{clerk}，{word}" if clerk else word)
        self.day.setText(long_day(today_of(self.context)))
        self._today.restyle()

    def _show_draft(self) -> None:
        """What is not finished, the newest first; read behind whatever a page is still storing of it."""
        drafts = self.context.services.drafts

        def show(found: tuple[Sequence[Draft], Sequence[Issue]]) -> None:
            self._offer_draft(found[0])
            self._say_remarks(found[1])

        self.context.jobs.draft(lambda progress: (drafts.waiting(), drafts.remarks()), show, owner=self)

    def _say_remarks(self, remarks: Sequence[Issue]) -> None:
        """What is to be known about the file of drafts: said until somebody has read it."""
        for issue in remarks:
            seen = Button("知道了", "plain")
            banner = Banner("存草稿的文件换过了", issue.message, tone="question", actions=(seen,))
            seen.chosen.connect(banner.hide)
            self.body.insertWidget(1, banner)

    def _offer_draft(self, waiting: Sequence[Draft]) -> None:
        if self._draft is not None:
            self._draft.hide()
            self._draft.deleteLater()
            self._draft = None
        known = [draft for draft in waiting if draft.kind in _RESUMED]
        if not known:
            return
        newest, many = known[0], len(known)
        parts = _RESUMED[newest.kind]
        how = {part: newest.content.get(part, "") for part in parts} if parts else {"draft": newest.id}
        go = Button("接着写", icon="pencil-simple", key="F2", on=lambda: self.context.go(newest.kind, **how))
        titles = {
            "change": "继续上次没改完的登记",
            "pile": "继续上次没录完的一份",
            "move": "继续上次没办完的一步",
            "paper": "继续上次没写完的文书",
        }
        title = titles.get(newest.kind, "继续上次没写完的登记")
        more = f"；一共有 {many} 件没写完" if many > 1 else ""
        self._draft = Banner(
            title, f"{newest.words}，写过的字都在{more}", tone="note", icon="note-pencil", actions=(go,)
        )
        self.body.insertWidget(1, self._draft)

    # -- numbers --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        if self._city:
            self._read_returns()
            return
        from app.services.waiting import today_in_numbers

        database, today = self.context.services.database, today_of(self.context)

        def work(progress: Progress) -> Today:
            return today_in_numbers(database, today)

        self.context.jobs.read(work, self._show_today, channel="home", owner=self)
        self._read_month()

    def _show_today(self, found: Today) -> None:
        today = today_of(self.context)
        todos: list[Todo] = []
        waiting = 0
        for group, what, remark, tone, icon, digit in _DUE:
            many: int = getattr(found.due, group)
            waiting += many
            if many:
                todos.append(Todo(many, "件", what, remark, tone, icon, "due", {"group": group}, digit))
        if found.binned:
            todos.append(Todo(found.binned, "件", "在回收站里", "删错了可以恢复", "plain", "", "bin", {}))
        self._show_todos(todos, "没有等着办的事。", waiting)
        self.month_title.setText(f"{today.month} 月到今天")
        texts = (
            (f"{found.complaints:,}", "件"),
            (f"{found.people:,}", "人次"),
            _money(found.recovered),
        )
        for figure, (text, unit) in zip(self.figures, texts, strict=True):
            figure.number.setText(text)
            figure.unit.setText(unit)

    def _read_month(self) -> None:
        """Where the return of the last full month stands, and where sealed figures differ now; read behind the rest."""
        if self.context.office.level != "county":
            return
        services, today = self.context.services, today_of(self.context)

        def work(progress: Progress) -> MonthStanding | None:
            return month_standing(services, today)

        self.context.jobs.read(work, self._show_month, channel="home-month", long=True, owner=self)

    def _show_month(self, found: MonthStanding | None) -> None:
        self.month_return.setVisible(found is not None)
        if found is None:
            return
        self._return_how = dict(found.how)
        self.month_return.set_text(found.words)
        self.month_return.set_icon(found.icon)
        if not found.differing or found.mark == self.context.settings.window.told_differences:
            return
        first = found.differing[0]

        def settled() -> None:
            self.context.settings.change(told_differences=found.mark)
            self.show_banner(None)

        def look_at() -> None:
            settled()
            self.context.go("monthly", template=first.template, period=first.period, step="seal")

        self.show_banner(
            Banner(
                found.difference_words,
                "报出去的没有变。要改，重开做下一版；不改，等下一期补报。",
                tone="question",
                actions=(Button("看是哪几处", icon="arrow-right", on=look_at), Button("知道了", "quiet", on=settled)),
                stacked=True,
            ),
            at=1,
        )

    def _read_returns(self) -> None:
        submissions = self.context.services.submissions
        period = month_of(today_of(self.context)).previous

        def work(progress: Progress) -> tuple[Standing, ...]:
            return submissions.status(period)

        self.context.jobs.read(work, lambda standing: self._show_returns(period, standing), channel="home", owner=self)

    def _show_returns(self, period: Period, standing: tuple[Standing, ...]) -> None:
        arrived = [each for each in standing if each.state in ("taken", "questioned", "accepted")]
        doubtful = [each for each in standing if each.state == "questioned"]
        back = [each for each in standing if each.state == "sent_back"]
        missing = [each for each in standing if each not in arrived and each not in back]
        names = "、".join(each.name for each in missing[:4]) + (" 等" if len(missing) > 4 else "")
        todos = []
        how = {"period": period.text}
        if missing:
            todos.append(Todo(len(missing), "家", "还没有报来", names, "error", "circle-dashed", "merge", how))
        if back:
            todos.append(Todo(len(back), "家", "退回，等重报", "", "question", "arrow-u-up-left", "merge", how))
        if doubtful:
            names = "、".join(each.name for each in doubtful[:4])
            todos.append(
                Todo(len(doubtful), "家", "有疑问，要看一看", names, "question", "question-mark", "merge", how)
            )
        todos.append(Todo(len(arrived), "家", "已经报来", f"共 {len(standing)} 家", "plain", "", "merge", how))
        self.todo_title.setText(f"{period.label}的月报")
        self._show_todos(todos, "", len(standing), "家")

    def _show_todos(self, todos: list[Todo], empty: str, many: int, unit: str = "件") -> None:
        for old in self._rows:
            self._todo_column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = []
        for todo in todos:
            row = TodoRow(todo)
            row.clicked.connect(lambda _=False, todo=todo: self.context.go(todo.key, **todo.how))
            row.last = todo is todos[-1]
            self._todo_column.put(row)
            self._rows.append(row)
        if not todos and empty:
            held = QWidget()
            Column(held, margins=(24, 16, 24, 16)).put(Words(empty, colour="ink2", icon="check-circle"))
            self._todo_column.put(held)
            self._rows.append(held)
        self.todo_fact.setText(f"共 {many:,} {unit}" if many else "")
