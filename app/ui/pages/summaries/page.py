"""一份总结: its text as it will read, the parts to write, typical cases, what is missing, what the office chose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.summaries.cases import CasesView
from app.ui.pages.summaries.choices import ChoicesView
from app.ui.pages.summaries.figure_panel import SummaryFigurePanel
from app.ui.pages.summaries.missing import MissingView
from app.ui.pages.summaries.parts import Writing, part_fields
from app.ui.pages.summaries.prose import SummaryProse
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.finding import Hit
    from app.services.summaries import ExplainedFigure, MadeFile, NamedFigure, Written

TEXT, WRITE, CASES, MISSING, CHOICES = "text", "write", "cases", "missing", "choices"
#: So many cases behind a figure are listed.
MOST_RECORDS = 300
#: Milliseconds after which the page has scrolled to what took the focus.
_AFTER_FOCUS = 60


class SummaryPage(Page):
    """``arrive(id=)``; without one it shows what it showed before."""

    watches = frozenset({"summary", "figure", "complaint", "enquiry", "return", "work", "roster"})
    key_card = (
        ("1–5", "换一部分看：正文、要写的、典型案例、缺的数"),
        ("F7", "下一个数；Shift+F7 上一个"),
        ("回车", "看这个数背后的投诉"),
        ("F8", "看样子、打印"),
        ("F9", "存成 PDF"),
        ("F10", "存成 Word"),
        ("Esc", "回去"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "summary", "一份总结")
        self._id = ""
        self.written: Written | None = None
        self.views = GroupRow("看哪一部分")
        self.views.changed.connect(self.show_view)
        self.views.turned.connect(self.views.step)
        self.prose = SummaryProse()
        self.prose.marked.connect(self._marked)
        self.prose.opened.connect(self._opened)
        self.prose.wanted.connect(self._bring)
        self.writing = Writing()
        self.writing.written.connect(self._keep)
        self.cases = CasesView(context)
        self.missing = MissingView()
        self.missing.shown.connect(self._show_missing)
        self.missing.gone.connect(self._fill_in)
        self.options = ChoicesView()
        self.options.chosen.connect(self._choose)
        self.kept = Words("", "small", colour="ink2")
        self.places: dict[str, QWidget] = {
            TEXT: self._paper(),
            WRITE: self.writing,
            CASES: self.cases,
            MISSING: self.missing,
            CHOICES: self.options,
        }
        self.body.put(self.views, 8)
        for widget in self.places.values():
            self.body.put(widget)
        self.body.put(self.kept, None)
        self.panel: SummaryFigurePanel | None = None
        self.use_margin()
        self._show_hint()
        self.next_button = Button("下一个数", icon="arrow-down", main=True, key="F7", short="下一个", on=self._next)
        self.preview_button = Button("看样子、打印", icon="eye", main=True, key="F8", short="样子", on=self.preview)
        self.pdf_button = Button(
            "存成 PDF", icon="floppy-disk", main=True, key="F9", short="PDF", on=lambda: self._ask(".pdf")
        )
        self.word_button = Button(
            "存成 Word",
            "primary",
            icon="floppy-disk",
            main=True,
            key="F10",
            short="Word",
            on=lambda: self._ask(".docx"),
        )
        back = Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)
        self.bar.set_buttons([back, self.next_button], [self.preview_button, self.pdf_button, self.word_button])
        self._faces(0, 0, 0)
        self.views.choose(TEXT)
        self.show_view(TEXT)

    def _paper(self) -> QWidget:
        """The text on a ground like paper."""
        card = Card(radius="banner")
        Column(card, margins=(16, 8, 16, 8)).put(self.prose)
        return card

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "cases"):
            self.cases.set_breadth(breadth)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if wanted := str(how.get("id", "")):
            self.show_banner(None)
            if wanted != self._id:
                self.flush()
                self.writing.forget()
                self._id, self.written = wanted, None
                self.cases.set_summary(wanted)
                self.views.choose(TEXT)
                self.show_view(TEXT)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.prose if self.views.chosen == TEXT else self.views.stop

    def hideEvent(self, event: QHideEvent) -> None:
        self.flush()
        super().hideEvent(event)

    def flush(self) -> None:
        """Keep what was typed and not kept yet."""
        self.writing.flush()
        self.cases.flush()

    def refresh(self) -> None:
        if not self._id:
            return
        summaries, id, today = self.context.services.summaries, self._id, today_of(self.context)

        def work(progress: Progress) -> Written:
            return summaries.show(id, today=today)

        def failed(error: AppError) -> None:
            self.show_banner(Banner("这份总结打不开", error.message, tone="error"))

        self.context.jobs.read(work, self._show, channel="summary", failed=failed, owner=self)

    def _show(self, written: Written) -> None:
        if written.face.id != self._id:
            return
        self.written = written
        self.head.say(written.face.title)
        self.rename(written.face.title)
        self.prose.show_passages(written.passages)
        self.writing.show_fields(part_fields(written.kind.parts, written.texts))
        self.cases.show_cases(written.cases)
        self.missing.show_issues(written)
        self.options.show_options(written.options)
        self._faces(written.face.unwritten, len(written.cases), len(written.missing))
        self.next_button.set_off("" if written.figures or written.missing else "这份总结里没有数")

    def _faces(self, unwritten: int, cases: int, missing: int) -> None:
        self.views.set_groups(
            [
                GroupFace(TEXT, "正文"),
                GroupFace(WRITE, "要写的", str(unwritten), "question" if unwritten else "plain"),
                GroupFace(CASES, "典型案例", str(cases)),
                GroupFace(MISSING, "缺的数", str(missing), "question" if missing else "plain"),
                GroupFace(CHOICES, "怎么写"),
            ]
        )

    # -- the views ------------------------------------------------------------------------------------
    def show_view(self, view: str) -> None:
        """Show one part of the page."""
        self.flush()
        for name, widget in self.places.items():
            widget.setVisible(name == view)
        self.kept.setVisible(view in (WRITE, CASES))
        self.kept.setText("写下的话自动存好。")
        if view == CASES:
            self.cases.search()
        if view != TEXT:
            self._show_hint()

    def go_to_view(self, view: str) -> None:
        """As if its pill had been chosen."""
        self.views.choose(view)
        self.show_view(view)

    def _show_hint(self) -> None:
        self.margin.clear()
        self.panel = None
        self.margin.say("这份总结")
        self.margin.column.put(
            Words("有颜色的字是程序填的数。按 F7 一个一个看，这里说明它是怎么来的。"),
            Words("数跟着台账和报表走，在这里不能改；不对就到台账里改。", "small", colour="ink2"),
            None,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F7 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._step(-1)
            return
        if event.text().isdigit() and self.views.take_key(event):
            if self.views.chosen == TEXT:
                self.prose.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._into(self.views.chosen)
            return
        super().keyPressEvent(event)

    def _into(self, view: str) -> None:
        """Stand in the first place of a part where one can write or choose; else on its name."""
        inside = self.places[view]
        takes = Qt.FocusPolicy.TabFocus
        fields = (each for each in inside.findChildren(QWidget) if each.focusPolicy() & takes == takes)
        first = next((each for each in fields if each.isVisibleTo(inside) and each.isEnabled()), self.views.stop)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the figures ----------------------------------------------------------------------------------
    def _next(self) -> None:
        self._step(1)

    def _step(self, by: int) -> None:
        if self.views.chosen != TEXT:
            self.go_to_view(TEXT)
        self.prose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.prose.step(by)

    def _bring(self, place: QRect) -> None:
        """Scroll to the mark at ``place``; once more when the page has followed the focus to the text's beginning."""
        self._bring_now(place)
        QTimer.singleShot(_AFTER_FOCUS, self.prose, lambda: self._bring_now(place))

    def _bring_now(self, place: QRect) -> None:
        if self.scrolling is None or not self.prose.isVisible():
            return
        at = self.prose.mapTo(self.scrolling.widget(), place.topLeft()).y()
        bar, high = self.scrolling.verticalScrollBar(), self.scrolling.viewport().height()
        if not place.height() <= at - bar.value() <= high - 2 * place.height():
            bar.setValue(max(0, at - high // 3))

    def _marked(self, name: str) -> None:
        written = self.written
        figure = written.figure(name) if written is not None else None
        if figure is None:
            self._show_unwritten(name)
            return
        self.margin.clear()
        self.margin.say(figure.label, above=figure.name)
        panel = self.panel = SummaryFigurePanel()
        panel.record_opened.connect(lambda hit: self.context.go("case", case=hit.id))
        panel.show_figure(figure)
        self.margin.column.put(panel, stretch=1)
        self.context.tell(f"{figure.label}，{figure.text}")
        self._explain(figure)

    def _show_unwritten(self, name: str) -> None:
        self.margin.clear()
        self.panel = None
        self.margin.say(name, above="还没有写")
        self.margin.column.put(
            Words("这一部分由您来写，写好的会一直留着。"),
            Button("去写", icon="pencil-simple", on=lambda: self._write(name)),
            None,
        )

    def _write(self, name: str) -> None:
        """To the field of the part called ``name``."""
        self.go_to_view(WRITE)
        written = self.written
        part = next((p for p in written.kind.parts if p.tag == name), None) if written is not None else None
        if part is not None:
            self.writing.areas[part.key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _explain(self, figure: NamedFigure) -> None:
        services, id, panel = self.context.services, self._id, self.panel

        def work(progress: Progress) -> tuple[ExplainedFigure, tuple[Hit, ...]]:
            found = services.summaries.explain_figure(id, figure)
            if found.kind != "complaint":
                return found, ()
            return found, services.complaints.hits(found.records[:MOST_RECORDS])

        def done(result: tuple[ExplainedFigure, tuple[Hit, ...]]) -> None:
            if panel is not None and panel is self.panel and self.prose.current == figure.name:
                panel.show_explained(*result)

        self.context.jobs.read(work, done, channel="summary-explain", owner=self)

    def _opened(self, name: str) -> None:
        """Return on a mark: to the cases behind it, or to the field of a part."""
        written = self.written
        if written is not None and written.figure(name) is None:
            self._write(name)
        elif self.panel is not None and self.panel.table.isVisible():
            self.panel.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_missing(self, name: str) -> None:
        self.go_to_view(TEXT)
        self.prose.setFocus(Qt.FocusReason.OtherFocusReason)
        self.prose.go_to(name)

    def _fill_in(self, page: str) -> None:
        written = self.written
        if page == WRITE:
            self.go_to_view(WRITE)
        elif page == "monthly" and written is not None:
            self.context.go("monthly", period=written.face.period)
        else:
            self.context.go(page)

    # -- writing --------------------------------------------------------------------------------------
    def _keep(self, part: str, text: str) -> None:
        summaries, id, by = self.context.services.summaries, self._id, clerk_of(self.context)
        self.kept.setText("正在存…")

        def failed(error: AppError) -> None:
            self.kept.setText("")
            self.show_banner(Banner("这一段没有存下", error.message, tone="error"))

        self.context.jobs.write(
            lambda progress: summaries.write(id, part, text, by=by),
            lambda _: self.kept.setText("写下的话存好了。"),
            changes={"summary"},
            failed=failed,
            owner=self,
        )

    def _choose(self, options: dict[str, Any]) -> None:
        summaries, id, by = self.context.services.summaries, self._id, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: summaries.set_options(id, **options, by=by),
            lambda _: self.context.tell("按新的写法重写了"),
            changes={"summary"},
            owner=self,
        )

    # -- on paper and as a file -----------------------------------------------------------------------
    def preview(self) -> None:
        """Show it as it will be printed."""
        if self.written is None:
            return
        self.flush()
        summaries, id, today = self.context.services.summaries, self._id, today_of(self.context)
        face = self.written.face
        self.context.go(
            "preview",
            title=face.title,
            fact=face.kind_title,
            make=lambda progress: summaries.pdf(id, today=today)[0],
            name=f"{face.title}.pdf",
        )

    def _ask(self, suffix: str) -> None:
        if self.written is None:
            return
        self.flush()
        folder = Path(self.context.settings.window.export_folder or Path.home())
        kind = "Word 文档 (*.docx)" if suffix == ".docx" else "PDF 文件 (*.pdf)"
        name = str(folder / f"{self.written.face.title}{suffix}")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), "存到哪里", name, kind)
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix.lower() == suffix else path.with_name(path.name + suffix))

    def save(self, path: Path) -> None:
        """Write the file."""
        summaries, id = self.context.services.summaries, self._id
        today, by = today_of(self.context), clerk_of(self.context)

        def done(made: MadeFile) -> None:
            from app.ui.pages.case.paper_page import said_where

            self.context.settings.change(export_folder=str(path.parent))
            if made.missing:
                words = f"存好了，还缺 {len(made.missing)} 个数"
                self.show_banner(Banner(words, f"{path.name}，缺的数在文中标了黄色。", tone="question"))
            else:
                self.show_banner(said_where(path))
            self.context.tell("存好了")

        def failed(error: AppError) -> None:
            self.show_banner(Banner("没有存成", error.message, tone="error"))

        self.context.jobs.write(
            lambda progress: summaries.write_file(id, path, today=today, by=by),
            done,
            changes={"summary"},
            failed=failed,
            owner=self,
        )
