"""One case in full: what to do now, its facts, its story, its papers, its files, and what hangs together with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.services.complaints.fields import INTAKE_WORDS
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case import acts
from app.ui.pages.case.detail import status_mark, title_of
from app.ui.pages.case.facts_section import FactsSection
from app.ui.pages.case.files_panel import FilesPanel
from app.ui.pages.case.now_panel import DIGITS, NowPanel, due_sentence
from app.ui.pages.case.papers_section import PapersSection
from app.ui.pages.case.reading import CaseView, read_view
from app.ui.pages.case.related_section import RelatedSection
from app.ui.pages.case.story_section import StorySection
from app.ui.pages.common import grouped, today_of
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button, KeyCap
from app.ui.widgets.cards import Banner
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.marks import StatusMark
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.options import Segments
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.complaints.record import Record

#: The sections: key and word. The first one is in the margin where there is one.
SECTIONS = (
    ("now", "办理"),
    ("facts", "情况"),
    ("story", "经过"),
    ("papers", "文书"),
    ("files", "附件"),
    ("related", "相关"),
)
#: Letters of a name there is room for in the bar on top.
_NAME = 6
#: What stands in the margin beside 相关: (key, word, why).
_RELATED = (
    ("members", "写投诉的人", "几个人一起来的，写成名单，仍算一件。"),
    ("link", "关联另一件投诉", "同一家、同一批人的，关联起来好一起看。"),
    ("query", "写查询函", "向市场监管等部门查问，记下答复。"),
    ("rectification", "写整改劝喻书", "劝商家改正，记下答复。"),
    ("trader", "看这家商家", "它被投诉过的全部，解决了多少。"),
)


class CasePage(Page):
    """A case; ``arrive(case=id)`` shows it, ``told`` is said on top, ``then``: with what is due next.

    ``warned`` are remarks to what was done, which are said with it, ``event`` is the step that can be taken back.

    ``section`` is one of :data:`SECTIONS`; without it the section stays while the case does.
    """

    watches = frozenset({"complaint", "import", "paper", "letter", "attachment", "calendar"})
    key_card = (
        ("1 到 9", "右边单子里的一项：要办的一步，要出的文书"),
        ("0", "还可以办的：支持起诉、仲裁、督办这些，再按回来"),
        ("F6", "换一面：情况、经过、文书、附件、相关"),
        ("Ctrl+1", "直接到情况，2 经过，3 文书，4 附件，5 相关"),
        ("Ctrl+Z", "刚办的一步，撤回"),
        ("F4", "改登记的内容"),
        ("F8", "打登记表"),
        ("F7", "在文书那一面：看整卷材料"),
        ("Esc", "回去"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "case", "一件投诉")
        self.use_margin()
        self.view: CaseView | None = None
        self._wanted = self._told = self._warned = self._event = ""
        self._then = False
        self._section = "facts"
        #: Sections that show the case as it stands.
        self._drawn: set[str] = set()
        self._turned = False
        self._was_deleted = False
        #: The steps that stood when the case was shown last.
        self._steps: frozenset[str] | None = None
        # Names may be long: where the grey fact stands otherwise they have two lines.
        self.head.title.hide()
        self.head.fact.set_look(size="page", bold=True, colour="ink")
        #: The same where the window is too low for a head.
        self.who = Words("", bold=True)
        self.marks = Flow(spacing=16, middle=True)
        self.tabs = Segments("这一件的各面", SECTIONS)
        self.tabs.changed.connect(self._tab_chosen)
        self._tab_row = QWidget()
        self._tab_key = KeyCap("F6")
        Row(self._tab_row, spacing=12).put(self.tabs, self._tab_key, None)
        self.now = NowPanel()
        self.now.chosen.connect(lambda key: self.context.go("move", case=self._wanted, move=key))
        self.papers_list = OfferList("可以出的文书")
        self.papers_list.taken.connect(lambda key: self.context.go("paper", case=self._wanted, kind=key))
        self.related_list = OfferList("可以加的")
        self.related_list.taken.connect(self._related)
        self.facts_section = FactsSection(context.services.lists)
        self.story = StorySection(context)
        self.papers = PapersSection(context.services.lists)
        self.files = FilesPanel(context)
        self.related = RelatedSection()
        self.story.take_back.connect(lambda event: acts.take_back(self, event))
        self.story.opened.connect(lambda kind, id: acts.open_told(self, kind, id))
        self.story.history.taken_back.connect(self.say_now)
        self.papers.wanted.connect(lambda act, paper: acts.with_paper(self, act, paper))
        self.related.wanted.connect(lambda act, id: acts.with_related(self, act, id))
        self.sections: dict[str, QWidget] = {
            "facts": self.facts_section,
            "story": self.story,
            "papers": self.papers,
            "files": self.files,
            "related": self.related,
        }
        #: The margin's panels; on narrow windows the one of the section stands in the body.
        self._holder = QWidget()
        held = Column(self._holder, spacing=12)
        held.put(self.now, self.papers_list, self.related_list)
        self.body.put(self.who, self.marks, self._tab_row)
        for section in self.sections.values():
            section.hide()
            self.body.put(section)
        self.body.put(None)
        self.margin.column.put(self._holder, None)
        self.back_button = Button("回去", icon="arrow-left", main=True, key="Esc", bound=False, on=context.back)
        self.delete_button = Button("删除", "danger", icon="trash", main=True, on=lambda: acts.delete(self))
        self.change_button = Button(
            "改登记", icon="pencil-simple", main=True, key="F4", short="改", on=lambda: self._go("change")
        )
        self.restore_button = Button(
            "恢复", "primary", icon="arrow-counter-clockwise", main=True, on=lambda: acts.restore(self)
        )
        self.form_button = Button(
            "打登记表", icon="printer", main=True, key="F8", short="登记表", on=lambda: acts.print_form(self)
        )
        self.move_button = Button(
            "这是真的，移到台账",
            icon="tray-arrow-down",
            main=True,
            short="移到台账",
            on=lambda: acts.move_out(self),
        )
        self._practising = context.services.home.practice == "desk"
        for button in (self.move_button, self.restore_button):
            button.setVisible(False)
        self.bar.set_buttons(
            [self.back_button, self.delete_button],
            [self.move_button, self.form_button, self.change_button, self.restore_button],
        )
        self._bind("F6", self.next_section)
        for at, (key, _) in enumerate(SECTIONS[1:], start=1):
            self._bind(f"Ctrl+{at}", partial(self.show_section, key))

    def _bind(self, sequence: str, call: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(call)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if how.get("case") or how.get("told"):  # on the way back what was said stays
            self._told, self._then = str(how.get("told", "")), bool(how.get("then"))
            self._warned, self._event = str(how.get("warned", "")), str(how.get("event", ""))
        if how.get("case") and not self._told:
            self.show_banner(None)
        wanted = str(how.get("case", "")) or self._wanted
        if wanted != self._wanted:
            self._wanted, self.view, self._steps = wanted, None, None
            self._section = "now" if self.breadth.width == "narrow" else "facts"
            self._turned = True
            self._lay_out()  # what could be done about the other case is out of reach
        if how.get("section") in self.sections:
            self._section = str(how["section"])
        self.refresh()

    def first_focus(self) -> QWidget | None:
        """The likeliest thing to do, so that Return does it."""
        if self.view is not None and self.view.record.deleted:
            return self.restore_button
        listed = {"papers": self.papers_list.first, "related": self.related_list.first}.get(self._section)
        return listed or self.now.first or self.change_button

    def refresh(self) -> None:
        if not self._wanted:
            return
        services, wanted, today = self.context.services, self._wanted, today_of(self.context)
        self.context.jobs.read(
            lambda progress: read_view(services, wanted, today), self._show, channel="case", owner=self
        )

    # -- showing --------------------------------------------------------------------------------------
    def _show(self, view: CaseView) -> None:
        self.view = view
        self._wanted = view.record.id
        record, today = view.record, today_of(self.context)
        self.head.say(title_of(record), title_of(record))
        self.who.setText(title_of(record))
        self.rename(_short_title(record))
        marks: list[QWidget] = [status_mark(view.facts, today)]
        if view.supervised:
            marks.append(StatusMark("督办", tone="question", icon="warning"))
        marks.append(Words(f"编号 {grouped(record.number)}", "small", colour="ink2", wrap=False))
        self.marks.set_widgets(marks)
        self._drawn.clear()
        self.now.show_case(view, today)
        offered = () if record.deleted else view.offered[: len(DIGITS)]
        self.papers_list.set_offers(
            [Suggestion(kind.key, kind.title, "", kind.explains) for kind in offered], DIGITS, primary=0, why="ink2"
        )
        ways = _RELATED if record.trader else _RELATED[:-1]
        self.related_list.set_offers(
            [Suggestion(*way[:2], "", way[2]) for way in ways] if not record.deleted else [], DIGITS, why="ink2"
        )
        self._put_told(view)
        self.delete_button.setVisible(not record.deleted)
        self.change_button.setVisible(not record.deleted)
        self.move_button.setVisible(self._practising and not record.deleted)
        self.restore_button.setVisible(record.deleted)
        self._lay_out()
        turned = self._turned or self._was_deleted != record.deleted
        self._turned, self._was_deleted = False, record.deleted
        focus = QApplication.focusWidget()
        lost = focus is None or not focus.isVisible() or not self.isAncestorOf(focus)
        if self.isVisible() and (turned or lost):
            wanted = self.first_focus()
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_told(self, view: CaseView) -> None:
        told, then, warned, event = self._told, self._then, self._warned, self._event
        self._told, self._then, self._warned, self._event = "", False, "", ""
        live = [step for step in view.story if step.kind == "event" and not step.taken_back]
        known, self._steps = self._steps, frozenset(step.id for step in live)
        if not told and known is not None and known != self._steps:
            # A step was made and its paper left for later: what was said before is past.
            new = [step for step in live if step.id not in known]
            if len(new) == 1:
                told, then, event = f"{new[0].words}，记下了。", True, new[0].id
            else:
                self.show_banner(None)
        if not told:
            return
        due = due_sentence(view.dues, today_of(self.context)) if then else ""
        ways = []
        if any(step.id == event for step in view.story):
            ways = [Button("撤回", icon="arrow-u-up-left", key="Ctrl+Z", on=lambda: acts.take_back(self, event))]
        tone: Tone = "question" if warned else "done"
        stacked = self.breadth.width != "wide"
        self.show_banner(Banner(told, f"{warned}{due}", tone=tone, actions=ways, stacked=stacked))
        self.context.tell(f"{told}{warned}{due}")

    def tell_on_top(self, words: str) -> None:
        """Say ``words`` on top when the case is shown next."""
        self._told, self._then = words, False

    def say_now(self, words: str) -> None:
        """Say ``words`` on top of the case."""
        self.show_banner(Banner(words, tone="done") if words else None)

    # -- sections -------------------------------------------------------------------------------------
    @property
    def section(self) -> str:
        """The section that is shown."""
        return self._section

    def show_section(self, key: str) -> None:
        """Turn to another section; what is beside it comes along."""
        self._section = key
        self._lay_out()
        if self.scrolling is not None:
            self.scrolling.verticalScrollBar().setValue(0)
        wanted = getattr(self.sections.get(key), "first", None) if key not in ("papers", "related") else None
        target = wanted or self.first_focus()
        if target is not None and target.isVisible():
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.tell(dict(SECTIONS)[key])

    def next_section(self) -> None:
        """F6: the next one, after the last the first."""
        keys = [key for key, _ in SECTIONS if key != "now" or self.breadth.width == "narrow"]
        at = keys.index(self._section) if self._section in keys else -1
        self.show_section(keys[(at + 1) % len(keys)])

    def _tab_chosen(self, key: str) -> None:
        self._section = key
        self._lay_out()

    def _lay_out(self) -> None:
        narrow = self.breadth.width == "narrow"
        if not narrow and self._section == "now":
            self._section = "facts"
        # Where there is little room, what is to be done comes first, and the case is named in the bar on top.
        self.marks.setVisible(not narrow or self._section == "facts")
        self.who.setVisible(narrow and self.breadth.low and self._section == "facts")
        self._tab_key.setVisible(self.breadth.width == "wide")  # elsewhere the tabs fill the line
        self.tabs.show_option("now", narrow)
        self.tabs.choose(self._section)
        self.story.set_narrow(narrow)
        self._draw(self._section)
        for key, section in self.sections.items():
            section.setVisible(key == self._section and self.view is not None)
        beside = self._section if self._section in ("papers", "related") else "now"
        self.now.setVisible(beside == "now" and (not narrow or self._section == "now"))
        self.papers_list.setVisible(beside == "papers" and bool(self.papers_list.offers))
        self.related_list.setVisible(beside == "related" and bool(self.related_list.offers))
        if narrow:
            self.body.insertWidget(self.body.indexOf(self._tab_row) + 1, self._holder)
        elif self.margin.column.indexOf(self._holder) < 0:
            self.margin.column.insertWidget(0, self._holder)
        self._holder.setVisible(self.view is not None)
        titles = {"now": "现在该做什么", "papers": "可以出的文书", "related": "可以加的"}
        self.margin.say(titles[beside])
        self.use_margin(not narrow)
        self.bar.refresh()

    def _draw(self, key: str) -> None:
        """Fill a section when somebody turns to it, not before."""
        view, today = self.view, today_of(self.context)
        if view is None or key in self._drawn:
            return
        self._drawn.add(key)
        match key:
            case "facts":
                self.facts_section.show_case(view)
            case "story":
                self.story.show_case(view, today)
            case "papers":
                self.papers.show_case(view, today)
            case "files":
                self.files.show_case(view.record.id, fixed=view.record.deleted)
            case "related":
                self.related.show_case(view, today)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "move_button"):
            self._lay_out()

    def escape(self) -> bool:
        """From what stands beside the way back to the way; else back to where one came from."""
        return self.now.isVisible() and self.now.back()

    # -- acting ---------------------------------------------------------------------------------------
    def _go(self, key: str) -> None:
        if self.view is not None:
            self.context.go(key, case=self.view.record.id)

    def _related(self, key: str) -> None:
        if self.view is None:
            return
        record = self.view.record
        match key:
            case "members":
                self._go("members")
            case "link":
                acts.link(self)
            case "trader":
                self.context.go("trader", name=record.trader)
            case _:
                self.context.go("letter", case=record.id, kind=key)


def _short_title(record: Record) -> str:
    """«李秀英的投诉»: what fits into the bar on top of a narrow window."""
    who = record.complainant or "没写姓名"
    return f"{who if len(who) <= _NAME else who[: _NAME - 1] + '…'}的{INTAKE_WORDS.get(record.kind, '投诉')}"
