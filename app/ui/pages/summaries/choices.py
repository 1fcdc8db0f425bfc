"""How a summary is written: what it is compared with, whether traders are named, whose figures it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.summaries import Options


class ChoicesView(QWidget):
    """``chosen(dict)``: options by name that a person changed."""

    chosen = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, OptionRow] = {}
        self._filling = False
        column = Column(self, spacing=8)
        for name, words, options in (
            ("compare", "跟什么时候比", (("last-year", "上年同期"), ("previous", "上期"))),
            ("name_traders", "被投诉的经营者", (("no", "不写名称"), ("yes", "写出名称"))),
            ("source", "用谁的数", (("records", "本单位的台账和报表"), ("returns", "下级报上来的报表"))),
            ("decimals", "百分数写几位小数", (("0", "不写小数"), ("1", "一位"), ("2", "两位"))),
        ):
            row = OptionRow(words, options, stays=True)
            row.changed.connect(lambda keys, name=name: self._changed(name, keys))
            self.rows[name] = row
            column.put(Words(words, "small", colour="ink2"), row, 12)

    def show_options(self, options: Options) -> None:
        """Show what is in force."""
        self._filling = True
        self.rows["compare"].choose((options.compare,))
        self.rows["name_traders"].choose(("yes" if options.name_traders else "no",))
        self.rows["source"].choose((options.source,))
        self.rows["decimals"].choose((str(options.decimals),))
        self._filling = False

    def _changed(self, name: str, keys: tuple[str, ...]) -> None:
        if self._filling or not keys:
            return
        values: dict[str, Any] = {"name_traders": keys[0] == "yes"} if name == "name_traders" else {name: keys[0]}
        if name == "decimals":
            values = {name: int(keys[0])}
        self.chosen.emit(values)
