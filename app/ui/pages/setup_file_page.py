"""做开户文件: what a county gives a station, and a city a county, so that their first start asks nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import Field, Labelled
from app.ui.widgets.options import OptionRow

if TYPE_CHECKING:
    from app.progress import Progress


class SetupFilePage(Page):
    """Office, number of the PC, letter size; the templates of this folder go along."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "setup-file", "做开户文件")
        self._below = "county" if context.office.level == "city" else "station"
        word = "县（市、区）" if self._below == "county" else "监督站"
        self.head.say("做开户文件", f"给{word}的电脑用：第一次打开时选它，就不用填单位")
        home = context.services.home.office.code
        self._digits = 6 if self._below == "county" else 9
        self.name = Field("名称", label_width=84, required=True)
        self.code = Field("代码", label_width=84, required=True)
        self._start = home[:4] if self._below == "county" else home[:6]
        self.code.set_text(self._start)
        self.code.say(f"{self._digits} 位数字，前面是 {self._start}")
        self.machines = OptionRow("第几台电脑", [(f"{n:02d}", f"第 {n} 台") for n in range(1, 5)])
        self.machines.choose(["01"])
        self.sizes = OptionRow("字号", [("1.0", "标准"), ("1.25", "大"), ("1.5", "更大"), ("2.0", "特大")])
        self.sizes.choose(["1.5"])
        self.body.put(
            self.name,
            self.code,
            Labelled("电脑", self.machines, label_width=84),
            16,
            Labelled("字号", self.sizes, label_width=84),
            None,
        )
        self.save = Button("存开户文件", "primary", icon="floppy-disk", main=True, key="F10", on=self._ask)
        self.bar.set_buttons([Button("不做了", main=True, key="Esc", on=context.back)], [self.save])

    def first_focus(self) -> QWidget | None:
        return self.name

    def _ask(self) -> None:
        """Check what stands there, then ask where the file shall go."""
        name, code = self.name.text().strip(), self.code.text().strip()
        if not name:
            self.name.say("要写上单位的名称", "error")
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if len(code) != self._digits or not (code.isascii() and code.isdecimal()):
            self.code.say(f"要写 {self._digits} 位数字", "error")
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        folder = self.context.settings.window.export_folder or str(Path.home())
        chosen, _ = QFileDialog.getSaveFileName(
            self, "存在哪里", str(Path(folder) / f"{name}.xbset"), "开户文件 (*.xbset)"
        )
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the set-up file of what stands on the page."""
        from app.services import setups

        database = self.context.services.database
        facts: dict[str, Any] = {
            "code": self.code.text().strip(),
            "name": self.name.text().strip(),
            "level": self._below,
            "machine": next(iter(self.machines.chosen()), "01"),
            "scale": float(next(iter(self.sizes.chosen()), "1.5")),
        }

        def work(progress: Progress) -> Path:
            setups.write(path, setups.propose(database, **facts))
            return path

        self.context.jobs.read(work, self._written, failed=self._failed, long=True, owner=self)

    def _written(self, path: Path) -> None:
        self.context.settings.change(export_folder=str(path.parent))
        self._say(
            Banner(
                f"做好了：{path.name}",
                f"在 {path.parent}。拷到那台电脑的桌面或 U 盘上，第一次打开消保台账时会自己找到。",
                tone="done",
            )
        )

    def _failed(self, error: AppError) -> None:
        self._say(Banner("没有做成", f"{error.message}（号码 {error.number}）", tone="error"))

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(banner.accessibleName() or banner.accessibleDescription())
