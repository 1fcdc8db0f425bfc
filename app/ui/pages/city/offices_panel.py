"""Entering an office that reports to the city: code, name, and whom to call."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.widgets.buttons import Button
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.words import Words

#: Fields in their order: name of the parameter, label, what stands below it.
_FIELDS = (
    ("code", "代码", "行政区划代码，6 位数"),
    ("name", "名称", "例如 青溪县消保委"),
    ("contact", "联系人", "催报时找谁，可以不填"),
    ("phone", "电话", "可以不填"),
)


class OfficePanel(QWidget):
    """``entered(dict)`` with code, name, contact and phone as typed; ``left()`` when the person is done."""

    entered = Signal(dict)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        column = Column(self, spacing=4)
        column.put(Words("已经有的代码再填一遍，就是改它的名称和电话。", "small", colour="ink2"), 8)
        for key, label, hint in _FIELDS:
            field = Field(label, label_width=62, stays=key == "phone")
            field.say(hint)
            self.fields[key] = field
            column.put(field)
        self.fields["phone"].entered.connect(self._enter)
        self.go = Button("加上", icon="plus", on=self._enter)
        self.close_ = Button("好了", "quiet", icon="check", on=self.left.emit)
        self.done = Words("", "small", colour="done", icon="check")
        self.done.hide()
        column.put(8, Flow(self.go, self.close_), 8, self.done, None)

    def begin(self) -> None:
        """Empty fields, ready for the next office."""
        for key, _, hint in _FIELDS:
            self.fields[key].set_text("")
            self.fields[key].say(hint)
        self.fields["code"].setFocus(Qt.FocusReason.OtherFocusReason)

    def kept(self, name: str) -> None:
        """The office was entered."""
        self.done.setText(f"{name}加好了，可以接着加下一个")
        self.done.show()
        self.begin()

    def refuse(self, error: AppError) -> None:
        """It was not; what was typed stays."""
        field = self.fields["name" if "name" in error.code else "code"]
        field.say(error.message, "error")
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter(self) -> None:
        values = {key: field.text().strip() for key, field in self.fields.items()}
        for key in ("code", "name"):
            if not values[key]:
                self.fields[key].say("这一项要填", "error")
                self.fields[key].setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.done.hide()
        self.entered.emit(values)
