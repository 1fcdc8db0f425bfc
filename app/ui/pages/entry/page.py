"""登记投诉 and 改登记: the form, the margin that helps with the field in use, and saving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.complaints.fields import FIELDS
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, grouped, parties, today_of
from app.ui.pages.entry.echo import shown
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.helping import Helper
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.options import Segments

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.record import Record
    from app.services.complaints.records import Saved


class FormPage(Page):
    """What both pages share."""

    def __init__(self, context: Context, key: str, title: str, *, required: bool) -> None:
        super().__init__(context, key, title)
        self.views = Segments("表的长短", [("short", "短表"), ("full", "全表")])
        self.views.choose("short")
        self.views.changed.connect(lambda key: self.show_full(key == "full"))
        self.head.add_left(self.views)
        self.form = EntryForm(context.services.lists, today_of(context), required=required)
        self.body.put(self.form, None)
        self.breadth_changed.connect(self.form.set_breadth)
        self.use_margin()
        self.helper = Helper(self, self.form)
        self._banner: Banner | None = None
        self.saving = False
        self.save_button = Button("保存", "primary", icon="check", main=True, key="F10", on=lambda: self.save())
        self.form.edited.connect(lambda _: self._typed())
        self.form.demand.entered.connect(self._leave_options)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "helper"):
            self.helper.set_columns(1 if breadth.width == "medium" else 2)

    def show_full(self, full: bool) -> None:
        """Switch between the short and the full form; the focus stays where it can."""
        self.views.choose("full" if full else "short")
        self.form.show_full(full)
        self.form.set_breadth(self.breadth)

    def _leave_options(self) -> None:
        """Return in the row of wishes goes on: to the tags of the full form, else to saving."""
        if self.form.full:
            self.form.focus_on("tags")
        else:
            self.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self) -> None:
        """Something was typed; for subclasses."""

    def save(self, again: bool = False) -> None:
        """Store what stands in the form."""
        raise NotImplementedError

    # -- notices --------------------------------------------------------------------------------------
    def put_banner(self, banner: Banner | None) -> None:
        """Show one notice on top of the form instead of the one before."""
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = banner
        if banner is not None:
            self.body.insertWidget(0, banner)

    def check_all(self) -> bool:
        """Mark what stands against saving and go there; False when there is something."""
        wrong = self.form.problems()
        if not wrong:
            return True
        if not self.form.full and not all(self.form.is_short(name) for name in wrong):
            self.show_full(True)
        self.put_banner(
            Banner(
                f"还没有存，有 {len(wrong)} 处要看一看",
                "写下的字都留着。改好标红的地方，再按一次保存。",
                tone="error",
            )
        )
        self.form.focus_on(wrong[0])
        self.context.tell(self.form.echoes[wrong[0]].text)
        return False

    def not_saved(self, error: AppError) -> None:
        """The service refused: show why where it belongs."""
        self.saving = False
        if error.code == "complaint.not_taken" and error.issues:
            text = "".join(issue.message for issue in error.issues if issue.severity == "error")
            labels = {spec.label: name for name, spec in FIELDS.items()}
            for issue in error.issues:
                name = labels.get(str(issue.params.get("field", "")))
                if name and issue.severity == "error":
                    self.form.tell(name, issue.message)
        else:
            text = error.message
        self.put_banner(Banner("还没有存，写下的字都留着", text, tone="error"))
        self.context.tell(text)


class EntryPage(FormPage):
    """登记投诉. What was typed stays until it is saved, wherever one goes meanwhile."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "entry", "登记投诉", required=True)
        self.bar.set_buttons(
            [Button("放下，以后再写", main=True, key="Esc", short="以后再写", on=self._put_down)],
            [
                Button("保存，再记一件", main=True, key="F9", short="再记一件", on=lambda: self.save(again=True)),
                self.save_button,
            ],
        )

    def arrive(self, **how: Any) -> None:
        self.form.today = today_of(self.context)
        if how.get("texts"):
            self.form.set_texts(how["texts"])

    def first_focus(self) -> QWidget | None:
        for name, field in self.form.fields.items():
            if self.form.is_short(name) and not field.text() and not self.form.empty:
                return field
        return self.form.fields["complainant"]

    def _put_down(self) -> None:
        self.context.back()

    def _typed(self) -> None:
        if self._banner is not None and self.form.empty is False and not self.saving:
            self.put_banner(None)
        self._remember()

    def _remember(self) -> None:
        """Leave a word for the first page: something is not finished."""
        texts = self.form.texts()
        draft = {name: text for name, text in texts.items() if text}
        if draft:
            self.context.shared["draft"] = draft
        else:
            self.context.shared.pop("draft", None)

    def save(self, again: bool = False) -> None:
        """Check, then store in the writer lane."""
        if self.saving or not self.check_all():
            return
        self.saving = True
        raw = {name: text for name, text in self.form.texts().items() if text}
        complaints, today, by = self.context.services.complaints, self.form.today, clerk_of(self.context)

        def work(progress: Progress) -> Saved:
            return complaints.register(raw, today=today, by=by)

        self.context.jobs.write(
            work,
            lambda saved: self._saved(saved.record, again),
            changes={"complaint"},
            failed=self.not_saved,
            owner=self,
        )

    def _saved(self, record: Record, again: bool) -> None:
        self.saving = False
        self.form.set_texts({})
        self.helper.forget()
        self.show_full(False)
        self.context.shared.pop("draft", None)
        more = Button("再记一件", "primary", icon="plus", on=self._again)
        see = Button("看这一件", icon="eye", on=lambda: self.context.go("case", case=record.id))
        self.put_banner(
            Banner(
                f"记下了，{record.number[-4:]} 号",
                f"{parties(record.complainant, record.trader)}，编号 {grouped(record.number)}",
                tone="done",
                actions=(see,) if again else (more, see),
            )
        )
        self.context.tell(f"记下了，编号 {record.number}")
        if again:
            self._focus_first()
        else:
            more.setFocus(Qt.FocusReason.OtherFocusReason)

    def _again(self) -> None:
        self.put_banner(None)
        self._focus_first()

    def _focus_first(self) -> None:
        self.form.focus_on("complainant")


class ChangePage(FormPage):
    """改登记: the same form over a stored case. Saving sends only what was changed."""

    watches = frozenset({"complaint"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "change", "改登记", required=False)
        self._record: Record | None = None
        self._before: dict[str, str] = {}
        self.helper.is_new = False
        self.show_full(True)
        self.bar.set_buttons(
            [Button("不改了", main=True, key="Esc", on=context.back)],
            [self.save_button],
        )

    def arrive(self, **how: Any) -> None:
        self.form.today = today_of(self.context)
        wanted = how.get("case", "")
        kept = self._record is not None and self._record.id == wanted and self.changes()
        if wanted and not kept:
            self._read(wanted, how.get("focus", ""))

    def _read(self, wanted: str, focus: str) -> None:
        complaints = self.context.services.complaints
        self.context.jobs.read(
            lambda progress: complaints.show(wanted),
            lambda record: self._show(record, focus),
            channel="change",
            owner=self,
        )

    def _show(self, record: Record, focus: str = "") -> None:
        self._record = record
        lists = self.context.services.lists
        names = (*self.form.fields, "demand")
        self._before = {name: shown(name, record, lists) for name in names}
        self.form.set_texts(self._before)
        self.put_banner(None)
        self.head.say("改登记", grouped(record.number))
        if focus:
            self.form.focus_on(focus)

    def first_focus(self) -> QWidget | None:
        return self.form.fields["complainant"]

    def changes(self) -> dict[str, str]:
        """What stands there now and did not when the case was read."""
        return {name: text for name, text in self.form.texts().items() if text != self._before.get(name, "")}

    def save(self, again: bool = False) -> None:
        """Store the changes; a change made elsewhere meanwhile stops it."""
        if self.saving or self._record is None or not self.check_all():
            return
        raw = self.changes()
        if not raw:
            self.context.back()
            return
        self.saving = True
        complaints, record = self.context.services.complaints, self._record
        today, by = self.form.today, clerk_of(self.context)

        def work(progress: Progress) -> Saved:
            return complaints.change(record.id, raw, today=today, by=by, version=record.version)

        self.context.jobs.write(work, self._saved, changes={"complaint"}, failed=self.not_saved, owner=self)

    def _saved(self, saved: Saved) -> None:
        self.saving = False
        self._show(saved.record)
        warnings = "".join(issue.message for issue in saved.issues if issue.severity != "error")
        if warnings:
            self.put_banner(Banner("存好了，有一处请留意", warnings, tone="question"))
            return
        self.context.tell("存好了")
        self.context.go("case", case=saved.record.id, told="存好了")
