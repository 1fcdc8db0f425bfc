"""Files of the archive: changing one, taking one out, writing down that papers were destroyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.services.archive import RETENTION_WORDS
from app.services.asks import Ask
from app.ui.context import Context
from app.ui.pages.case.ask_page import AskPage
from app.ui.pages.common import clerk_of, today_of
from app.ui.widgets.field import TextInput

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.archive import ShelfFile

_TOLD = {
    "take_out": "案卷从档案里取出来，那一件回到归档以前的样子。案卷号一直留给它，不给别的案卷。",
    "destroy": "只记下纸质案卷销毁了。台账里的登记、封存的报表和所有数字都不动，记错了可以取消。",
}


class FilePage(AskPage):
    """``arrive(act=, files=)``: ``change`` one file, ``take_out`` or ``destroy`` files."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "archive-file", "一卷档案")
        self._act = "change"
        self._files: tuple[ShelfFile, ...] = ()

    def arrive(self, **how: Any) -> None:
        if "files" not in how:
            return
        self._act = str(how.get("act", "change"))
        archive, wanted = self.context.services.archive, tuple(how["files"])

        def work(progress: Progress) -> tuple[ShelfFile, ...]:
            return tuple(archive.show(one) for one in wanted)

        self.context.jobs.read(work, self._show, channel="archive-file", owner=self)

    def _show(self, files: tuple[ShelfFile, ...]) -> None:
        self._files = files
        first = files[0]
        if self._act == "change":
            asks: tuple[Ask, ...] = (
                Ask("box", "盒号", default=first.box, hint="例如 1，或 2026-1；不写就是没装盒"),
                Ask("pages", "页数", default=str(first.pages) if first.pages else "0", hint="卷里一共几页"),
                Ask("retention", "保管期限", required=True, default=RETENTION_WORDS[first.retention],
                    hint="写永久、长期或短期"),
                Ask("title", "题名", required=True, default=first.title),
            )  # fmt: skip
            self.ask(asks, title="改这一卷", fact=first.number)
        elif self._act == "destroy":
            many = f"{len(files)} 卷" if len(files) > 1 else first.number
            asks = (Ask("reason", "原因", required=True, default="保管期满，经鉴定销毁"),)
            self.ask(asks, title="记为销毁", fact=many, told=_TOLD["destroy"])
        else:
            asks = (Ask("reason", "原因", required=True, hint="例如 归错了，或投诉人又有新的材料"),)
            self.ask(asks, title="取出来", fact=first.number, told=_TOLD["take_out"])
        for field in self.form.fields.values():
            if isinstance(field.input, TextInput):
                field.came.connect(field.input.selectAll)  # what is typed replaces what stood there
                if field.input.hasFocus():
                    field.input.selectAll()

    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        archive, by, today = self.context.services.archive, clerk_of(self.context), today_of(self.context)
        act, wanted = self._act, [file.id for file in self._files]

        def work(progress: Progress) -> tuple[ShelfFile, ...]:
            if act == "change":
                return (archive.change(wanted[0], texts, by=by),)
            if act == "destroy":
                return archive.destroy(wanted, reason=texts["reason"], today=today, by=by)
            return archive.take_out(wanted, reason=texts["reason"], today=today, by=by)

        changes = {"archive", "complaint"} if act == "take_out" else {"archive"}
        self.context.jobs.write(work, self._done, changes=changes, failed=self.not_stored, owner=self)

    def _done(self, files: tuple[ShelfFile, ...]) -> None:
        self.stored()
        many = f"{len(files)} 卷" if len(files) > 1 else files[0].number
        group, told = {
            "change": ("files", f"{many} 改好了"),
            "destroy": ("gone", f"{many} 记为销毁了"),
            "take_out": ("ready", f"{many} 取出来了"),
        }[self._act]
        self.context.go("archive", instead=True, group=group, told=told)
